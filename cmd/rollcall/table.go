package main

import (
	"bufio"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// writeTable writes rows under a header, columns aligned by what a terminal
// shows: a wide character takes two cells, a combining mark none.
func writeTable(w io.Writer, header []string, rows [][]string) error {
	widths := make([]int, len(header))
	widen(widths, header)
	for _, row := range rows {
		widen(widths, row)
	}
	out := bufio.NewWriter(w)
	writeRow(out, header, widths)
	for _, row := range rows {
		writeRow(out, row, widths)
	}
	return out.Flush()
}

// widest bounds what one long name does to all rows: it moves the rest of its
// own row only.
const widest = 40

// widen makes the columns wide enough for a row.
func widen(widths []int, row []string) {
	for i, text := range row {
		widths[i] = max(widths[i], min(cells(printable(text)), widest))
	}
}

// writePairs writes names and values, one a line.
func writePairs(w io.Writer, pairs [][2]string) error {
	widths := []int{0, 0}
	for _, p := range pairs {
		widths[0] = max(widths[0], cells(p[0]))
	}
	out := bufio.NewWriter(w)
	for _, p := range pairs {
		writeRow(out, p[:], widths)
	}
	return out.Flush()
}

// writeRow leaves no blanks at the end of a line.
func writeRow(out *bufio.Writer, row []string, widths []int) {
	var line strings.Builder
	for i, text := range row {
		text = printable(text)
		line.WriteString(text)
		if i < len(row)-1 {
			line.WriteString(strings.Repeat(" ", max(widths[i]-cells(text), 0)+2))
		}
	}
	out.WriteString(strings.TrimRight(line.String(), " "))
	out.WriteByte('\n')
}

// printable keeps a terminal safe from names that came over the network.
func printable(s string) string {
	if s == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '·'
		}
		return r
	}, s)
}

func cells(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
