package idp

import "strings"

// discovery answers the discovery endpoints, in the list and in the
// single-resource forms; status 0 is another endpoint.
func (f *fake) discovery(method, path string) (status int, reply any) {
	if method != "GET" {
		return 0, nil
	}
	types := []string{"User"}
	if f.teams {
		types = append(types, "Group")
	}
	var list []any
	for _, name := range types {
		one := map[string]any{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": name, "name": name, "endpoint": "/" + name + "s"}
		if path == "/ResourceTypes/"+name {
			return 200, one
		}
		list = append(list, one)
	}
	switch {
	case path == "/ServiceProviderConfig":
		yes := map[string]any{"supported": true}
		return 200, map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
			"patch":   yes, "filter": yes, "bulk": map[string]any{"supported": false, "maxOperations": f.chunk},
		}
	case path == "/ResourceTypes":
		return 200, listResponse(len(list), 1, list)
	case path == "/Schemas":
		return 200, f.schemas()
	case strings.EqualFold(path, "/Schemas/"+userURN):
		return 200, map[string]any{"id": userURN, "name": "User"}
	}
	return 0, nil
}

// schemas advertises what the server keeps.
func (f *fake) schemas() any {
	byURN := make(map[string][]any)
	for _, path := range f.keeps {
		p := parsePath(path)
		if p.urn == "" {
			p.urn = userURN
		}
		a := map[string]any{"name": p.name}
		if p.sub != "" {
			a["subAttributes"] = []any{map[string]any{"name": p.sub}}
		}
		byURN[p.urn] = append(byURN[p.urn], a)
	}
	var list []any
	for urn, attributes := range byURN {
		list = append(list, map[string]any{"id": urn, "attributes": attributes})
	}
	return listResponse(len(list), 1, list)
}
