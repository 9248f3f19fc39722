package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var assetFiles embed.FS

// assets are the style, script and icon, each under a path that holds a hash of
// its content, so that browsers may keep them for good.
type assets struct {
	paths map[string]string // "console.css" → "/assets/console.0123456789ab.css"
	files map[string][]byte // by path
}

func loadAssets() *assets {
	a := &assets{paths: make(map[string]string), files: make(map[string][]byte)}
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		data, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			panic(err)
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(e.Name())
		p := "/assets/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:6]) + ext
		a.paths[e.Name()] = p
		a.files[p] = data
	}
	return a
}

func (a *assets) path(name string) string { return a.paths[name] }

// asset answers with a file. A hash of another build is not found rather than
// answered with other content.
func (v *visit) asset() error {
	data, ok := v.assets.files[v.r.URL.Path]
	if !ok {
		return errNoPage
	}
	h := v.w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(v.r.URL.Path)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	return v.send(http.StatusOK, data)
}
