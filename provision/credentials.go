package provision

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/rollcall-project/rollcall"
)

// A snapshot is what a token stood for when it was last read from the store.
// Immutable.
type snapshot struct {
	epoch        uint64
	token        rollcall.Token
	organization rollcall.Organization
	defaults     []string // services of new users
	profile      *profile
	masks        masks
}

// refusal is why the token may not be used at the time now, or nil. The clock
// is asked on each request, so a token ends with its second.
func (s *snapshot) refusal(now time.Time) *rollcall.Error {
	switch s.token.Status(now) {
	case rollcall.TokenIsExpired:
		return rollcall.Fail(rollcall.TokenExpired, date(s.token.Expires))
	case rollcall.TokenIsDisabled:
		return rollcall.Fail(rollcall.TokenDisabled, date(s.token.Disabled))
	}
	return nil
}

func date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// A credential is a token that has been used since the engine began. It lives
// as long as its token is known; its snapshot is read anew when the epoch has
// moved on, so that the limit of its rate and its last use outlive changes.
type credential struct {
	limiter  *rate.Limiter // nil: no limit
	snapshot atomic.Pointer[snapshot]
	lastUse  atomic.Int64 // milliseconds, 0 when written to the store
	agent    atomic.Pointer[string]
}

func (c *credential) used(now time.Time, agent string) {
	if old := c.agent.Load(); old == nil || *old != agent {
		kept := clipped(agent, longestAgent)
		c.agent.Store(&kept)
	}
	c.lastUse.Store(now.UnixMilli())
}

// maxCredentials bounds the memory for tokens in use.
const maxCredentials = 10_000

// defaultRate is the default of [Config.RateLimit].
const defaultRate = 500

// credentials caches what tokens stand for. An epoch that moves on with every
// change of tokens and organizations makes all snapshots stale at once; a
// snapshot carries the epoch from before it was read, so a change that happens
// while it is being read makes it stale too.
type credentials struct {
	store    rollcall.Store
	profiles *profiles
	rate     int // 0: no limit
	epoch    atomic.Uint64

	mu         sync.RWMutex
	byHash     map[rollcall.TokenHash]*credential
	generation int64
}

func (c *credentials) init(store rollcall.Store, p *profiles, limit int) {
	if limit == 0 {
		limit = defaultRate
	}
	c.store, c.profiles, c.rate = store, p, max(limit, 0)
	c.byHash = map[rollcall.TokenHash]*credential{}
}

// fresh reports whether nothing has changed since the snapshot was read.
func (c *credentials) fresh(s *snapshot) bool { return s.epoch == c.epoch.Load() }

// changed makes all snapshots stale.
func (c *credentials) changed() { c.epoch.Add(1) }

// sawGeneration makes all snapshots stale if the store's generation is another
// one than before.
func (c *credentials) sawGeneration(g int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != g {
		c.generation = g
		c.changed()
	}
}

// find returns what the text of a token means at present, whatever its status.
// Errors: TokenMissing, TokenUnknown, and those of the store.
func (c *credentials) find(ctx context.Context, text string) (*credential, *snapshot, error) {
	if text == "" {
		return nil, nil, rollcall.Fail(rollcall.TokenMissing)
	}
	if !tokenWellFormed(text) {
		return nil, nil, rollcall.Fail(rollcall.TokenUnknown)
	}
	hash := hashToken(text)
	if cred, s := c.cached(hash); s != nil {
		return cred, s, nil
	}
	return c.load(ctx, hash)
}

// hashToken hashes without a copy on the heap.
func hashToken(text string) rollcall.TokenHash {
	var buf [64]byte
	return sha256.Sum256(append(buf[:0], text...))
}

// cached is the credential with a snapshot that is not stale, or nils.
func (c *credentials) cached(hash rollcall.TokenHash) (*credential, *snapshot) {
	c.mu.RLock()
	cred := c.byHash[hash]
	c.mu.RUnlock()
	if cred == nil {
		return nil, nil
	}
	if s := cred.snapshot.Load(); c.fresh(s) {
		return cred, s
	}
	return nil, nil
}

// confirm reads anew what the text of a token stands for. A refusal is confirmed
// before it is answered: another process, such as the command line, may have
// enabled the token or turned the switch within the time that the cache needs
// to see it, and whoever did so tries at once.
func (c *credentials) confirm(ctx context.Context, text string) (*credential, *snapshot, error) {
	return c.load(ctx, hashToken(text))
}

func (c *credentials) load(ctx context.Context, hash rollcall.TokenHash) (*credential, *snapshot, error) {
	s := &snapshot{epoch: c.epoch.Load()}
	err := c.store.View(ctx, func(tx rollcall.Tx) error {
		token, err := tx.Tokens().ByHash(hash)
		if err != nil {
			return err
		}
		organization, err := tx.Organizations().Get(token.Organization)
		if err != nil {
			return err
		}
		s.token, s.organization = *token, *organization
		s.defaults, err = defaultsOf(tx, token.Organization)
		return err
	})
	if errors.Is(err, rollcall.ErrNotFound) {
		c.forget(hash)
		return nil, nil, rollcall.Fail(rollcall.TokenUnknown)
	}
	if err != nil {
		return nil, nil, err
	}
	if s.profile, err = c.profiles.get(&s.organization); err != nil {
		return nil, nil, err
	}
	s.masks = masksOf(s.organization.Log)
	return c.keep(hash, s), s, nil
}

func (c *credentials) forget(hash rollcall.TokenHash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byHash, hash)
}

// keep puts the snapshot in place unless a newer one is there.
func (c *credentials) keep(hash rollcall.TokenHash, s *snapshot) *credential {
	c.mu.Lock()
	defer c.mu.Unlock()
	cred := c.byHash[hash]
	if cred == nil {
		cred = &credential{}
		if c.rate > 0 {
			cred.limiter = rate.NewLimiter(rate.Limit(c.rate), 2*c.rate)
		}
		if len(c.byHash) >= maxCredentials {
			for any := range c.byHash {
				delete(c.byHash, any)
				break
			}
		}
		c.byHash[hash] = cred
	}
	if old := cred.snapshot.Load(); old == nil || old.epoch <= s.epoch {
		cred.snapshot.Store(s)
	}
	return cred
}

// A use is when and by whom a token was last used.
type use struct {
	credential   *credential
	organization rollcall.OrganizationID
	token        string
	at           time.Time
	agent        string
}

// takeUses returns the uses that the store does not know.
func (c *credentials) takeUses() []use {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var uses []use
	for _, cred := range c.byHash {
		at := cred.lastUse.Swap(0)
		if at == 0 {
			continue
		}
		t := cred.snapshot.Load().token
		uses = append(uses, use{cred, t.Organization, t.ID, time.UnixMilli(at).UTC(), *cred.agent.Load()})
	}
	return uses
}

// giveBack returns uses that could not be written.
func (c *credentials) giveBack(uses []use) {
	for _, u := range uses {
		u.credential.lastUse.CompareAndSwap(0, u.at.UnixMilli())
	}
}

// last is the newest snapshot of a token that was used, stale or not, or nil.
func (c *credentials) last(hash rollcall.TokenHash) *snapshot {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if cred := c.byHash[hash]; cred != nil {
		return cred.snapshot.Load()
	}
	return nil
}
