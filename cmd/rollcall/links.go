package main

// Where the console answers one-time links.

func setUpURL(base, secret string) string  { return base + "/setup/" + secret }
func signInURL(base, secret string) string { return base + "/link/" + secret }
