package server

import (
	"context"

	"github.com/rollcall-project/rollcall/provision"
)

// Start prepares the store and begins the engine's background work, which goes
// on until stop is called; ctx covers the preparation only, because requests in
// flight need the work after ctx has ended. stop writes what is pending and
// returns when the engine no longer uses its store; call it once, after the
// last request.
func Start(ctx context.Context, engine *provision.Engine) (stop func() error, err error) {
	if err := engine.Init(ctx); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- engine.Run(ctx) }()
	return func() error {
		cancel()
		return <-done
	}, nil
}
