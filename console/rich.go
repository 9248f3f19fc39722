package console

import (
	"html/template"
	"strings"
)

// rich is a text of the catalogue in which *words* are labels of an identity
// provider's own pages and `words` are to be typed. Labels are English in every
// language, and say so where the page is not.
func (v *visit) rich(text string) template.HTML {
	label := `<b>`
	if v.say.Language() != "en" {
		label = `<b lang="en">`
	}
	var html strings.Builder
	for open := ""; ; {
		i := strings.IndexAny(text, "*`")
		if i < 0 {
			html.WriteString(template.HTMLEscapeString(text))
			return template.HTML(html.String())
		}
		html.WriteString(template.HTMLEscapeString(text[:i]))
		mark := text[i : i+1]
		text = text[i+1:]
		switch {
		case open != "":
			html.WriteString(open)
			open = ""
		case mark == "*":
			html.WriteString(label)
			open = "</b>"
		default:
			html.WriteString(`<code class="mono">`)
			open = "</code>"
		}
	}
}
