//go:build !unix

package main

import "os"

// tryLock takes no lock: two servers on one directory are the operator's care.
func tryLock(*os.File) error { return nil }
