package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/activityjson"
	"github.com/rollcall-project/rollcall/provision"
)

// The shapes of --json. Members are only ever added.

type conflictJSON struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	State      string `json:"state"` // "open", "resolved" or "ignored"
	Subject    string `json:"subject,omitempty"`
	UserID     string `json:"userId,omitempty"`
	OtherID    string `json:"otherId,omitempty"`
	Reason     string `json:"reason"`
	What       string `json:"what"`
	ToDo       string `json:"toDo,omitempty"`
	Attempts   int    `json:"attempts"`
	First      string `json:"first"`
	Last       string `json:"last"`
	Fix        string `json:"fix,omitempty"`
	Resolved   string `json:"resolved,omitempty"`
	ResolvedBy string `json:"resolvedBy,omitempty"`
}

func conflictAsJSON(c *rollcall.Conflict) conflictJSON {
	return conflictJSON{
		ID: c.ID, Type: string(c.Type), State: conflictState(c.State), Subject: c.Subject, UserID: c.UserID, OtherID: c.OtherID,
		Reason: string(c.Reason.Code), What: c.Reason.What(), ToDo: c.Reason.ToDo(),
		Attempts: c.Attempts, First: moment(c.First), Last: moment(c.Last),
		Fix: c.Fix, Resolved: moment(c.Resolved), ResolvedBy: c.ResolvedBy,
	}
}

func conflictState(s rollcall.ConflictState) string {
	for name, state := range conflictStates {
		if state == s {
			return name
		}
	}
	return ""
}

type questionJSON struct {
	conflictJSON
	Compared []comparedJSON      `json:"compared,omitempty"`
	Fixes    []fixJSON           `json:"fixes,omitempty"`
	Requests []*activityjson.Row `json:"requests,omitempty"` // newest first
	Awaiting bool                `json:"awaiting"`           // the identity provider's next request
	Verified *activityjson.Row   `json:"verified,omitempty"` // that request
}

type comparedJSON struct {
	Item    string `json:"item"`
	Here    string `json:"here"`
	Sent    string `json:"sent"`
	Differs bool   `json:"differs"`
}

type fixJSON struct {
	Fix     string `json:"fix"`
	Outcome string `json:"outcome"`
	Value   string `json:"value,omitempty"` // what --value is then: "userName", "name" or "seats"
}

func questionAsJSON(q *provision.Question) questionJSON {
	j := questionJSON{conflictJSON: conflictAsJSON(&q.Conflict), Awaiting: q.Awaiting}
	for _, c := range q.Compared {
		j.Compared = append(j.Compared, comparedJSON{Item: c.Path, Here: c.Here, Sent: c.Sent, Differs: c.Differs})
	}
	for _, f := range q.Fixes {
		j.Fixes = append(j.Fixes, fixJSON{Fix: f.Code, Outcome: f.Outcome.What(), Value: f.Input})
	}
	for _, r := range q.Requests {
		j.Requests = append(j.Requests, activityjson.Of(r))
	}
	if q.Verified != nil {
		j.Verified = activityjson.Of(q.Verified)
	}
	return j
}

// writeQuestion writes a conflict for people: what it is, what is here beside
// what was sent, the fixes, and the requests.
func writeQuestion(w io.Writer, q *provision.Question) error {
	pairs := [][2]string{
		{"Type", string(q.Type)}, {"About", q.Subject}, {"State", conflictState(q.State)}, {"Why", q.Reason.What()},
		{"Attempts", strconv.Itoa(q.Attempts)}, {"First", stamp(q.First)}, {"Last", stamp(q.Last)},
	}
	if q.State != rollcall.ConflictOpen {
		pairs = append(pairs, [2]string{"Decision", q.Fix}, [2]string{"Decided by", q.ResolvedBy}, [2]string{"Decided", stamp(q.Resolved)})
	}
	switch {
	case q.Awaiting:
		pairs = append(pairs, [2]string{"Next", "waiting for the identity provider's next request"})
	case q.Verified != nil:
		pairs = append(pairs, [2]string{"Next", "the identity provider's request of " + stamp(q.Verified.Time) + " succeeded"})
	}
	if err := writePairs(w, pairs); err != nil {
		return err
	}
	var compared, fixes, requests [][]string
	for _, c := range q.Compared {
		mark := "same"
		if c.Differs {
			mark = "differs"
		}
		compared = append(compared, []string{c.Path, c.Here, c.Sent, mark})
	}
	for _, f := range q.Fixes {
		fixes = append(fixes, []string{f.Code, f.Input, f.Outcome.What()})
	}
	for _, r := range q.Requests {
		requests = append(requests, []string{stamp(r.Time), r.Request.Method, strconv.Itoa(r.Request.Status), r.ActorName, r.ID})
	}
	for _, table := range []struct {
		header []string
		rows   [][]string
	}{
		{[]string{"ITEM", "HERE", "FROM IDP", "COMPARED"}, compared},
		{[]string{"FIX", "VALUE", "OUTCOME"}, fixes},
		{[]string{"REQUEST", "METHOD", "STATUS", "TOKEN", "ACTIVITY"}, requests},
	} {
		if len(table.rows) == 0 {
			continue
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := writeTable(w, table.header, table.rows); err != nil {
			return err
		}
	}
	return nil
}
