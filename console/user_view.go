package console

import (
	"slices"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// activityOfUser is how many rows of a user's activity the page shows.
const activityOfUser = 10

// A userPage is everything about one user.
type userPage struct {
	userRow
	Version  int64
	Managed  bool
	Override bool // locked items are open to change
	Locked   bool // some item is locked by the identity provider's rule

	Fields        []field
	LockNote      string
	Problems      problems
	Administrates bool // the box Administrator
	// AdministratorFrom says who ticked that box, or last cleared it.
	AdministratorFrom origin

	Choices      []serviceChoice
	ServicesLock string
	ServicesFrom origin
	// ServicesOverride asks for the consent that changing them takes.
	ServicesOverride bool

	Facts    []fact
	Items    []fact
	Trash    *trashRow // nil for a user who is not in the Trash
	Activity activityTable
}

// A serviceChoice is a service that a user may get, and what it has of it.
type serviceChoice struct {
	Code, Name, Seats          string
	Chosen, Unknown, ByDefault bool
	Seat                       pill
	Since                      i18n.Stamp // waiting since
}

// A fact is a label and what stands behind it.
type fact struct {
	Label, Value string
	Time         i18n.Stamp
	Mono         bool
	Origin       origin
}

// A linkPage is the only page that ever holds a one-time sign-in link.
type linkPage struct {
	ID, Name, Link string
	Expires        i18n.Stamp
}

func (v *visit) newUserView(p *provision.Person, in userForm, problems problems) (*userPage, error) {
	ctx := v.r.Context()
	locks, err := v.Engine.Locks(ctx, v.actor, p)
	if err != nil {
		return nil, err
	}
	services, err := v.Engine.Services(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	activities, _, err := v.Engine.Activities(ctx, v.actor, rollcall.ActivityQuery{UserID: p.ID, Limit: activityOfUser})
	if err != nil {
		return nil, err
	}
	seats, err := v.Engine.Seats(ctx, v.actor, p.ID)
	if err != nil {
		return nil, err
	}
	page := &userPage{
		userRow: v.newUserRow(p, services), Version: in.Version, Managed: p.Managed(),
		Override: in.Override, Problems: problems, Administrates: in.Administrator,
		Choices: v.serviceChoices(p, services, seats),
		Facts:   v.factsOf(p),
	}
	t, err := v.trashed()
	if err != nil {
		return nil, err
	}
	if t != nil {
		row := v.newTrashRow(t)
		page.Trash, page.Status = &row, pill{"warn", v.say.Text("trash.in")}
	}
	page.Locked = anyOverridable(locks)
	_, servicesLocked := locks["services"]
	if in.Override {
		locks = withoutOverridable(locks)
	}
	from, err := v.origins(p)
	if err != nil {
		return nil, err
	}
	page.ServicesFrom, page.AdministratorFrom = from("services"), from("administrator")
	page.Fields = v.userFields(in, problems, locks, from)
	page.LockNote = v.noteOf(page.Fields)
	page.ServicesOverride = in.Override && servicesLocked
	if reason, locked := locks["services"]; locked {
		page.ServicesLock = v.say.What(reason)
		if reason.Code == rollcall.ItemFromIdP {
			page.ServicesLock = v.say.Text("lock.from-idp")
		}
	}
	for _, item := range p.Items {
		page.Items = append(page.Items, fact{Label: v.item(item.Path), Value: v.itemText(item.Path, item.Value), Origin: from(item.Path)})
	}
	page.Activity = v.newActivityTable(v.say.Text("user.activity"), activities)
	return page, nil
}

// anyOverridable reports whether a lock is one that an administrator may override.
func anyOverridable(locks provision.Lock) bool {
	for _, reason := range locks {
		if provision.Overridable(reason) {
			return true
		}
	}
	return false
}

// withoutOverridable leaves the locks that hold even against an override.
func withoutOverridable(locks provision.Lock) provision.Lock {
	rest := make(provision.Lock)
	for item, reason := range locks {
		if !provision.Overridable(reason) {
			rest[item] = reason
		}
	}
	return rest
}

// serviceChoices are all services, and the codes that the user has though no
// service bears them.
func (v *visit) serviceChoices(p *provision.Person, services []*rollcall.Service, seats []rollcall.Seat) []serviceChoice {
	var list []serviceChoice
	known := make([]string, 0, len(services))
	for _, s := range services {
		known = append(known, s.Code)
		c := serviceChoice{
			Code: s.Code, Name: s.Name, Seats: v.seats(s), Chosen: slices.Contains(p.Services, s.Code),
			ByDefault: slices.Contains(p.Defaults, s.Code),
		}
		if i := slices.IndexFunc(seats, func(seat rollcall.Seat) bool { return seat.Code == s.Code }); i >= 0 {
			c.Seat = v.seat(seats[i].State)
			if seats[i].State == rollcall.SeatWaiting {
				c.Since = v.say.Ago(seats[i].Since, v.now)
			}
		}
		list = append(list, c)
	}
	for _, code := range p.Services {
		if !slices.Contains(known, code) {
			list = append(list, serviceChoice{Code: code, Name: code, Chosen: true, Unknown: true})
		}
	}
	return list
}

func (v *visit) factsOf(p *provision.Person) []fact {
	facts := []fact{
		{Label: v.say.Text("fact.id"), Value: p.ID, Mono: true},
		{Label: v.say.Text("fact.created"), Time: v.say.Time(p.Created)},
		{Label: v.say.Text("fact.changed"), Time: v.say.Time(p.Modified)},
	}
	if p.ExternalID != "" {
		facts = slices.Insert(facts, 1, fact{Label: v.say.Text("fact.external-id"), Value: p.ExternalID, Mono: true})
	}
	return facts
}
