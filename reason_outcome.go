package rollcall

// Outcomes: what a fix of a conflict leads to, told before it is chosen. {0} is
// who is here, by display name, and {1} the conflict's Subject.
const (
	OutcomeLink        ReasonCode = "outcome-link"
	OutcomeLinkAdmin   ReasonCode = "outcome-link-administrator"
	OutcomeRename      ReasonCode = "outcome-rename"
	OutcomeMerge       ReasonCode = "outcome-merge"
	OutcomeRestore     ReasonCode = "outcome-restore"
	OutcomeRecreate    ReasonCode = "outcome-recreate"
	OutcomeFree        ReasonCode = "outcome-free"
	OutcomeKeepDeleted ReasonCode = "outcome-keep-deleted"
	OutcomeKeepNames   ReasonCode = "outcome-keep-names"
	OutcomeAddService  ReasonCode = "outcome-add-service"
	OutcomeSeats       ReasonCode = "outcome-seats"
	OutcomeApprove     ReasonCode = "outcome-approve"
	OutcomeKeepBraking ReasonCode = "outcome-keep-braking"
	OutcomeEnable      ReasonCode = "outcome-enable"
	OutcomeIgnore      ReasonCode = "outcome-ignore"
	OutcomeReopen      ReasonCode = "outcome-reopen"
)

// outcomes are the sentences of the outcomes.
var outcomes = map[ReasonCode]string{
	OutcomeLink:        "The identity provider may link {0}: its next request for {1} succeeds, and what it sends takes the place of what is here.",
	OutcomeLinkAdmin:   "The identity provider may link the administrator {0}: its next request for {1} succeeds, and from then on it can change and deactivate this user, though never the last active administrator.",
	OutcomeRename:      "{0} gets the login name that you enter here, and {1} is free for the identity provider's next request.",
	OutcomeMerge:       "{0} is removed here, what it has goes to the identity provider's user, and the identity provider's next request gives that user the login name {1}.",
	OutcomeRestore:     "{0} is active again, with the same id and everything the user had; the identity provider's next request succeeds.",
	OutcomeRecreate:    "{0} is removed for good and the login name {1} is free; the identity provider's next attempt to create the user makes a new one.",
	OutcomeFree:        "{0}, who is in the Trash, is removed for good, and {1} is free for the identity provider's next request.",
	OutcomeKeepDeleted: "{0} stays deleted, whatever the identity provider asks; you are not asked about this user again.",
	OutcomeKeepNames:   "Everybody keeps the login name of now, and the identity provider's change to {1} goes on being refused; you are not asked about it again.",
	OutcomeAddService:  "The service {1} is added under the name that you enter, without a limit of seats, and everybody who is to have it gets it at once.",
	OutcomeSeats:       "The service {1} gets as many seats as you enter, and who waits longest gets the free ones at once.",
	OutcomeApprove:     "For one hour the identity provider may deactivate and delete as many users as it wants; what was refused succeeds when it tries again.",
	OutcomeKeepBraking: "Nothing is let through beyond the limit: the identity provider is told to try again later, as before.",
	OutcomeEnable:      "The API token {1} is enabled, and requests with it are taken again.",
	OutcomeIgnore:      "Nothing changes here. The identity provider is answered as before, and you are not asked about this again.",
	OutcomeReopen:      "The conflict is among the open ones again.",
}
