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

	"github.com/rollcall-project/rollcall"
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

// TestReadmePicture writes the pictures in README.md and docs, each down to the
// end of an element that shows enough, as `rollcall serve` serves the page.
func TestReadmePicture(t *testing.T) {
	if *readme == "" {
		return // they are written with -readme DIR
	}
	s, b := furnished(t)
	b.open("/provisioning")
	b.comes("5 h ago") // the use of a token is noted after a while
	refused, _, err := s.Engine.SearchActivities(t.Context(), s.Actor(), "", rollcall.ActivityQuery{
		Operations: []rollcall.Operation{rollcall.OpUserCreate}, Results: []rollcall.Result{rollcall.Failed}, Subject: adminLogin, Limit: 1,
	})
	must(t, err)
	picture := func(name, path, last, theme, language string) {
		t.Helper()
		b.theme(theme)
		b.visit(stop{path: path}, language)
		b.picked(last, filepath.Join(*readme, name+".png"))
	}
	both := func(name, path, last string) {
		t.Helper()
		picture(name, path, last, "light", "en")
		picture(name+"-dark", path, last, "dark", "en")
	}
	both("overview", "/", ".columns")
	both("provisioning", "/provisioning", "[aria-labelledby=tokens-title]")
	both("request", "/activity/"+refused[0].ID, "[aria-labelledby=steps-title]")
	s.troubled(t)
	picture("conflicts", "/conflicts", "form[data-dialog]", "light", "en")
	both("conflict", "/conflicts/"+s.open(t, rollcall.ConflictRename), ".columns")
	picture("activity-ja", "/activity", ".log tbody tr:nth-child(9)", "dark", "ja")
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

// indexed makes a picture small: each of its colours becomes the nearest of a
// palette.
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
	to := image.NewPaletted(bounds, palette(count))
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

// palette are the colours of a picture that are like no other one, so that small
// marks keep theirs, and as many of the most frequent ones as there is room for.
func palette(count map[color.Color]int) (chosen color.Palette) {
	colours := slices.Collect(maps.Keys(count))
	slices.SortFunc(colours, func(a, b color.Color) int { return count[b] - count[a] })
	for _, unlike := range []bool{true, false} {
		for _, c := range colours {
			if len(chosen) == 256 {
				return chosen
			}
			if len(chosen) == 0 || !unlike && !slices.Contains(chosen, c) || unlike && apart(c, chosen.Convert(c)) {
				chosen = append(chosen, c)
			}
		}
	}
	return chosen
}

// apart tells colours that nobody takes for one another.
func apart(a, b color.Color) bool {
	const far = 40 << 8
	r, g, u, _ := a.RGBA()
	s, h, v, _ := b.RGBA()
	return max(abs(r, s), abs(g, h), abs(u, v)) > far
}

func abs(a, b uint32) uint32 { return max(a, b) - min(a, b) }
