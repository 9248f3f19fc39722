package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"
)

//go:embed locales/*.json
var locales embed.FS

// A Catalog holds the texts of all languages. It is safe for concurrent use.
type Catalog struct {
	texts map[Language]map[string]string
}

// Load reads the embedded catalogues. It panics when one of them is broken,
// which the tests of this package rule out.
func Load() *Catalog {
	c := &Catalog{texts: make(map[Language]map[string]string)}
	for _, l := range Languages() {
		data, err := locales.ReadFile("locales/" + string(l) + ".json")
		if err != nil {
			panic(err)
		}
		texts := make(map[string]string)
		if err := json.Unmarshal(data, &texts); err != nil {
			panic(fmt.Errorf("i18n: catalogue %s: %w", l, err))
		}
		c.texts[l] = texts
	}
	return c
}

// Printer speaks a language. zone is the reader's; nil means UTC.
func (c *Catalog) Printer(l Language, zone *time.Location) *Printer {
	if zone == nil {
		zone = time.UTC
	}
	return &Printer{language: l, texts: c.texts[l], zone: zone}
}

// Keys lists the keys of a language's catalogue, in no order.
func (c *Catalog) Keys(l Language) []string {
	keys := make([]string, 0, len(c.texts[l]))
	for k := range c.texts[l] {
		keys = append(keys, k)
	}
	return keys
}
