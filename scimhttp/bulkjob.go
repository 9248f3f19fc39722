package scimhttp

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall/scim"
)

// A job carries out the operations of a bulk request in their order, except
// that what creates a resource comes before what refers to it.
type job struct {
	x        *exchange
	tasks    []task
	named    map[string]*task // what creates, by bulkId
	failures int
	bound    int // stop after so many failures; 0: never
}

// A task is one operation on its way.
type task struct {
	*scim.BulkOperation
	typ      *scim.ResourceType
	name     string // the id in its path
	state    state
	repeated bool            // its bulkId is that of a task before
	id       string          // of what it created
	result   scim.BulkResult // its Status is 0 as long as nothing was carried out
}

type state uint8

const (
	waiting state = iota
	running
	done
)

func newJob(x *exchange, bulk *scim.Bulk) *job {
	j := &job{x: x, tasks: make([]task, len(bulk.Operations)), named: map[string]*task{}, bound: bulk.FailOnErrors}
	for i := range bulk.Operations {
		t := &j.tasks[i]
		t.BulkOperation = &bulk.Operations[i]
		if t.Method == http.MethodPost && t.BulkID != "" {
			if t.repeated = j.named[t.BulkID] != nil; !t.repeated {
				j.named[t.BulkID] = t
			}
		}
	}
	return j
}

// over reports whether no further operation is to be carried out: so many have
// failed, or nobody waits for the answer any more.
func (j *job) over() bool {
	return j.bound > 0 && j.failures >= j.bound || j.x.r.Context().Err() != nil
}

func (j *job) run(t *task) {
	if t.state != waiting || j.over() {
		return
	}
	t.state = running
	t.result = j.perform(t)
	t.state = done
	if t.result.Failed() {
		j.failures++
	}
}

// perform carries out a task after those that create what it refers to.
func (j *job) perform(t *task) scim.BulkResult {
	if err := j.check(t); err != nil {
		return j.refusal(t, err)
	}
	for _, id := range t.References() {
		if err := j.need(t, id); err != nil {
			return j.giveUp(t, err)
		}
	}
	if t.id != "" {
		return j.closeCircle(t)
	}
	r := j.send(t, t.Method)
	if t.Method == http.MethodPost && !r.Failed() {
		t.id = lastSegment(r.Location)
	}
	return r
}

// need sees to it that the resource called id exists before t refers to it.
func (j *job) need(t *task, id string) error {
	made := j.named[id]
	if made == nil {
		return scim.Errorf(scim.ErrInvalidValue, "The operation refers to bulkId:%s, but no POST of this request has that bulkId.", id)
	}
	j.run(made)
	if made.state == running && made.id == "" {
		// Both refer to each other, maybe by way of others. What was begun first
		// is created without its references, which it gets later.
		if r := j.send(made, http.MethodPost); !r.Failed() {
			made.id = lastSegment(r.Location)
		}
	}
	if made.id == "" {
		return &scim.Error{Status: http.StatusConflict, Detail: "The operation refers to bulkId:" + id + ", which could not be created."}
	}
	return nil
}

// closeCircle gives a resource that was created without its references all that
// was sent.
func (j *job) closeCircle(t *task) scim.BulkResult {
	r := j.send(t, http.MethodPut)
	if !r.Failed() {
		r.Status = http.StatusCreated
		return r
	}
	return j.giveUp(t, &scim.Error{Status: http.StatusConflict, Detail: "The resource is part of a circle of references that could not be closed. Create it without them, and add them afterwards."})
}

// giveUp ends a task that cannot be carried out. What it created is removed, so
// that a failed POST leaves nothing behind.
func (j *job) giveUp(t *task, err error) scim.BulkResult {
	if t.id != "" {
		j.send(t, http.MethodDelete)
		t.id = ""
	}
	if j.over() {
		return scim.BulkResult{}
	}
	return j.refusal(t, err)
}

// refusal is the result of a task that was not even sent.
func (j *job) refusal(t *task, err error) scim.BulkResult {
	known, ok := err.(*scim.Error)
	if !ok {
		known = scim.ErrInvalidSyntax
	}
	path, _ := t.Resolve(j.known)
	return j.entry(t, path, scim.BulkResult{Status: known.Status, Response: known.Append(nil)})
}

// check refuses what is no operation of a bulk, before anything else is done for
// it.
func (j *job) check(t *task) *scim.Error {
	creates := t.Method == http.MethodPost
	switch t.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return scim.Errorf(scim.ErrInvalidSyntax, "The method of an operation must be POST, PUT, PATCH or DELETE.")
	}
	path := pathReader{rest: t.Path, escaped: true}
	endpoint := path.next()
	t.name = path.next()
	switch {
	case endpoint == "", !path.done(), strings.ContainsAny(t.Path, "?#"), creates != (t.name == ""):
		return scim.Errorf(scim.ErrInvalidValue, "The path of an operation must be that of a resource, or for POST that of a resource type, such as /Users.")
	case creates && t.BulkID == "":
		return scim.Errorf(scim.ErrInvalidValue, "An operation with POST needs a bulkId.")
	case t.repeated:
		return scim.Errorf(scim.ErrInvalidValue, "The bulkId %s is that of another operation of this request.", t.BulkID)
	case t.Method != http.MethodDelete && t.Data == "":
		return scim.Errorf(scim.ErrInvalidSyntax, "An operation with %s needs data.", t.Method)
	}
	var known bool
	if t.typ, known = j.x.types.ByEndpoint(endpoint); !known {
		return errNoEndpoint
	}
	return nil
}

// known is the id of what a task has created.
func (j *job) known(bulkID string) (id string, ok bool) {
	if made := j.named[bulkID]; made != nil && made.id != "" {
		return made.id, true
	}
	return "", false
}

// entry completes the result of t, which was sent to path. Its location is that
// of the resource it is about, which a failed POST has not.
func (j *job) entry(t *task, path string, r scim.BulkResult) scim.BulkResult {
	r.Method, r.BulkID = t.Method, t.BulkID
	id := t.id
	if t.Method != http.MethodPost && t.typ != nil {
		id = lastSegment(path)
	}
	// A reference that leads nowhere has no location either.
	if r.Location == "" && id != "" && !strings.HasPrefix(strings.ToLower(id), "bulkid:") {
		r.Location = j.x.base + t.typ.Endpoint() + "/" + url.PathEscape(id)
	}
	return r
}

// lastSegment is the name that a path ends in.
func lastSegment(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	if plain, err := url.PathUnescape(name); err == nil {
		return plain
	}
	return name
}
