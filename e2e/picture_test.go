package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestShots writes a picture of every page for somebody to look at, with -shots.
func TestShots(t *testing.T) {
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(*shots, 0o755); err != nil {
		t.Fatal(err)
	}
	s, b := furnished(t)
	s.troubled(t)
	for _, language := range languages {
		save := func(b *tab, name string) {
			t.Helper()
			for _, width := range []int64{1280, 390} {
				b.resize(width)
				for _, theme := range themes {
					b.theme(theme)
					file := fmt.Sprintf("%s-%d-%s-%s.png", name, width, theme, language)
					if err := os.WriteFile(filepath.Join(*shots, file), b.picture(), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			b.resize(1280)
		}
		for _, stop := range s.tour(t) {
			if !strings.Contains(stop.name, *only) {
				continue
			}
			b.visit(stop, language)
			save(b, stop.name)
		}
		if *only == "" {
			s.outside(t, language, save)
		}
	}
}

// TestReadmePicture writes the pictures that README.md shows: the Overview, and
// the Provisioning page as `rollcall serve` serves it, down to the end of the
// tokens.
func TestReadmePicture(t *testing.T) {
	if *readme == "" {
		return // they are written with -readme DIR
	}
	_, b := furnished(t)
	b.theme("light")
	b.picked(".columns", filepath.Join(*readme, "overview.png"))
	b.click(nav("Provisioning"))
	b.at("/provisioning", "Provisioning")
	b.comes("5 h ago") // the use of a token is noted after a while
	b.picked("[aria-labelledby=tokens-title]", filepath.Join(*readme, "provisioning.png"))
}

// picked writes a picture of the page down to the end of an element.
func (b *tab) picked(last, file string) {
	b.t.Helper()
	end := js[float64](b, `(() => {
		const endpoint = document.getElementById("endpoint");
		if (endpoint) endpoint.value = endpoint.value.replace(/:[0-9]+/, ":8080");
		document.activeElement.blur();
		return document.querySelector("`+last+`").getBoundingClientRect().bottom;
	})()`)
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(1280, int64(end)+12)))
	shot := command(b, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	small, err := indexed(shot.Data)
	b.must(err)
	b.must(os.WriteFile(file, small, 0o644))
	b.resize(1280)
}

// indexed makes a picture small: its most frequent colours become its palette,
// and each of the others the nearest of these.
func indexed(picture []byte) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	bounds := from.Bounds()
	count := make(map[color.Color]int)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[from.At(x, y)]++
		}
	}
	palette := slices.Collect(maps.Keys(count))
	slices.SortFunc(palette, func(a, b color.Color) int { return count[b] - count[a] })
	to := image.NewPaletted(bounds, palette[:min(len(palette), 256)])
	nearest := make(map[color.Color]uint8, len(count))
	for c := range count {
		nearest[c] = uint8(to.Palette.Index(c))
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			to.SetColorIndex(x, y, nearest[from.At(x, y)])
		}
	}
	var small bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, to)
	return small.Bytes(), err
}
