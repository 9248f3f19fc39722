package main

import (
	"context"
	"log/slog"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/server"
	"github.com/rollcall-project/rollcall/provision"
)

// A keep is what a running server holds: its directory, the store, and the
// engine with its background work.
type keep struct {
	lock      *serverLock
	store     rollcall.Store
	engine    *provision.Engine
	cursorKey []byte
	stop      func() error
}

// openKeep takes the data directory, creates what it lacks, and starts the
// engine.
func openKeep(ctx context.Context, db database, rate int, log *slog.Logger) (*keep, error) {
	if err := db.dir.create(); err != nil {
		return nil, err
	}
	lock, err := db.lock()
	if err != nil {
		return nil, err
	}
	store, err := db.openOrCreate(ctx, log)
	if err != nil {
		lock.release()
		return nil, err
	}
	engine := provision.New(provision.Config{Store: store, Logger: log, RateLimit: rate})
	var stop func() error
	key, err := engine.CursorKey(ctx)
	if err == nil {
		stop, err = server.Start(ctx, engine)
	}
	if err != nil {
		store.Close()
		lock.release()
		return nil, err
	}
	return &keep{lock: lock, store: store, engine: engine, cursorKey: key, stop: stop}, nil
}

// close writes what is pending, closes the store and gives the directory back.
func (k *keep) close() error {
	err := k.stop()
	if closeErr := k.store.Close(); err == nil {
		err = closeErr
	}
	k.lock.release()
	return err
}
