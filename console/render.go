package console

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/rollcall-project/rollcall/internal/i18n"
)

//go:embed templates
var templateFiles embed.FS

// pages are the templates, parsed once for each language.
type pages struct {
	sets map[i18n.Language]map[string]*template.Template
}

// loadPages parses layout, parts and pages. It panics on a broken template,
// which the tests rule out.
func loadPages(catalog *i18n.Catalog, a *assets) *pages {
	p := &pages{sets: make(map[i18n.Language]map[string]*template.Template)}
	files, err := fs.Glob(templateFiles, "templates/pages/*.html")
	if err != nil {
		panic(err)
	}
	for _, l := range i18n.Languages() {
		base := template.Must(template.New("").Funcs(functions(catalog.Printer(l, nil), a)).
			ParseFS(templateFiles, "templates/*.html"))
		set := make(map[string]*template.Template, len(files))
		for _, file := range files {
			name := strings.TrimSuffix(path.Base(file), ".html")
			set[name] = template.Must(template.Must(base.Clone()).ParseFS(templateFiles, file))
		}
		p.sets[l] = set
	}
	return p
}

// functions are what templates can do beyond looking at their view model. Times
// are made by view models, since only they know the reader's zone.
func functions(say *i18n.Printer, a *assets) template.FuncMap {
	return template.FuncMap{
		"t":         say.Text,
		"tn":        say.Count,
		"num":       say.Number,
		"icon":      icon,
		"asset":     a.path,
		"breakable": breakable,
		"copybox": func(id, value, label string) copybox {
			return copybox{ID: id, Value: value, Label: label}
		},
		"secretbox": func(id, value, label string) copybox {
			return copybox{ID: id, Value: value, Label: label, Secret: true}
		},
	}
}

// breakable lets an address or login name go on in the next line before its "@",
// and what is long between its other punctuation, rather than within a word.
func breakable(name string) template.HTML {
	parts := strings.SplitAfter(strings.ReplaceAll(name, "@", "\x00@"), "\x00")
	var html strings.Builder
	for i, part := range parts {
		if i > 0 {
			html.WriteString("<wbr>")
		}
		part = template.HTMLEscapeString(strings.TrimSuffix(part, "\x00"))
		if len(part) > longPart {
			part = punctuation.Replace(part)
		}
		html.WriteString(part)
	}
	return template.HTML(html.String())
}

// longPart is the length of what is not left on one line.
const longPart = 28

var punctuation = strings.NewReplacer(".", "<wbr>.", "_", "_<wbr>", "-", "-<wbr>")

// A copybox is a text to take away with one click. A secret one is blanked when
// its page is left.
type copybox struct {
	ID, Value, Label string
	Secret           bool
}

// render writes a page. It is the only way HTML leaves the console: nothing is
// sent before the whole page has been made.
func (v *visit) render(status int, name, title string, body any) error {
	view := v.layout(title, body)
	var page bytes.Buffer
	if err := v.pages.sets[v.say.Language()][name].ExecuteTemplate(&page, "layout", view); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.say.Language()))
	return v.send(status, page.Bytes())
}

// show renders a page that all is well with.
func (v *visit) show(name, title string, body any) error {
	return v.render(http.StatusOK, name, title, body)
}
