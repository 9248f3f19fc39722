package main

import (
	"strconv"
	"strings"

	"github.com/rollcall-project/rollcall"
)

// forecastWords are the forecasts in the order in which they are told, with the
// word for them behind a number.
var forecastWords = []struct {
	forecast  rollcall.Forecast
	one, more string
}{
	{rollcall.WouldLink, "linked", "linked"},
	{rollcall.WouldCreate, "created", "created"},
	{rollcall.WouldRestore, "restored", "restored"},
	{rollcall.WouldUpdate, "updated", "updated"},
	{rollcall.WouldRename, "renamed", "renamed"},
	{rollcall.WouldActivate, "activated", "activated"},
	{rollcall.WouldDeactivate, "deactivated", "deactivated"},
	{rollcall.WouldDelete, "deleted", "deleted"},
	{rollcall.WouldNotChange, "unchanged", "unchanged"},
	{rollcall.WouldConflict, "conflict", "conflicts"},
	{rollcall.WouldFail, "refused", "refused"},
}

// forecast says what switching on would lead to, as far as identity providers
// have tried; "" for nothing known.
func forecast(counts map[rollcall.Forecast]int) string {
	var parts []string
	for _, w := range forecastWords {
		switch n := counts[w.forecast]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+w.one)
		default:
			parts = append(parts, strconv.Itoa(n)+" "+w.more)
		}
	}
	return strings.Join(parts, ", ")
}
