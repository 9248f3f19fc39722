package main

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/activityjson"
)

// An activityLog writes rows as they come: a table whose columns keep their
// places, or with --json one object a line.
type activityLog struct {
	out    io.Writer
	json   bool
	begun  bool
	widths []int
}

var activityHeader = []string{"TIME", "RESULT", "OPERATION", "ABOUT", "BY", "WHAT HAPPENED"}

func (c *activityCmd) newLog(out io.Writer) *activityLog {
	// Times, results and nearly all operations fit from the start.
	return &activityLog{out: out, json: c.JSON, widths: []int{24, 9, 17, 0, 0, 0}}
}

// write appends rows. What comes later is not known yet, so columns grow when
// they must, and never shrink.
func (l *activityLog) write(rows []*rollcall.Activity) error {
	out := bufio.NewWriter(l.out)
	if l.json {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, r := range rows {
			if err := enc.Encode(activityjson.Of(r)); err != nil {
				return err
			}
		}
		return out.Flush()
	}
	table := make([][]string, 0, len(rows)+1)
	if !l.begun {
		table = append(table, activityHeader)
		l.begun = true
	}
	for _, r := range rows {
		table = append(table, []string{moment(r.Time), activityjson.Result(r.Result), string(r.Operation), r.Subject, r.ActorName, activityjson.What(r)})
	}
	for _, row := range table {
		widen(l.widths, row)
	}
	for _, row := range table {
		writeRow(out, row, l.widths)
	}
	return out.Flush()
}
