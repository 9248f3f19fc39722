package e2e

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// An element is what assistive technology knows it by: a role such as "button",
// and its accessible name. within is the selector of the part of the page to
// look in, "" for all of it.
type element struct{ role, name, within string }

func button(name string) element   { return element{role: "button", name: name} }
func link(name string) element     { return element{role: "link", name: name} }
func nav(name string) element      { return element{role: "link", name: name, within: "nav"} }
func textbox(name string) element  { return element{role: "textbox", name: name} }
func search(name string) element   { return element{role: "searchbox", name: name} }
func number(name string) element   { return element{role: "spinbutton", name: name} }
func checkbox(name string) element { return element{role: "checkbox", name: name} }
func radio(name string) element    { return element{role: "radio", name: name} }
func toggle(name string) element   { return element{role: "switch", name: name} }
func choice(name string) element   { return element{role: "combobox", name: name} }
func heading(name string) element  { return element{role: "heading", name: name} }
func dialog(name string) element   { return element{role: "dialog", name: name} }

func (e element) String() string { return fmt.Sprintf("the %s %q", e.role, e.name) }

// matches are the elements of a page that has loaded which a person can reach:
// none that are hidden or behind an open dialog.
func (b *tab) matches(e element) ([]*accessibility.Node, error) {
	part := "document"
	if e.within != "" {
		part = fmt.Sprintf("document.querySelector(%q)", e.within)
	}
	root, err := chromedp.Call(b.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.readyState === "complete" ? ` + part + ` : null`})
	if err != nil || root.Result.ObjectID == "" {
		return nil, err
	}
	found, err := chromedp.Call(b.ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
		ObjectID: root.Result.ObjectID, Role: e.role, AccessibleName: e.name,
	})
	if err != nil {
		return nil, err
	}
	var reachable []*accessibility.Node
	for _, n := range found.Nodes {
		if !n.Ignored {
			reachable = append(reachable, n)
		}
	}
	return reachable, nil
}

// find waits for the one element.
func (b *tab) find(e element) cdp.BackendNodeID {
	b.t.Helper()
	var id cdp.BackendNodeID
	b.until(e.String(), func() (bool, error) {
		found, err := b.matches(e)
		if err != nil || len(found) == 0 {
			return false, err
		}
		if len(found) > 1 {
			return false, fmt.Errorf("there are %d of them", len(found))
		}
		id = found[0].BackendDOMNodeID
		return true, nil
	})
	return id
}

// has tells whether the element is there now.
func (b *tab) has(e element) bool {
	b.t.Helper()
	found, err := b.matches(e)
	b.must(err)
	return len(found) > 0
}

// gone waits until there is no such element.
func (b *tab) gone(e element) {
	b.t.Helper()
	b.until("the end of "+e.String(), func() (bool, error) {
		found, err := b.matches(e)
		return len(found) == 0, err
	})
}

// click presses the mouse on the element, once nothing moves or covers it.
func (b *tab) click(e element) {
	b.t.Helper()
	b.until("a way to click "+e.String(), func() (bool, error) {
		found, err := b.matches(e)
		if err != nil || len(found) != 1 {
			return false, fmt.Errorf("there are %d of them (%v)", len(found), err)
		}
		x, y, err := b.point(found[0].BackendDOMNodeID)
		if err != nil {
			return false, err
		}
		return true, chromedp.Do(b.ctx, chromedp.MouseClickXY(x, y))
	})
}

// point is where to click an element: its middle, if a click there reaches it.
func (b *tab) point(id cdp.BackendNodeID) (x, y float64, err error) {
	object, err := chromedp.Call(b.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: id})
	if err != nil {
		return 0, 0, err
	}
	place, err := chromedp.Run(b.ctx, chromedp.CallFunctionOn[[]float64](`function() {
		this.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
		const box = this.getBoundingClientRect();
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		const top = document.elementFromPoint(x, y);
		const reached = this.contains(top) || [...this.labels ?? []].some((l) => l.contains(top));
		return reached ? [x, y] : [];
	}`, func(p *runtime.CallFunctionOnParams) { p.ObjectID = object.Object.ObjectID }))
	if err == nil && len(place) != 2 {
		err = fmt.Errorf("something else is in front of it")
	}
	if err != nil {
		return 0, 0, err
	}
	return place[0], place[1], nil
}

// on calls a JavaScript function with the element as this.
func on[T any](b *tab, e element, function string, args ...any) T {
	b.t.Helper()
	object := command(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: b.find(e)})
	value, err := chromedp.Run(b.ctx, chromedp.CallFunctionOn[T](function,
		func(p *runtime.CallFunctionOnParams) { p.ObjectID = object.Object.ObjectID }, args...))
	b.must(err)
	return value
}

// fill replaces the text of a field as typing does.
func (b *tab) fill(e element, text string) {
	b.t.Helper()
	on[chromedp.Void](b, e, `function() { this.focus(); this.select(); }`)
	if text == "" {
		b.press(kb.Delete)
		return
	}
	command(b, input.InsertText, input.InsertTextParams{Text: text})
}

// pick chooses an option of a select by what it says.
func (b *tab) pick(e element, option string) {
	b.t.Helper()
	ok := on[bool](b, e, `function(text) {
		const option = [...this.options].find((o) => o.text === text);
		if (!option) return false;
		this.value = option.value;
		this.dispatchEvent(new Event("input", { bubbles: true }));
		this.dispatchEvent(new Event("change", { bubbles: true }));
		return true;
	}`, option)
	if !ok {
		b.fail(fmt.Sprintf("%s has no option %q.", e, option))
	}
}

// value is what a field holds.
func (b *tab) value(e element) string {
	b.t.Helper()
	return on[string](b, e, `function() { return this.value; }`)
}

// description is what assistive technology says of the element beyond its name.
func (b *tab) description(e element) string {
	b.t.Helper()
	b.find(e)
	found, err := b.matches(e)
	b.must(err)
	if len(found) == 0 || found[0].Description == nil {
		return ""
	}
	return strings.Trim(string(found[0].Description.Value), `"`)
}

// press types keys, for example kb.Tab, as from a keyboard.
func (b *tab) press(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))))
}

// reach moves the focus to the element with the Tab key alone.
func (b *tab) reach(e element) {
	b.t.Helper()
	const farthest, further = 80, 16
	var wanted cdp.BackendNodeID
	for i := range farthest {
		if i%further == 0 { // the page may have changed; a look takes much longer than a key
			wanted = b.find(e)
		}
		b.press(kb.Tab)
		if b.active() == wanted {
			if !js[bool](b, `document.activeElement.matches(":focus-visible")`) {
				b.fail(e.String() + " does not show that it has the focus.")
			}
			return
		}
	}
	b.fail("The Tab key does not reach " + e.String() + ".")
}

// focused tells whether the element has the focus.
func (b *tab) focused(e element) bool {
	b.t.Helper()
	return b.active() == b.find(e)
}

// active is what has the focus, 0 for nothing.
func (b *tab) active() cdp.BackendNodeID {
	b.t.Helper()
	active := command(b, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.activeElement"})
	if active.Result.ObjectID == "" {
		return 0
	}
	return command(b, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: active.Result.ObjectID}).Node.BackendNodeID
}

// reads waits until the page, or its dialog, shows a text.
func (b *tab) reads(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the text %q", text), func() (bool, error) {
		shown, err := evaluate[string](b, shownText)
		return strings.Contains(shown, text), err
	})
}

// comes loads the page anew until it shows a text: reads of identity providers
// are recorded in batches.
func (b *tab) comes(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the text %q after a reload", text), func() (bool, error) {
		if shown, err := evaluate[string](b, shownText); err != nil || strings.Contains(shown, text) {
			return err == nil, err
		}
		return false, chromedp.Do(b.ctx, chromedp.Reload())
	})
}

// silent makes sure that neither text nor markup of the page holds a string.
func (b *tab) silent(secret string) {
	b.t.Helper()
	held := js[bool](b, fmt.Sprintf(`document.documentElement.outerHTML.includes(%[1]q) ||
		[...document.querySelectorAll("input, textarea")].some((e) => e.value.includes(%[1]q))`, secret))
	if held {
		b.fail("The page still holds what it must not.")
	}
}

// shownText is what can be read: of the dialog, if one is open. The options of a
// select that is shut can't.
const shownText = `(() => {
	const root = document.querySelector("dialog[open]") ?? document.body;
	return [...root.querySelectorAll("select")].reduce((text, s) => text.replace(s.innerText, ""), root.innerText);
})()`

// row waits for the row of a table that starts with the heading, and is its text.
func (b *tab) row(heading string) string {
	b.t.Helper()
	var text string
	b.until(fmt.Sprintf("a row %q", heading), func() (bool, error) {
		var err error
		text, err = evaluate[string](b, fmt.Sprintf(`[...document.querySelectorAll("tbody tr")]
			.find((r) => r.querySelector("th")?.innerText.trim().startsWith(%q))?.innerText ?? ""`, heading))
		return text != "", err
	})
	return text
}

// checked is the state of a switch, checkbox or radio button as assistive
// technology tells it: "true", "false" or "mixed".
func (b *tab) checked(e element) string {
	b.t.Helper()
	b.find(e)
	found, err := b.matches(e)
	b.must(err)
	for _, n := range found {
		for _, p := range n.Properties {
			if p.Name == accessibility.PropertyNameChecked {
				return strings.Trim(string(p.Value.Value), `"`)
			}
		}
	}
	return ""
}
