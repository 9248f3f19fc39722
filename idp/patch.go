package idp

import (
	"context"
	"net/http"
)

// patchBody is a PatchOp message (RFC 7644 section 3.5.2).
type patchBody struct {
	Schemas    []string    `json:"schemas"`
	Operations []operation `json:"Operations"`
}

// operation is one of them. A nil value is not sent.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path,omitempty"`
	Value any    `json:"value,omitempty"`
}

// patch sends operations to one resource. IdPs take 200 with a body and 204
// alike.
func (s *session) patch(ctx context.Context, path string, ops ...operation) error {
	_, err := s.do(ctx, http.MethodPatch, path, "", patchBody{[]string{patchURN}, ops})
	return err
}

// create posts a resource and returns the id that the server gave it.
func (s *session) create(ctx context.Context, path string, body any) (id string, err error) {
	ans, err := s.do(ctx, http.MethodPost, path, "", body)
	if err != nil {
		return "", err
	}
	created, err := ans.resource()
	if err != nil {
		return "", err
	}
	return created.str("id"), nil
}

// erase deletes one resource. What isn't there is deleted already.
func (s *session) erase(ctx context.Context, path string) error {
	_, err := s.do(ctx, http.MethodDelete, path, "", nil)
	if isStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// read gets one resource by its path.
func (s *session) read(ctx context.Context, path, query string) (resource, error) {
	ans, err := s.get(ctx, path, query)
	if err != nil {
		return nil, err
	}
	return ans.resource()
}
