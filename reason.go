package rollcall

import (
	"sort"
	"strconv"
	"strings"
)

// ReasonCode names a sentence. Codes are stored in the activity log, so they
// never change their meaning.
type ReasonCode string

// A Reason is one plain sentence on why something ended as it did, and what to
// do about it, kept as code and arguments so that each face can say it in its
// reader's language. The zero Reason says nothing.
type Reason struct {
	Code ReasonCode `json:"code,omitempty"`
	Args []string   `json:"args,omitempty"`
}

// Because makes a Reason. Args fill {0}, {1} … of the sentence.
func Because(code ReasonCode, args ...string) Reason { return Reason{Code: code, Args: args} }

// Fail makes an error of the kind that belongs to the reason.
func Fail(code ReasonCode, args ...string) *Error {
	return &Error{Kind: sentences[code].kind, Reason: Because(code, args...)}
}

// What says in English what happened.
func (r Reason) What() string { return fill(sentenceOf(r.Code).what, r.spoken()) }

// ToDo says in English what the reader can do, or "".
func (r Reason) ToDo() string { return fill(sentenceOf(r.Code).todo, r.spoken()) }

// String is both sentences in English: the detail that an IdP's administrator
// reads.
func (r Reason) String() string {
	return strings.TrimSpace(r.What() + " " + r.ToDo())
}

// ReasonCodes lists all codes in order, for catalogues to be checked against.
func ReasonCodes() []ReasonCode {
	codes := make([]ReasonCode, 0, len(sentences)+len(done)+len(outcomes))
	for c := range sentences {
		codes = append(codes, c)
	}
	for op := range done {
		codes = append(codes, doneCode(op))
	}
	for c := range outcomes {
		codes = append(codes, c)
	}
	sort.Slice(codes, func(i, j int) bool { return codes[i] < codes[j] })
	return codes
}

// AboutItem reports whether the first argument names an item, such as
// "displayName" or "notes", for which a face has its own word.
func (r Reason) AboutItem() bool {
	switch r.Code {
	case ItemFromIdP, ValueTooLong, ValueMissing, ValueInvalid:
		return len(r.Args) > 0
	}
	return false
}

// spoken are the arguments with the English word for an item.
func (r Reason) spoken() []string {
	if !r.AboutItem() {
		return r.Args
	}
	word, ok := itemWords[r.Args[0]]
	if !ok {
		return r.Args
	}
	args := append([]string(nil), r.Args...)
	args[0] = word
	return args
}

// Words at the beginning of a sentence for what reasons call items.
var itemWords = map[string]string{
	"userName":        "The login name",
	"displayName":     "The display name",
	"name.familyName": "The surname",
	"name.givenName":  "The given name",
	"emails":          "The e-mail address",
	"active":          "The status",
	"services":        "The list of available services",
	"items":           "The list of propagated items",
	"user":            "The user",
	"group":           "The group",
	"notes":           "The text of notes",
	"validity":        "The validity period",
	"name":            "The name",
	"seats":           "The number of seats",
	"file":            "The file",
	"source":          "The source of services",
	"linking":         "The policy for linking",
	"restore":         "The policy for restoring",
	"brake":           "The limit of the brake",
}

// fill puts args in their places, in one pass, so that an argument that looks
// like a place is left alone.
func fill(s string, args []string) string {
	if len(args) == 0 {
		return s
	}
	var buf [8]string
	pairs := buf[:0]
	for i, a := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", a)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

type sentence struct {
	kind       Kind
	what, todo string
}

// Reasons. Those of KindInternal explain a success or a log row and are never
// returned as errors. Where AboutItem is true, the first argument is an item.
const (
	TokenMissing       ReasonCode = "token-missing"
	TokenUnknown       ReasonCode = "token-unknown"
	TokenExpired       ReasonCode = "token-expired"
	TokenDisabled      ReasonCode = "token-disabled"
	RateExceeded       ReasonCode = "rate-exceeded"
	PropagationOff     ReasonCode = "propagation-off"
	GroupsOff          ReasonCode = "groups-off"
	UserUnknown        ReasonCode = "user-unknown"
	LoginNameMissing   ReasonCode = "login-name-missing"
	LoginNameInvalid   ReasonCode = "login-name-invalid"
	LoginNameTaken     ReasonCode = "login-name-taken"
	LoginNameTakenBy   ReasonCode = "login-name-taken-by"
	LoginNameLocked    ReasonCode = "login-name-locked"
	AlreadyManaged     ReasonCode = "already-managed"
	AdministratorHere  ReasonCode = "administrator-here"
	LocalUserDelete    ReasonCode = "local-user-delete"
	LocalHere          ReasonCode = "local-here"
	LocalStays         ReasonCode = "local-stays"
	DeletedHere        ReasonCode = "deleted-here"
	UserTrashed        ReasonCode = "user-trashed"
	NotInTrash         ReasonCode = "not-in-trash"
	LoginNameInTrash   ReasonCode = "login-name-in-trash"
	PutAway            ReasonCode = "put-away"
	Buried             ReasonCode = "buried"
	Restored           ReasonCode = "restored"
	CreatedAgain       ReasonCode = "created-again"
	TrashExpired       ReasonCode = "trash-expired"
	ItemFromIdP        ReasonCode = "item-from-idp"
	ValueTooLong       ReasonCode = "value-too-long"
	ValueMissing       ReasonCode = "value-missing"
	ValueInvalid       ReasonCode = "value-invalid"
	LogDaysInvalid     ReasonCode = "log-days-invalid"
	TokenDaysInvalid   ReasonCode = "token-days-invalid"
	TokenValidTooLong  ReasonCode = "token-valid-too-long"
	SensitiveInvalid   ReasonCode = "sensitive-invalid"
	SensitiveKey       ReasonCode = "sensitive-key"
	SensitiveMany      ReasonCode = "sensitive-many"
	LastAdministrator  ReasonCode = "last-administrator"
	Linked             ReasonCode = "linked"
	Renamed            ReasonCode = "renamed"
	Unchanged          ReasonCode = "unchanged"
	NotKept            ReasonCode = "not-kept"
	ReadsCounted       ReasonCode = "reads-counted"
	LookedThrough      ReasonCode = "looked-through"
	UserChanged        ReasonCode = "user-changed"
	TokenNotDeletable  ReasonCode = "token-not-deletable"
	TokenNotFound      ReasonCode = "token-not-found"
	ServiceUnknown     ReasonCode = "service-unknown"
	ServiceTaken       ReasonCode = "service-taken"
	ServiceCodeInvalid ReasonCode = "service-code-invalid"
	OrganizationTaken  ReasonCode = "organization-taken"
	OrganizationNone   ReasonCode = "organization-none"
	SlugInvalid        ReasonCode = "slug-invalid"
	LinkInvalid        ReasonCode = "link-invalid"
	SetupDone          ReasonCode = "setup-done"
	SetupLinkInvalid   ReasonCode = "setup-link-invalid"
	SignInFailed       ReasonCode = "sign-in-failed"
	SignInThrottled    ReasonCode = "sign-in-throttled"
	SignInInactive     ReasonCode = "sign-in-inactive"
	PasswordTooShort   ReasonCode = "password-too-short"
	PasswordTooLong    ReasonCode = "password-too-long"
	PasswordWrong      ReasonCode = "password-wrong"
	AdministratorsOnly ReasonCode = "administrators-only"
	DatabaseBusy       ReasonCode = "database-busy"
	Overridden         ReasonCode = "overridden"
	FailuresCounted    ReasonCode = "failures-counted"
	ConflictUnknown    ReasonCode = "conflict-unknown"
	ConflictDecided    ReasonCode = "conflict-decided"
	ConflictsExported  ReasonCode = "conflicts-exported"
	FixUnknown         ReasonCode = "fix-unknown"
	Braked             ReasonCode = "braked"
	TokenDisabledUsed  ReasonCode = "token-disabled-used"
	TokenExpiredUsed   ReasonCode = "token-expired-used"
	ActivityUnknown    ReasonCode = "activity-unknown"
	PasswordWeak       ReasonCode = "password-weak"
	GroupUnknown       ReasonCode = "group-unknown"
	GroupNameMissing   ReasonCode = "group-name-missing"
	GroupNameInvalid   ReasonCode = "group-name-invalid"
	GroupNameTaken     ReasonCode = "group-name-taken"
	MembersChanged     ReasonCode = "members-changed"
	MembersUnknown     ReasonCode = "members-unknown"
	FileEmpty          ReasonCode = "file-empty"
	FileEncoding       ReasonCode = "file-encoding"
	FileShiftJIS       ReasonCode = "file-shift-jis"
	FileQuotes         ReasonCode = "file-quotes"
	FileLineLong       ReasonCode = "file-line-long"
	FileLines          ReasonCode = "file-lines"
	FileGone           ReasonCode = "file-gone"
	FilesWaiting       ReasonCode = "files-waiting"
	ColumnUnknown      ReasonCode = "column-unknown"
	ColumnTwice        ReasonCode = "column-twice"
	ColumnMissing      ReasonCode = "column-missing"
	LineCells          ReasonCode = "line-cells"
	LineTwice          ReasonCode = "line-twice"
	LineClash          ReasonCode = "line-clash"
	LineExchange       ReasonCode = "line-exchange"
	LineExchanges      ReasonCode = "line-exchanges"
	LineNobody         ReasonCode = "line-nobody"
	LineAdministrator  ReasonCode = "line-administrator"
	Imported           ReasonCode = "imported"
	ImportRefused      ReasonCode = "import-refused"
	ImportStopped      ReasonCode = "import-stopped"
	Exported           ReasonCode = "exported"
	ActivityExported   ReasonCode = "activity-exported"
	GroupsExported     ReasonCode = "groups-exported"
	ServiceWanted      ReasonCode = "service-wanted"
	SeatAwaited        ReasonCode = "seat-awaited"
	SeatFreed          ReasonCode = "seat-freed"
	SeatsFreed         ReasonCode = "seats-freed"
	ReplayNothing      ReasonCode = "replay-nothing"
	ReplayBulk         ReasonCode = "replay-bulk"
	ReplayMatch        ReasonCode = "replay-match"
	ReplayCut          ReasonCode = "replay-cut"
	ReplayMasked       ReasonCode = "replay-masked"
)

// Sentences of the faces that users and IdP administrators read. {0}, {1} are
// the arguments named behind each.
var sentences = map[ReasonCode]sentence{
	TokenMissing:   {KindUnauthorized, "The request carries no API token.", "Enter the API token in your identity provider's provisioning settings."},
	TokenUnknown:   {KindUnauthorized, "This API token is not known here.", "Create an API token on the Provisioning page and register it with your identity provider."},
	TokenExpired:   {KindUnauthorized, "This API token expired on {0}.", "Create a new one and register it with your identity provider."}, // date
	TokenDisabled:  {KindUnauthorized, "This API token was disabled on {0}.", "Enable it on the Provisioning page, or register another one with your identity provider."},
	RateExceeded:   {KindLimited, "More than {0} requests a second came with this API token.", "Wait for the seconds that Retry-After names and repeat the request."},
	PropagationOff: {KindForbidden, "Propagate Provisioning is off, so nothing was changed.", "Switch it on under Provisioning, then let your identity provider try again."},
	GroupsOff:      {KindForbidden, "Groups are not among the propagated items of this organization, so nothing was changed.", "Switch off group push in your identity provider, or add groups to the propagated items on the Provisioning page."},

	UserUnknown:       {KindNotFound, "There is no user with this id here.", "The user may have been deleted; let your identity provider look it up by its login name again."},
	LoginNameMissing:  {KindInvalid, "The login name is empty.", "Give the user a login name (userName)."},
	LoginNameInvalid:  {KindInvalid, "The login name {0} can't be used: {1}.", "Change it and try again."}, // name, why
	LoginNameTaken:    {KindTaken, "The login name {0} is already used by another user here.", "Choose another login name, or rename the user who holds it."},
	LoginNameTakenBy:  {KindTaken, "The login name {0} is already used by the user {1} here.", "Rename that user, or give this one another login name."}, // name, holder's display name
	LoginNameLocked:   {KindForbidden, "Propagate Provisioning is on, so login names can't be changed here.", "Change the login name in your identity provider, or switch Propagate Provisioning off."},
	AlreadyManaged:    {KindTaken, "A user with the login name {0} already exists and is managed by an identity provider.", "Update that user instead of creating a second one."},
	AdministratorHere: {KindTaken, "The login name {0} belongs to an administrator here, who is not linked to an identity provider without consent.", "An administrator can allow it on the Conflicts page; then let your identity provider try again."},
	LocalUserDelete:   {KindForbidden, "The user {0} was added here and is not managed by an identity provider, so it can't be deleted from there.", "Remove the user from the console if it is no longer needed."},
	LocalHere:         {KindTaken, "The login name {0} belongs to a user who was added here, and administrators are asked before such a user is linked to an identity provider.", "An administrator can allow it on the Conflicts page; then let your identity provider try again."},
	LocalStays:        {KindTaken, "The login name {0} belongs to a user who was added here, and users who were added here are not linked to an identity provider.", "Give one of the two another login name, or let an administrator choose another link policy in Settings."},
	DeletedHere:       {KindTaken, "The user {0} was deleted here on {1}, and administrators are asked before an identity provider restores it, so it stays inactive.", "An administrator can restore the user on the Conflicts page."}, // name, date
	ItemFromIdP:       {KindForbidden, "{0} comes from the identity provider while Propagate Provisioning is on.", "Change it in the identity provider."},                                                                               // item
	LastAdministrator: {KindForbidden, "{0} is the last active administrator, so this was not done.", "Make another user an administrator first."},
	UserChanged:       {KindStale, "The user was changed in the meantime.", "Reload the page and try again."},

	UserTrashed:      {KindForbidden, "The user {0} was deleted here and is in the Trash.", "Restore the user first."},
	NotInTrash:       {KindNotFound, "There is no such user in the Trash.", "It may have been restored or removed in the meantime."},
	LoginNameInTrash: {KindTaken, "The login name {0} belongs to a user in the Trash, whom the identity provider still knows.", "Restore that user, or remove it from the Trash for good."},
	PutAway:          {KindInternal, "The user was put into the Trash. The identity provider sees it as inactive.", ""},
	Buried:           {KindInternal, "The user was deleted. An administrator can restore it from the Trash until {0}.", ""},           // date
	Restored:         {KindInternal, "The user had been deleted here on {0}; the identity provider's request restored it.", ""},       // date
	CreatedAgain:     {KindInternal, "This is a new user with a new id. An earlier one with this login name was deleted on {0}.", ""}, // date
	TrashExpired:     {KindInternal, "The user was deleted on {0} and has been in the Trash for 30 days.", ""},                        // date

	GroupUnknown:     {KindNotFound, "There is no group with this id here.", "The group may have been deleted; let your identity provider push it again."},
	GroupNameMissing: {KindInvalid, "The name of the group is empty.", "Give the group a name (displayName)."},
	GroupNameInvalid: {KindInvalid, "The group name {0} can't be used: {1}.", "Change it and try again."}, // name, why
	GroupNameTaken:   {KindTaken, "There is already a group named {0} here.", "Let your identity provider link that group, or give this one another name."},
	MembersChanged:   {KindInternal, "Members of the group: {0} added, {1} removed.", ""},
	MembersUnknown:   {KindInternal, "The group was taken, but members that nobody here has the id of were left out: {0}.", "Assign these people to the application in your identity provider, so that they are created here before the group is pushed."}, // how many

	ValueTooLong: {KindInvalid, "{0} is longer than {1} characters.", "Shorten it and try again."}, // item, limit
	ValueMissing: {KindInvalid, "{0} is missing.", "Fill it in and try again."},
	ValueInvalid: {KindInvalid, "{0} is not valid: {1}.", "Correct it and try again."}, // item, why

	TokenDaysInvalid:  {KindInvalid, "The longest validity period of API tokens can be 1 to {0} days, or none.", "Choose a number of days within these."},
	TokenValidTooLong: {KindInvalid, "New API tokens may be valid for at most {0} days here, until {1}.", "Choose an earlier end; Settings has the longest validity period."}, // days, last day
	LogDaysInvalid:    {KindInvalid, "The activity log can go back {0} to {1} days, or for good.", "Choose a length within these."},
	SensitiveInvalid:  {KindInvalid, "{0} is not the name of an attribute.", "Write names as your identity provider sends them, such as phoneNumbers or name.familyName."},
	SensitiveKey:      {KindInvalid, "{0} can't be masked, because the activity log names people by it.", "Take it off the list."},
	SensitiveMany:     {KindInvalid, "At most {0} attributes can be masked.", "Name whole attributes instead of their parts."},

	Linked:        {KindInternal, "The user already existed here and is now managed by the identity provider.", ""},
	Renamed:       {KindInternal, "The login name was changed from {0} to {1}.", ""},
	Unchanged:     {KindInternal, "The request asked for what is already so.", ""},
	NotKept:       {KindInternal, "Not propagated, so not kept: {0}.", ""}, // names
	Overridden:    {KindInternal, "An administrator changed here what comes from the identity provider.", "The identity provider may change it back."},
	ReadsCounted:  {KindInternal, "{0} successful reads within one minute.", ""},
	LookedThrough: {KindInternal, "{0} users or groups were looked at one by one, because no index answers this filter or order.", "Where you can, filter by id, login name (userName), externalId or e-mail address."}, // how many

	FailuresCounted: {KindInternal, "{0} further requests failed within one minute.", "The rows before this one tell why."},

	TokenNotDeletable: {KindForbidden, "Only a disabled or expired API token can be deleted.", "Disable it first."},
	TokenNotFound:     {KindNotFound, "There is no API token with the id {0} here.", "List the tokens to see their ids."},

	ServiceUnknown:     {KindNotFound, "There is no service with the code {0} here.", "Add it on the Services page."},
	ServiceTaken:       {KindTaken, "There is already a service with the code {0}.", "Choose another code."},
	ServiceCodeInvalid: {KindInvalid, "The service code {0} can't be used.", "Use 1 to 64 lower-case letters, digits, dots, hyphens and underscores."},

	ServiceWanted: {KindInternal, "Wanted, but not among the services here: {0}. It is kept for when the service is added.", "Add the service on the Services page, or correct its code in your identity provider."},
	SeatAwaited:   {KindInternal, "All seats are taken, so the user waits for one: {0}.", "Who waits longest gets the next free seat by itself; add seats on the Services page to have it sooner."},
	SeatFreed:     {KindInternal, "A seat of {0} became free, and the user who waited longest has it.", ""},
	SeatsFreed:    {KindInternal, "Seats became free, and {0} users who waited have them: {1}.", ""}, // how many, code

	OrganizationTaken: {KindTaken, "There is already an organization with the short name {0}.", "Choose another short name."},
	OrganizationNone:  {KindNotFound, "There is no organization with the short name {0}.", "List the organizations to see their short names."},
	SlugInvalid:       {KindInvalid, "The short name {0} can't be used.", "Use 1 to 40 lower-case letters, digits and hyphens, beginning with a letter."},

	LinkInvalid:        {KindNotFound, "This link has been used already or has expired.", "Ask an administrator for a new one."},
	SetupLinkInvalid:   {KindNotFound, "This set-up link has been used already or has expired.", "Sign in; or if there is no administrator yet, start the server again: it prints a new link."},
	SetupDone:          {KindForbidden, "The first administrator has already been set up.", "Sign in instead."},
	SignInFailed:       {KindUnauthorized, "The login name or the password is wrong.", "Try again, or ask an administrator for a one-time sign-in link."},
	SignInThrottled:    {KindLimited, "There were too many failed attempts to sign in.", "Wait {0} seconds and try again."},
	SignInInactive:     {KindForbidden, "This user is inactive.", "Ask an administrator to activate the user."},
	PasswordTooShort:   {KindInvalid, "The password is shorter than {0} characters.", "Choose a longer one; a sentence is fine."},
	PasswordTooLong:    {KindInvalid, "The password is longer than {0} characters.", "Choose a shorter one."},
	PasswordWeak:       {KindInvalid, "The password is too easy to guess.", "Choose one that is not made of the login name, of few characters repeated, or of a common phrase."},
	PasswordWrong:      {KindInvalid, "The current password is wrong.", "Type it again."},
	AdministratorsOnly: {KindForbidden, "Only administrators can do this.", "Ask an administrator."},

	ConflictUnknown:   {KindNotFound, "There is no such conflict here.", "It may have been removed together with its user."},
	ConflictDecided:   {KindStale, "This conflict has been decided already: {0}.", "Look at it again to see how."}, // fix
	ConflictsExported: {KindInternal, "{0} conflicts were written to a CSV file.", ""},
	FixUnknown:        {KindInvalid, "This conflict can't be decided by {0}.", "Choose one of: {1}."}, // fix, fixes

	Braked: {KindLimited, "Within one hour {0} of {1} active users were deactivated or deleted from the identity provider, and the limit is {2}, so this user was left as it is.",
		"If all of this is meant, an administrator can approve it on the Conflicts page; then let your identity provider try again."}, // removed, of, limit
	TokenDisabledUsed: {KindInternal, "The API token {0} was disabled on {1}, and an identity provider still uses it.", "Register the API token in use with the identity provider, or enable this one again."},
	TokenExpiredUsed:  {KindInternal, "The API token {0} expired on {1}, and an identity provider still uses it.", "Create a new API token and register it with the identity provider."},
	ActivityUnknown:   {KindNotFound, "There is no such row in the activity log here.", ""},

	FileEmpty:     {KindInvalid, "The file is empty.", "Choose a CSV file whose first line names its columns."},
	FileEncoding:  {KindInvalid, "The file is not UTF-8 text (line {0}).", "Save it as CSV in UTF-8 and try again."},
	FileShiftJIS:  {KindInvalid, "The file is not UTF-8 text (line {0}); it looks like Shift_JIS.", "In the spreadsheet, choose “CSV UTF-8” when you save it, and try again."},
	FileQuotes:    {KindInvalid, "The quotation marks of line {0} don't match, so the file can't be read from there on.", "Put a cell that holds a quotation mark in quotation marks and double it."},
	FileLineLong:  {KindInvalid, "Line {0} is longer than {1} KiB.", "Look for a quotation mark that is missing there."},
	FileLines:     {KindInvalid, "The file has more than {0} lines.", "Split it."},
	FileGone:      {KindNotFound, "This import is no longer here.", "Files are kept for half an hour. Send the file again."},
	FilesWaiting:  {KindLimited, "Too many files are waiting to be applied.", "Try again in a few minutes."},
	ColumnUnknown: {KindInvalid, "The first line names the column {0}, which is not known.", "Use these columns, separated by commas: {1}."},
	ColumnTwice:   {KindInvalid, "The first line names the column {0} twice.", "Remove one of the two."},
	ColumnMissing: {KindInvalid, "The first line does not name the column {0}.", "Use these columns, separated by commas: {1}."},

	LineCells:         {KindInvalid, "The line has {0} cells, but the first line of the file names {1} columns.", "Look for a comma too many or too few."},
	LineTwice:         {KindInvalid, "Line {0} is about the login name {1} already.", "Put all that is said of a user in one line."},
	LineClash:         {KindTaken, "Line {0} leads to the login name {1}, too.", "Choose another login name for one of the two."},
	LineExchange:      {KindInvalid, "Line {0}, whose login name is exchanged together with this one, is wrong.", "Correct that line first."},
	LineExchanges:     {KindInvalid, "More than {0} lines of the file take over login names from each other.", "Split the file, or rename in two steps."},
	LineNobody:        {KindNotFound, "There is no user with the login name {0} here.", "Correct the login name, or add the user first."},
	LineAdministrator: {KindForbidden, "A file does not make users administrators, and does not take that away.", "Change it on the user's own page, and write an asterisk (*) in the file's cell."},
	Imported:          {KindInternal, "Imported from a file. Users added: {0}, changed: {1}, as they were: {2}; wrong lines left out: {3}.", ""},
	ImportRefused:     {KindInvalid, "{0} of {1} lines of the file are wrong, so nothing was changed.", "Correct them, or have the valid lines applied alone."},
	ImportStopped:     {KindInternal, "The import was stopped. Users added until then: {0}, changed: {1}.", "Import the same file again: what has been done stays as it is."},
	ActivityExported:  {KindInternal, "Rows of the activity log exported: {0}.", ""},
	GroupsExported:    {KindInternal, "Groups written into a CSV file, with their members: {0}.", ""},
	Exported:          {KindInternal, "Users written into a CSV file: {0}.", ""},

	ReplayNothing: {KindInvalid, "Only a request of an identity provider that writes a user or a group can be tried again.", "Choose such a request in the activity log."},
	ReplayBulk:    {KindInvalid, "This was an operation of a bulk request, whose operations may need each other, so it can't be tried again by itself.", "Let your identity provider send it again."},
	ReplayMatch:   {KindInvalid, "This request named the version that it was meant for, and the log keeps no headers, so it can't be tried again.", "Let your identity provider send it again."},
	ReplayCut:     {KindInvalid, "The log does not hold the whole body of this request, so it can't be tried again.", "Let your identity provider send it again."},
	ReplayMasked:  {KindInvalid, "What this request needs was not kept, because it is sensitive ({0}), so it can't be tried again.", "Let your identity provider send it again."}, // names

	DatabaseBusy: {KindUnavailable, "The database does not answer at the moment, so nothing was changed.", "Try again in a few seconds."},
}
