package console

import "github.com/rollcall-project/rollcall"

// forecasts are all there are, in the order in which they are told.
var forecasts = []rollcall.Forecast{
	rollcall.WouldLink, rollcall.WouldCreate, rollcall.WouldRestore, rollcall.WouldUpdate, rollcall.WouldRename,
	rollcall.WouldActivate, rollcall.WouldDeactivate, rollcall.WouldDelete, rollcall.WouldNotChange,
	rollcall.WouldConflict, rollcall.WouldFail,
}

// forecastWords are their names in addresses.
var forecastWords = func() (words []string) {
	for _, f := range forecasts {
		words = append(words, string(f))
	}
	return words
}()

// A forecastLine is how many users would fare alike, and where the requests are
// that tell.
type forecastLine struct{ Text, Path string }

// forecast says what would become of the users that identity providers wrote to
// while the switch was off.
func (v *visit) forecast(counts map[rollcall.Forecast]int) (lines []forecastLine) {
	for _, f := range forecasts {
		if n := counts[f]; n > 0 {
			path := activityFilter{Would: string(f)}.path("/activity")
			lines = append(lines, forecastLine{v.say.Count("forecast."+string(f), n), path})
		}
	}
	return lines
}
