// Package settingsjson says what administrators chose for an organization as
// JSON, in words that never change: what `rollcall settings show --json` prints
// and the console exports. Members are only ever added.
package settingsjson
