// Package htmltest lets tests use pages as people without JavaScript do: it
// opens addresses, follows redirects, keeps cookies, fills in and sends forms,
// and looks at pages by CSS selectors.
//
// It is for tests only and knows nothing of Rollcall.
package htmltest
