package provision

import (
	"crypto/rand"
	"hash/crc32"
	"strings"
)

// A token reads rollcall_scim_ + 32 random characters + 6 of checksum, all
// base62. The prefix lets scanners find leaked tokens (the pattern is
// rollcall_scim_[0-9A-Za-z]{38}), the checksum refuses junk without asking the
// store, and 32 characters hold 190 random bits.
const (
	tokenPrefix = "rollcall_scim_"
	tokenRandom = 32
	tokenSum    = 6
	tokenLength = len(tokenPrefix) + tokenRandom + tokenSum
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// newTokenText makes the text of a token.
func newTokenText() string {
	text := make([]byte, 0, tokenLength)
	text = append(text, tokenPrefix...)
	var random [64]byte
	for len(text) < len(tokenPrefix)+tokenRandom {
		rand.Read(random[:]) // never fails
		for _, r := range random {
			// 248 is the largest multiple of 62 in a byte: no character is likelier.
			if r < 248 && len(text) < len(tokenPrefix)+tokenRandom {
				text = append(text, base62[r%62])
			}
		}
	}
	sum := tokenChecksum(string(text))
	return string(append(text, sum[:]...))
}

// tokenWellFormed reports whether text can be a token at all.
func tokenWellFormed(text string) bool {
	if len(text) != tokenLength || !strings.HasPrefix(text, tokenPrefix) {
		return false
	}
	sum := tokenChecksum(text[:tokenLength-tokenSum])
	return text[tokenLength-tokenSum:] == string(sum[:])
}

// tokenChecksum is the CRC-32 (IEEE) of text in base62. It is worked out here
// because crc32.ChecksumIEEE would need a copy of the text on the heap.
func tokenChecksum(text string) [tokenSum]byte {
	n := ^uint32(0)
	for i := range len(text) {
		n = crc32.IEEETable[byte(n)^text[i]] ^ n>>8
	}
	n = ^n
	var sum [tokenSum]byte
	for i := len(sum) - 1; i >= 0; i-- {
		sum[i] = base62[n%62]
		n /= 62
	}
	return sum
}

// tokenHint is enough of a token for people to recognise it.
func tokenHint(text string) string {
	return text[:len(tokenPrefix)+4] + "…" + text[len(text)-4:]
}
