package sheet

import "strings"

// Keep is the cell that says: as it is.
const Keep = "*"

// Guard is the text as a cell that no spreadsheet takes for a formula and no
// reader for [Keep]. Unguard undoes it.
//
// Formulas begin with = + - @, in Japanese also in their wide forms, or with a
// tab or a line break that hides one of them (OWASP, CSV injection). Blanks
// before them are looked through, because some spreadsheets do so.
func Guard(text string) string {
	if guarded(text) {
		return "'" + text
	}
	return text
}

// Unguard is the text that the cell was made of. A cell that Guard has not made,
// such as 's-Gravenhage, is its own text.
func Unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && guarded(cell) {
		return cell[1:]
	}
	return cell
}

// guarded tells texts that need an apostrophe. It is the same for a text with
// further apostrophes before it, so that each of them is counted.
func guarded(text string) bool {
	bare := strings.TrimLeft(text, "'")
	if bare == Keep {
		return true
	}
	bare = strings.TrimLeft(bare, " '\u00a0\u3000\ufeff")
	if bare == "" {
		return false
	}
	return strings.ContainsAny(bare[:1], "=+-@\t\r\n") ||
		strings.HasPrefix(bare, "＝") || strings.HasPrefix(bare, "＋") ||
		strings.HasPrefix(bare, "－") || strings.HasPrefix(bare, "＠")
}

// Typed is the text as it comes back from a sheet or a form, which know one kind
// of line break. Two texts that are the same when typed are not told apart.
func Typed(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
