package main

import (
	"strings"
	"testing"
)

func TestWriteTable(t *testing.T) {
	var b strings.Builder
	err := writeTable(&b, []string{"NAME", "NOTES", "LAST"}, [][]string{
		{"ann", "plain", "x"},
		{"山田花子", "wide", ""},
		{"e\u0301mile", "combining", "\x1b[31mred\u202e"},
		{"ﾔﾏﾀﾞ", "half-width", "end"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "" +
		"NAME      NOTES       LAST\n" +
		"ann       plain       x\n" +
		"山田花子  wide        -\n" +
		"e\u0301mile     combining   ·[31mred·\n" +
		"ﾔﾏﾀﾞ      half-width  end\n"
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestWriteTableOfNothing(t *testing.T) {
	var b strings.Builder
	if err := writeTable(&b, []string{"A", "B"}, nil); err != nil || b.String() != "A  B\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
