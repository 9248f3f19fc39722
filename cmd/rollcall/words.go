package main

import "github.com/rollcall-project/rollcall"

// The words of the command line for what the domain counts.

func tokenStatus(s rollcall.TokenStatus) string {
	switch s {
	case rollcall.TokenIsDisabled:
		return "disabled"
	case rollcall.TokenIsExpired:
		return "expired"
	}
	return "enabled"
}

func source(s rollcall.Source) string {
	if s == rollcall.IdP {
		return "idp"
	}
	return "local"
}

func face(f rollcall.Face) string {
	switch f {
	case rollcall.SCIM:
		return "scim"
	case rollcall.Console:
		return "console"
	case rollcall.CommandLine:
		return "command line"
	}
	return "system"
}

func result(r rollcall.Result) string {
	switch r {
	case rollcall.Success:
		return "success"
	case rollcall.NoChange:
		return "no change"
	case rollcall.Failed:
		return "failed"
	}
	return "rejected"
}

// what is the sentence of an activity.
func what(r *rollcall.Activity) string {
	if s := r.Why().What(); s != "" {
		return s
	}
	return r.Detail
}

func activeWord(active bool) string {
	if active {
		return "active"
	}
	return "inactive"
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
