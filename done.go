package rollcall

import "strings"

// Why is the row's reason. A success that has none of its own is explained by
// its operation; an answer that is no reason of ours is in Detail.
func (a *Activity) Why() Reason {
	if _, ok := done[a.Operation]; ok && a.Reason.Code == "" && a.Detail == "" && a.Result == Success {
		return Because(doneCode(a.Operation))
	}
	return a.Reason
}

const donePrefix = "done."

func doneCode(op Operation) ReasonCode { return ReasonCode(donePrefix + string(op)) }

// sentenceOf finds the sentence of a code.
func sentenceOf(code ReasonCode) sentence {
	if op, ok := strings.CutPrefix(string(code), donePrefix); ok {
		return sentence{what: done[Operation(op)]}
	}
	if what, ok := outcomes[code]; ok {
		return sentence{what: what}
	}
	return sentences[code]
}

// done says what an operation did.
var done = map[Operation]string{
	OpUserCreate:     "The user was created.",
	OpUserUpdate:     "The user was updated.",
	OpUserActivate:   "The user was activated.",
	OpUserDeactivate: "The user was deactivated and signed out.",
	OpUserDelete:     "The user was deleted.",
	OpUserRestore:    "The user was restored from the Trash.",
	OpUserPurge:      "The user was removed from the Trash for good.",
	OpUserUnlink:     "The user was unlinked from the identity provider and is a local user again.",
	OpUserRead:       "The user was read.",
	OpUserList:       "Users were looked up.",
	OpUsersExport:    "All users were exported.",
	OpUsersImport:    "Users were imported.",
	OpGroupCreate:    "The group was created.",
	OpGroupUpdate:    "The group was updated.",
	OpGroupMembers:   "The members of the group were changed.",
	OpGroupDelete:    "The group was deleted.",
	OpGroupRead:      "Groups were looked up.",
	OpDiscovery:      "The description of this SCIM service was read.",
	OpTokenCreate:    "The API token was created.",
	OpTokenEnable:    "The API token was enabled.",
	OpTokenDisable:   "The API token was disabled; requests with it are refused.",
	OpTokenDelete:    "The API token was deleted.",
	OpPropagationOn:  "Propagate Provisioning was switched on.",
	OpPropagationOff: "Propagate Provisioning was switched off; writes of the identity provider are refused.",
	OpItems:          "The propagated items were changed.",
	OpServiceAdd:     "The service was added.",
	OpServiceUpdate:  "The service was changed.",
	OpServiceAssign:  "The user's services were changed.",
	OpSeatGrant:      "A seat became free, and the user who waited longest has it.",
	OpSettings:       "The settings were changed.",
	OpServicesExport: "The services of all users were exported.",
	OpServicesImport: "Services of users were imported.",
	OpActivityExport: "The activity log was exported.",
	OpOrganization:   "The organization was added.",
	OpLinkCreate:     "A one-time sign-in link was made for the user.",
	OpSignIn:         "The user signed in.",
	OpSignOut:        "The user signed out.",
	OpPassword:       "The user chose a new password.",
	OpConflict:       "The conflict was decided.",
	OpConflictExport: "Conflicts were exported.",
	OpGroupsExport:   "All groups were exported.",
	OpSettingsExport: "The settings were exported.",
	OpSetup:          "The first administrator was set up.",
}
