package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/network"
)

// TestJapanese chooses the language, which stays through forms, mistakes and
// sign-out; a browser that prefers Japanese gets it from the start.
func TestJapanese(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	b.click(button("English Language and theme"))
	b.click(button("日本語"))
	b.at("/provisioning", "プロビジョニング")
	if got := js[string](b, "document.documentElement.lang"); got != "ja" {
		t.Errorf("the page says that its language is %q", got)
	}
	b.click(link("APIトークンの発行"))
	b.find(dialog("APIトークンの発行"))
	b.fits("ja: dialog Create API Token")
	b.fill(textbox("APIトークンの概要"), "Okta本番")
	b.click(radio("90日"))
	b.click(button("発行"))
	made := dialog("APIトークンを発行しました")
	b.find(made)
	b.fits("ja: dialog API token created")
	b.reads("このAPIトークンは一度しか表示されません。")
	b.click(link("閉じる"))
	b.reads("APIトークンがコピーされていません。")
	b.click(link("閉じる"))
	b.gone(made)
	b.row("Okta本番")
	b.click(toggle("プロビジョニングの反映"))
	b.find(link("プロビジョニング: 有効"))

	b.click(button(adminName + "さんのアカウント"))
	b.click(button("ログアウト"))
	b.at("/login", "ログイン")
	b.expect(401)
	b.fill(textbox("ログイン名"), adminLogin)
	b.fill(textbox("パスワード"), "wrong")
	b.click(button("ログイン"))
	b.reads("パスワード")
	b.find(heading("ログイン"))

	guest := newTab(t, s.URL)
	command(guest, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
		Headers: network.Headers{"Accept-Language": "ja,en;q=0.5"},
	})
	guest.open("/login")
	guest.at("/login", "ログイン")
}

// TestTheme follows the system until somebody chooses.
func TestTheme(t *testing.T) {
	t.Parallel()
	s := start(t)
	b := s.administrator(t)
	dark := func() bool {
		t.Helper()
		return js[bool](b, `(() => {
			const shade = document.createElement("canvas").getContext("2d");
			shade.fillStyle = getComputedStyle(document.body).backgroundColor;
			shade.fillRect(0, 0, 1, 1);
			return shade.getImageData(0, 0, 1, 1).data[0] < 128;
		})()`)
	}
	for _, system := range themes {
		b.theme(system)
		if dark() != (system == "dark") {
			t.Errorf("with nothing chosen the page does not follow a %s system", system)
		}
	}
	b.theme("light")
	b.click(button("English Language and theme"))
	b.click(button("Dark"))
	b.holds(`document.documentElement.dataset.theme === "dark"`)
	b.at("/provisioning", "Provisioning")
	if !dark() {
		t.Error("the chosen dark theme is not dark on a light system")
	}
	b.reload()
	if !dark() {
		t.Error("the chosen theme is lost when the page is loaded anew")
	}
	b.theme("dark")
	b.click(button("English Language and theme"))
	b.click(button("Light"))
	b.holds(`document.documentElement.dataset.theme === "light"`)
	if dark() {
		t.Error("the chosen light theme is dark on a dark system")
	}
	b.click(button("English Language and theme"))
	b.click(button("As the system"))
	b.holds(`!document.documentElement.dataset.theme`)
	if !dark() {
		t.Error("the theme of the system does not come back")
	}
}
