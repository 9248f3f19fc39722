package provision

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// How long one may have to wait after failed attempts at most. Login names wait
// less than addresses, so that nobody can lock out somebody else for long.
const (
	nameWait    = time.Minute
	addressWait = 15 * time.Minute

	// forgetAfter is when failures are forgotten.
	forgetAfter = time.Hour
	maxTries    = 10_000 // keys in memory
)

// A throttle makes those wait who fail often. After free failures the next
// attempt has to wait a second, and twice as long after each further failure,
// up to longest. Its memory is bounded.
type throttle struct {
	free    int
	longest time.Duration

	mu    sync.Mutex
	tries map[string]tries
}

type tries struct {
	failures int
	last     time.Time
}

// wait is how long key has to wait at the time now.
func (t *throttle) wait(key string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waitLocked(key, now)
}

func (t *throttle) waitLocked(key string, now time.Time) time.Duration {
	k, ok := t.tries[key]
	if !ok || k.failures < t.free || now.Sub(k.last) >= forgetAfter {
		return 0
	}
	delay := t.longest
	if n := k.failures - t.free; n < 20 {
		delay = min(delay, time.Second<<n)
	}
	return max(delay-now.Sub(k.last), 0)
}

// begin takes an attempt by key at the time now: it counts as failed until
// forgive. It returns how long to wait instead, and then counts nothing.
// Attempts that run at the same time count each.
func (t *throttle) begin(key string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := t.waitLocked(key, now); wait > 0 {
		return wait
	}
	k := t.tries[key]
	if now.Sub(k.last) >= forgetAfter {
		k = tries{}
	}
	if t.tries == nil {
		t.tries = map[string]tries{}
	}
	if _, there := t.tries[key]; !there && len(t.tries) >= maxTries {
		t.evict()
	}
	t.tries[key] = tries{failures: k.failures + 1, last: now}
	return 0
}

// evict makes room: it drops the key with the fewest failures of a few. Random
// keys of an attacker go first, a key under attack stays.
func (t *throttle) evict() {
	var victim string
	fewest, looked := -1, 0
	for key, k := range t.tries {
		if fewest < 0 || k.failures < fewest {
			victim, fewest = key, k.failures
		}
		if looked++; looked == 16 {
			break
		}
	}
	delete(t.tries, victim)
}

// forgive forgets the failures of key.
func (t *throttle) forgive(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, key)
}

// takeBack undoes one begin.
func (t *throttle) takeBack(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if k, ok := t.tries[key]; ok && k.failures > 1 {
		k.failures--
		t.tries[key] = k
	} else {
		delete(t.tries, key)
	}
}

// sweep drops what is forgotten.
func (t *throttle) sweep(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, k := range t.tries {
		if now.Sub(k.last) >= forgetAfter {
			delete(t.tries, key)
		}
	}
}

// addressKey is whom an address stands for: without port, and the network of an
// IPv6 address, since one subscriber has a whole one.
func addressKey(remote string) string {
	host := remote
	if h, _, err := net.SplitHostPort(remote); err == nil {
		host = h
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	address = address.Unmap()
	if address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}
