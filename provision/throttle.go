package provision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"time"

	"github.com/rollcall-project/rollcall"
)

// A throttle makes those wait who fail often. After free failures the next
// attempt has to wait a second, and twice as long after each further failure,
// up to longest. All processes on a store count together: more nodes allow no
// more guesses.
type throttle struct {
	free    int
	longest time.Duration
}

// Login names wait less than addresses, so that nobody can lock out somebody
// else for long.
var (
	byName    = throttle{free: 5, longest: time.Minute}
	byAddress = throttle{free: 30, longest: 15 * time.Minute}
)

// forgetAfter is when failures are forgotten.
const forgetAfter = time.Hour

// wait is how long the next attempt has to wait at the time now.
func (t throttle) wait(k rollcall.Tries, now time.Time) time.Duration {
	if k.Failures < t.free || now.Sub(k.Last) >= forgetAfter {
		return 0
	}
	delay := t.longest
	if n := k.Failures - t.free; n < 20 {
		delay = min(delay, time.Second<<n)
	}
	return max(delay-now.Sub(k.Last), 0)
}

// A counter is what attempts are counted under, and how.
type counter struct {
	key string
	throttle
}

// attempt counts an attempt under each of the counters: it counts as failed
// until it is forgiven, so that attempts that run at the same time count each.
// SignInThrottled says how long to wait instead, and then nothing is counted
// and nothing is written.
func (e *Engine) attempt(ctx context.Context, counters ...counter) error {
	if err := e.store.View(ctx, func(tx rollcall.Tx) error { return e.charge(tx, counters, false) }); err != nil {
		return err
	}
	return e.store.Update(ctx, func(tx rollcall.Tx) error { return e.charge(tx, counters, true) })
}

// charge refuses an attempt that has to wait. Unless it has, and if it is to
// count, it is counted.
func (e *Engine) charge(tx rollcall.Tx, counters []counter, count bool) error {
	now := e.clock.Now()
	for _, c := range counters {
		k, err := tx.Attempts().Get(c.key)
		if err != nil {
			return err
		}
		if wait := c.wait(k, now); wait > 0 {
			return tooMany(wait)
		}
		if !count {
			continue
		}
		if now.Sub(k.Last) >= forgetAfter {
			k.Failures = 0
		}
		if err := tx.Attempts().Set(c.key, rollcall.Tries{Failures: k.Failures + 1, Last: now}); err != nil {
			return err
		}
	}
	return nil
}

// forgive forgets the failures under a counter.
func (c counter) forgive(tx rollcall.Tx) error {
	return tx.Attempts().Set(c.key, rollcall.Tries{})
}

// takeBack undoes one attempt.
func (c counter) takeBack(tx rollcall.Tx) error {
	k, err := tx.Attempts().Get(c.key)
	if err != nil || k.Failures == 0 {
		return err
	}
	k.Failures--
	return tx.Attempts().Set(c.key, k)
}

// nameCounter counts attempts on a login name. People type passwords as login
// names, so what is stored is too little of a digest to find them by; that two
// names may share a counter does no harm.
func nameCounter(slug, loginName string) counter {
	key, err := rollcall.LoginKey(loginName)
	if err != nil {
		key = "" // all that can't be a login name count together
	}
	sum := sha256.Sum256([]byte(slug + " " + key))
	return counter{"name " + hex.EncodeToString(sum[:3]), byName}
}

// passwordCounter counts attempts to change a user's password.
func passwordCounter(userID string) counter { return counter{"password " + userID, byName} }

// addressCounter counts attempts of whom an address stands for: without port,
// and the network of an IPv6 address, since one subscriber has a whole one.
func addressCounter(remote string) counter {
	return counter{"address " + subscriber(remote), byAddress}
}

func subscriber(remote string) string {
	host := remote
	if h, _, err := net.SplitHostPort(remote); err == nil {
		host = h
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return clipped(host, longestSubject)
	}
	address = address.Unmap()
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}
