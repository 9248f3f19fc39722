package provision

import (
	"net"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/scim"
)

// callRow begins a row for a SCIM request of a known token. The strings of the
// call are copied where they are kept.
func (e *Engine) callRow(call *scim.Call, s *snapshot) *rollcall.Activity {
	now := e.clock.Now()
	return &rollcall.Activity{
		Organization: s.organization.ID, ID: e.rowIDs.next(now), Time: now,
		Face: rollcall.SCIM, ActorID: s.token.ID, ActorName: s.token.Notes,
		Count: 1,
		Request: rollcall.Request{
			ID: call.ID, Bulk: call.Bulk, Method: clipped(call.Method, 16), Target: s.masks.target(call.Target),
			UserAgent: clipped(call.UserAgent, longestAgent), RemoteAddr: hostOf(call.RemoteAddr),
		},
	}
}

// hostOf is an address without the port, which says nothing of a client.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		return host
	}
	return address
}

// operationOf tells what a request asked for from its method and path, for
// requests that went no further.
func operationOf(method, target string) rollcall.Operation {
	path, _, _ := strings.Cut(target, "?")
	if strings.HasSuffix(strings.ToLower(path), "/.search") {
		method, path = "GET", path[:len(path)-len("/.search")]
	}
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for i, segment := range segments {
		switch strings.ToLower(segment) {
		case "serviceproviderconfig", "resourcetypes", "schemas":
			return rollcall.OpDiscovery
		case "groups":
			return groupOperation(method)
		case "users":
			return userOperation(method, i == len(segments)-1)
		}
	}
	return rollcall.OpRequest
}

func userOperation(method string, collection bool) rollcall.Operation {
	switch method {
	case "GET", "HEAD":
		if collection {
			return rollcall.OpUserList
		}
		return rollcall.OpUserRead
	case "POST":
		return rollcall.OpUserCreate
	case "PUT", "PATCH":
		return rollcall.OpUserUpdate
	case "DELETE":
		return rollcall.OpUserDelete
	}
	return rollcall.OpRequest
}

func groupOperation(method string) rollcall.Operation {
	switch method {
	case "GET", "HEAD":
		return rollcall.OpGroupRead
	case "POST":
		return rollcall.OpGroupCreate
	case "PUT", "PATCH":
		return rollcall.OpGroupUpdate
	case "DELETE":
		return rollcall.OpGroupDelete
	}
	return rollcall.OpRequest
}
