package idp

// A name as it is written and as login names spell it.
type name struct{ written, latin string }

// root is where people come from: their names, their language, and the order
// in which they say their names.
type root struct {
	locale      string
	familyFirst bool
	given       []name
	family      []name
}

func (r root) display(given, family string) string {
	if r.familyFirst {
		return family + " " + given
	}
	return given + " " + family
}

func rootOf(locale string) root {
	for _, r := range roots {
		if r.locale == locale {
			return r
		}
	}
	return roots[0]
}

func latinOf(names []name, written string) string {
	for _, n := range names {
		if n.written == written {
			return n.latin
		}
	}
	return "user"
}

// roots are chosen for what breaks servers: scripts, accents, apostrophes,
// blanks, hyphens, one-letter and very long names.
var roots = []root{
	{"ja-JP", true,
		[]name{{"花子", "hanako"}, {"健太", "kenta"}, {"美咲", "misaki"}, {"翔", "sho"}, {"さくら", "sakura"}, {"龍之介", "ryunosuke"}, {"陽葵", "himari"}},
		[]name{{"髙橋", "takahashi"}, {"渡邊", "watanabe"}, {"山﨑", "yamazaki"}, {"小林", "kobayashi"}, {"勅使河原", "teshigawara"}, {"東", "azuma"}}},
	{"de-DE", false,
		[]name{{"Jürgen", "juergen"}, {"Käthe", "kaethe"}, {"Björn", "bjoern"}, {"Anna-Lena", "anna-lena"}, {"Uwe", "uwe"}},
		[]name{{"Großmann", "grossmann"}, {"Müller-Lüdenscheidt", "mueller-luedenscheidt"}, {"von der Höhe", "vonderhoehe"}, {"Öztürk", "oeztuerk"}}},
	{"en-IE", false,
		[]name{{"Siobhán", "siobhan"}, {"Aoife", "aoife"}, {"Conor", "conor"}, {"Niamh", "niamh"}},
		[]name{{"O'Connor", "o'connor"}, {"O'Brien", "o'brien"}, {"Ní Dhomhnaill", "nidhomhnaill"}, {"D'Arcy", "d'arcy"}}},
	{"en-US", false,
		[]name{{"Robert", "robert"}, {"Mary Ann", "maryann"}, {"J.", "j"}, {"Renée", "renee"}, {"Deshawn", "deshawn"}},
		[]name{{"Smith", "smith"}, {"de la Cruz", "delacruz"}, {"O", "o"}, {"Wojciechowski-Featherstonehaugh-Llanfairpwllgwyngyll", "wojciechowski-featherstonehaugh"}}},
	{"pl-PL", false,
		[]name{{"Łukasz", "lukasz"}, {"Małgorzata", "malgorzata"}, {"Zażółć", "zazolc"}},
		[]name{{"Brzęczyszczykiewicz", "brzeczyszczykiewicz"}, {"Święch", "swiech"}, {"Żuraw", "zuraw"}}},
	{"vi-VN", true,
		[]name{{"Thị Hương", "thihuong"}, {"Đức", "duc"}, {"Quỳnh", "quynh"}},
		[]name{{"Nguyễn", "nguyen"}, {"Đặng", "dang"}, {"Phạm", "pham"}}},
	{"ko-KR", true,
		[]name{{"서연", "seoyeon"}, {"민준", "minjun"}, {"지우", "jiwoo"}},
		[]name{{"김", "kim"}, {"남궁", "namgung"}, {"박", "park"}}},
	{"ar-EG", false,
		[]name{{"ليلى", "layla"}, {"يوسف", "youssef"}},
		[]name{{"عبد الرحمن", "abdelrahman"}, {"حسن", "hassan"}}},
}

var (
	titles      = []string{"Engineer", "Senior Engineer", "Buyer", "Head of Sales", "課長", "Accountant (part-time)", "R&D Lead", "Técnico"}
	departments = []string{"営業部", "Research & Development", "Finance", "Vertrieb Süd", "Support <1st level>", "Legal"}
	offices     = []string{"Tokyo 12F", "München, Haus 3", "Cork \"Old Mill\"", "Remote", "São Paulo / Andar 2"}
)
