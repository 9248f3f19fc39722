// Package activityjson says rows of the activity log as JSON, in words that
// never change: what `rollcall activity --json` prints and the console exports.
package activityjson
