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
