package scim

import (
	"encoding/asn1"
	"encoding/base64"
	"strings"
)

// oneCertificate checks that s is one DER structure in base64, not a bundle
// (RFC 7643 §4.1.2). What is in it is for those to judge who trust it.
func oneCertificate(s string) (expected string) {
	der, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err == nil {
		var structure asn1.RawValue
		rest, err := asn1.Unmarshal(der, &structure)
		if err == nil && len(rest) == 0 && structure.Tag == asn1.TagSequence {
			return ""
		}
	}
	return "exactly one certificate, DER in base64"
}
