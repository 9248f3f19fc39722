// Package scimtest proves a [scim.Backend] of your own: [Run] serves it through
// package scimhttp and asks it what an identity provider would ask.
//
//	func TestSCIM(t *testing.T) {
//		scimtest.Run(t, func(t *testing.T) func() scim.Backend {
//			store := openEmptyStore(t)
//			return func() scim.Backend { return store.backend("tester") }
//		})
//	}
//
// Run it with -race. It needs nothing but what [scim.Backend] asks for: it makes
// its own resources from the schemas of the types served, and tries what the
// Features promise. Attributes that refer to other resources, such as members
// and manager, are left out, because a backend may know who exists.
//
// The package owns no storage, opens no connection and imports scim, scimhttp
// and the standard library only.
package scimtest
