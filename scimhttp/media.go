package scimhttp

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

const (
	typeSCIM = "application/scim+json"
	typeJSON = "application/json"
)

var (
	errMediaType = &scim.Error{Status: 415, Detail: "The body's media type is not taken. Send Content-Type: application/scim+json."}
	errCharset   = &scim.Error{Status: 415, Detail: "The body's character set is not taken. Send UTF-8."}
	errEncoding  = &scim.Error{Status: 415, Detail: "The body's content coding is not taken. Send it as it is, or with gzip."}
	errAccept    = &scim.Error{Status: 406, Detail: "The Accept header rules out application/scim+json, which is what the server answers."}
)

// checkContentType takes both JSON types, with UTF-8 as character set if any,
// and bodies that do not say what they are (RFC 7644 §3.8).
func checkContentType(h http.Header) error {
	value := h.Get("Content-Type")
	switch value {
	case typeSCIM, typeJSON, typeSCIM + "; charset=utf-8", typeJSON + "; charset=utf-8", "":
		return nil
	}
	media, params, err := mime.ParseMediaType(value)
	if err != nil {
		// Broken parameters do not change what the body is.
		media, _, _ = strings.Cut(value, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	if media != typeSCIM && media != typeJSON {
		return errMediaType
	}
	switch strings.ToLower(params["charset"]) {
	case "", "utf-8", "utf8", "us-ascii":
		return nil
	}
	return errCharset
}

// acceptsJSON reports whether one of the JSON types is acceptable. Either will
// do, because the answer is the same; a header that cannot be read is no
// reason to refuse (RFC 9110 §12.5.1).
func acceptsJSON(h http.Header) bool {
	values := h["Accept"]
	if len(values) == 0 {
		return true
	}
	if len(values) == 1 {
		switch values[0] {
		case typeSCIM, typeJSON, "*/*", "":
			return true
		}
	}
	return acceptable(values, typeSCIM) || acceptable(values, typeJSON)
}

// acceptable finds the most specific range that covers the type and reports
// whether its weight is above zero.
func acceptable(headers []string, media string) bool {
	best, ok := 0, false
	seen := false
	for _, header := range headers {
		for element := range strings.SplitSeq(header, ",") {
			name, params, _ := strings.Cut(element, ";")
			name = strings.ToLower(strings.TrimSpace(name))
			if name == "" {
				continue
			}
			seen = true
			if s := specificity(name, media); s > best {
				best, ok = s, weight(params) > 0
			}
		}
	}
	return ok || !seen
}

func specificity(name, media string) int {
	switch name {
	case media:
		return 3
	case "application/*":
		return 2
	case "*/*", "*":
		return 1
	}
	return 0
}

// weight is the q parameter, 1 unless there is a readable one.
func weight(params string) float64 {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
				return q
			}
		}
	}
	return 1
}
