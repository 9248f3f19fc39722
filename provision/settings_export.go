package provision

import (
	"context"
	"encoding/json"
	"io"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/settingsjson"
)

// Settings are all that administrators chose for their organization.
func (e *Engine) Settings(ctx context.Context, a Actor) (s *settingsjson.Settings, err error) {
	if err := a.administrator(); err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx rollcall.Tx) error {
		o, err := tx.Organizations().Get(a.Organization)
		if err != nil {
			return err
		}
		services, err := tx.Services().List(a.Organization)
		s = settingsjson.Of(o, services)
		return err
	})
	return s, err
}

// ExportSettings writes them as JSON. Each export is in the activity log. For
// administrators.
func (e *Engine) ExportSettings(ctx context.Context, a Actor, w io.Writer) error {
	row := e.row(a, rollcall.OpSettingsExport)
	s, err := e.Settings(ctx, a)
	if err != nil {
		return e.reject(ctx, row, err)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return e.logExport(ctx, row, rollcall.Reason{}, out.Encode(s))
}
