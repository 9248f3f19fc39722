package console

import "html/template"

// paths draws the icons on a grid of 16 by 16, in strokes.
var paths = map[string]string{
	"gear":     `<path d="M6.8 1.8h2.4l.4 1.8 1.1.6 1.7-.6 1.2 2.1-1.3 1.2v2.2l1.3 1.2-1.2 2.1-1.7-.6-1.1.6-.4 1.8H6.8l-.4-1.8-1.1-.6-1.7.6-1.2-2.1 1.3-1.2V6.9L2.4 5.7l1.2-2.1 1.7.6 1.1-.6z"/><circle cx="8" cy="8" r="2"/>`,
	"lock":     `<rect x="3.2" y="7" width="9.6" height="6.6" rx="1.4"/><path d="M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7"/>`,
	"good":     `<path d="M3 8.6l3.2 3.1L13 4.8"/>`,
	"bad":      `<path d="M4 4l8 8M12 4l-8 8"/>`,
	"idle":     `<path d="M3.5 8h9"/>`,
	"warn":     `<path d="M8 2.2L14.4 13.4H1.6zM8 6.4v3.2M8 11.4v.1"/>`,
	"info":     `<circle cx="8" cy="8" r="6"/><path d="M8 7.4v3.6M8 5v.1"/>`,
	"clock":    `<circle cx="8" cy="8" r="6"/><path d="M8 4.600V8l2.4 1.600"/>`,
	"stop":     `<circle cx="8" cy="8" r="5.8"/><path d="M4 12l8-8"/>`,
	"copy":     `<rect x="5.4" y="5.4" width="8" height="8" rx="1.4"/><path d="M10.4 5.2V4a1.4 1.4 0 0 0-1.4-1.4H4A1.4 1.4 0 0 0 2.6 4v5A1.4 1.4 0 0 0 4 10.4h1.2"/>`,
	"plus":     `<path d="M8 3v10M3 8h10"/>`,
	"search":   `<circle cx="7" cy="7" r="4.4"/><path d="M10.4 10.4L14 14"/>`,
	"idp":      `<path d="M4.6 12.6h7a2.9 2.9 0 0 0 .5-5.7A4.2 4.2 0 0 0 4 6.4a3.1 3.1 0 0 0 .6 6.2z"/>`,
	"local":    `<path d="M2.4 7.6L8 2.8l5.6 4.8M4 6.6v6.6h8V6.6"/>`,
	"down":     `<path d="M4 6.2L8 10l4-3.8"/>`,
	"right":    `<path d="M6.2 4L10 8l-3.8 4"/>`,
	"left":     `<path d="M9.8 4L6 8l3.8 4"/>`,
	"globe":    `<circle cx="8" cy="8" r="6"/><path d="M2 8h12M8 2c2.2 2 2.2 10 0 12M8 2c-2.2 2-2.2 10 0 12"/>`,
	"person":   `<circle cx="8" cy="5.4" r="2.6"/><path d="M3 13.6c.5-2.8 2.4-4.2 5-4.2s4.5 1.4 5 4.2"/>`,
	"shield":   `<path d="M8 2l5 1.8v3.8c0 3.2-2 5.4-5 6.4-3-1-5-3.2-5-6.4V3.8z"/>`,
	"menu":     `<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>`,
	"overview": `<rect x="2.5" y="2.5" width="4.5" height="6" rx="1"/><rect x="9" y="2.5" width="4.5" height="3.5" rx="1"/><rect x="2.5" y="10.5" width="4.5" height="3" rx="1"/><rect x="9" y="8" width="4.5" height="5.5" rx="1"/>`,
	"people":   `<circle cx="6" cy="5.6" r="2.4"/><path d="M1.8 13c.3-2.6 1.9-3.9 4.2-3.9s3.9 1.3 4.2 3.900M10.6 3.400a2.4 2.4 0 0 1 0 4.400M12 9.600c1.3.600 2 1.7 2.2 3.4"/>`,
	"services": `<rect x="2.5" y="2.5" width="4.4" height="4.4" rx="1"/><rect x="9.1" y="2.5" width="4.4" height="4.4" rx="1"/><rect x="2.5" y="9.1" width="4.4" height="4.4" rx="1"/><path d="M11.3 9.300v4M9.3 11.300h4"/>`,
	"activity": `<path d="M1.8 8h2.600l2-4.8 3.2 9.6 2-4.800h2.6"/>`,
	"conflict": `<path d="M3 2.500v3.200c0 1.6 1 2.3 2.5 2.300H13M10.5 5.500L13 8l-2.5 2.500M3 13.500v-3.2"/>`,
	"guide":    `<path d="M8 4.200C6.7 3.2 4.8 2.8 2.5 3v9.500c2.3-.2 4.2.2 5.5 1.2 1.3-1 3.2-1.4 5.5-1.200V3c-2.3-.2-4.2.2-5.5 1.200zM8 4.200v9.5"/>`,
	"settings": `<path d="M2.5 4.800h6M12 4.800h1.500M2.5 11.200H4M7.5 11.200h6"/><circle cx="10.2" cy="4.8" r="1.7"/><circle cx="5.8" cy="11.2" r="1.7"/>`,
	"refresh":  `<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.6v2.6h-2.6"/>`,
}

// icon draws an icon. It is hidden from assistive technology: a word always
// stands beside it.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">` + paths[name] + `</svg>`)
}
