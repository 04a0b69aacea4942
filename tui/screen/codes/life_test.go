package codes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/order"
	"sandi/internal/otp"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// daily are entries as people have them: tags, a favourite, a retired one, one
// key under two names.
func daily() []vault.Entry {
	zebra, alfa, beta := tuitest.Entry("Zebra", "anna"), tuitest.Entry("Alfa", "citra"), tuitest.Entry("Beta", "budi")
	zebra.Tags, alfa.Tags = []string{"Kantor"}, []string{"kantor", "vpn"}
	beta.Favorite = true
	copied := tuitest.Entry("Delta", "dewi")
	copied.Key.Secret = zebra.Key.Secret
	retired := tuitest.Entry("Alfa lama", "citra")
	retired.Status = vault.Retired
	return []vault.Entry{retired, zebra, alfa, beta, copied}
}

func TestDailyGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			golden := func(what string, m *codes.Model) {
				tuitest.Golden(t, fmt.Sprintf("%s-%s-%s", what, size, lang), tuitest.Draw(t, m, c))
			}
			m := open(t, c, daily())
			tuitest.Press(m, c, "n")
			golden("next", m)
			tuitest.Press(m, c, "#")
			golden("tags", m)
			tuitest.Press(m, c, "<down><enter>h")
			golden("hidden", m)
			tuitest.Press(m, c, "<esc>d")
			golden("remove", m)
		}
	}
}

// inOrder lists the issuers as they are shown.
func inOrder(m *codes.Model, c screen.Context) []string {
	tuitest.Press(m, c, "<home>")
	var names []string
	for {
		outs := tuitest.Press(m, c, "e")
		name := outs[0].(codes.Open).Entry.Key.Issuer
		if len(names) > 0 && names[len(names)-1] == name {
			return names
		}
		names = append(names, name)
		tuitest.Press(m, c, "<down>")
	}
}

func TestOrders(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	entries := daily()
	m := codes.New(true)
	m.Update(codes.Prepare(entries, map[string]vault.Usage{
		"id-Zebra": {Count: 9, Last: c.Now.Add(-time.Hour)}, "id-Delta": {Count: 2, Last: c.Now},
	}), c)
	want := map[order.Order][]string{
		order.Issuer:   {"Beta", "Alfa", "Delta", "Zebra", "Alfa lama"},
		order.Account:  {"Beta", "Zebra", "Alfa", "Delta", "Alfa lama"},
		order.MostUsed: {"Beta", "Zebra", "Delta", "Alfa", "Alfa lama"},
		order.LastUsed: {"Beta", "Delta", "Zebra", "Alfa", "Alfa lama"},
		order.Custom:   {"Zebra", "Alfa", "Beta", "Delta", "Alfa lama"},
	}
	tuitest.Press(m, c, "<home><down>")
	for _, by := range append(order.All()[1:], order.Issuer) {
		if outs := tuitest.Press(m, c, "o"); len(outs) != 1 || outs[0] != (codes.Sort{Order: by}) {
			t.Fatalf("o gave %v, want %s", outs, by)
		}
		if got := tuitest.Press(m, c, "e")[0].(codes.Open).Entry.Key.Issuer; by == order.Account && got != "Alfa" {
			t.Errorf("the selection went to %s", got)
		}
		if got := inOrder(m, c); !slices.Equal(got, want[by]) {
			t.Errorf("%s: got %q, want %q", by, got, want[by])
		}
	}
	m.Update(codes.Configure{Order: order.Custom}, c)
	if got := inOrder(m, c); !slices.Equal(got, want[order.Custom]) {
		t.Errorf("by the settings: got %q", got)
	}
}

func TestAClickOnTheLineAboveTheListSorts(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, daily())
	head, _, _ := strings.Cut(tuitest.Plain(m.View(c)), "\n")
	x := strings.Index(strings.Trim(strings.ReplaceAll(head, "·", "."), "│"), "by issuer")
	out, _ := m.Update(tea.MouseClickMsg{X: x, Y: 0, Button: tea.MouseLeft}, c)
	if out != (codes.Sort{Order: order.Account}) {
		t.Errorf("got %#v in %q at %d", out, head, x)
	}
}

// Moving tells the vault before which entry, hidden ones included, and goes no
// further while the vault is at it.
func TestMoving(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, daily())
	if _, ok := tuitest.Press(m, c, "J")[0].(screen.Say); !ok {
		t.Error("moving in another order is not explained")
	}
	m.Update(codes.Configure{Order: order.Custom}, c)
	tuitest.Press(m, c, "<home>")
	for _, tt := range []struct{ keys, id, before string }{
		{"J", "id-Zebra", "id-Beta"},
		{"<down>K", "id-Alfa", "id-Zebra"},
		{"<down>J", "id-Beta", ""},
	} {
		if outs := tuitest.Press(m, c, tt.keys); len(outs) != 1 || outs[0] != (codes.Move{ID: tt.id, Before: tt.before}) {
			t.Errorf("%s gave %v, want %s before %q", tt.keys, outs, tt.id, tt.before)
		}
		if outs := tuitest.Press(m, c, "JK"); len(outs) != 0 {
			t.Errorf("while a move is being saved: %v", outs)
		}
		m.Update(codes.NotMoved{}, c)
	}
	// What its service takes no longer stays below.
	if outs := tuitest.Press(m, c, "<end>K<home>K"); len(outs) != 0 {
		t.Errorf("over the edge: %v", outs)
	}
}

func TestTagsFilter(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, daily())
	tuitest.Press(m, c, "#")
	view := tuitest.Draw(t, m, c)
	if strings.Count(strings.ToLower(view), "#kantor") != 1 || !strings.Contains(view, "#vpn") {
		t.Errorf("tags, whatever their case:\n%s", view)
	}
	tuitest.Press(m, c, "<down><enter>")
	if got, want := inOrder(m, c), []string{"Alfa", "Zebra"}; !slices.Equal(got, want) {
		t.Errorf("#kantor: got %q, want %q", got, want)
	}
	tuitest.Press(m, c, "/zeb<enter><esc>")
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "2 of 5") {
		t.Errorf("the search has ended and the filter has not:\n%s", view)
	}
	tuitest.Press(m, c, "<esc>")
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "5 entries") {
		t.Errorf("escape does not end the filter:\n%s", view)
	}
	// By mouse; and a tag that nobody has any more.
	tuitest.Press(m, c, "#")
	for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
		if strings.Contains(line, "#vpn") {
			m.Update(tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft}, c)
			break
		}
	}
	if got := inOrder(m, c); !slices.Equal(got, []string{"Alfa"}) {
		t.Errorf("click on #vpn: %q", got)
	}
	m.Update(codes.Prepare(daily()[3:], nil), c)
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "2 entries") {
		t.Errorf("filter by a tag that is gone:\n%s", view)
	}
}

func TestHiding(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	entries := daily()
	m := open(t, c, entries)
	m.Update(codes.Configure{Order: order.Issuer, Hide: true, Reveal: 5 * time.Second}, c)
	shows := func() (n int) {
		view := m.View(c)
		for _, e := range entries {
			for _, at := range []time.Duration{0, 30 * time.Second} {
				k, _ := e.Key.CodeAt(c.Now.Add(at))
				if e.Status == vault.Active && strings.Contains(view, k.Grouped()) {
					n++
				}
			}
		}
		return n
	}
	if n := shows(); n != 0 {
		t.Errorf("%d codes can be seen", n)
	}
	if outs := tuitest.Press(m, c, "<space>"); len(outs) != 1 || outs[0] != (codes.Used{ID: "id-Beta"}) {
		t.Errorf("space gave %v", outs)
	}
	if n := shows(); n != 2 {
		t.Errorf("%d codes can be seen, want one with the next", n)
	}
	c.Now = c.Now.Add(6 * time.Second)
	if n := shows(); n != 0 {
		t.Errorf("%d codes can be seen when the time is over", n)
	}
	if out := tuitest.Press(m, c, "<enter>")[0].(screen.Copy); out.ID != "id-Beta" || out.Text() != code(t, entries[3].Key, c.Now) {
		t.Errorf("copied %s", out.ID)
	}
	tuitest.Press(m, c, "h")
	if n := shows(); n != 8 {
		t.Errorf("%d codes can be seen, want all", n)
	}
}

// The next code becomes the current one as time passes, and is then no longer
// marked.
func TestTheNextCodeComes(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	m := open(t, c, []vault.Entry{e})
	tuitest.Press(m, c, "n")
	want := code(t, e.Key, c.Now.Add(30*time.Second))
	marks := func() int { return strings.Count(tuitest.Draw(t, m, c), "→ next") - 1 } // one heads the column
	if view := tuitest.Draw(t, m, c); marks() != 1 {
		t.Errorf("not marked:\n%s", view)
	}
	out := tuitest.Press(m, c, "<enter>")[0].(screen.Copy)
	if out.Text() != want || out.Note != "Next code, valid from 14:05:30." {
		t.Errorf("copied %s with %q", out.Text(), out.Note)
	}
	c.Now = c.Now.Add(30 * time.Second)
	out = tuitest.Press(m, c, "<enter>")[0].(screen.Copy)
	if out.Text() != want || out.Note != "" || marks() != 0 {
		t.Errorf("copied %s with %q", out.Text(), out.Note)
	}
}

// Waiting copies the fresh code as soon as it begins, once, and not by surprise.
func TestWaiting(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	e := tuitest.Entry("Alfa", "a")
	begin := c.Now.Truncate(30 * time.Second).Add(30 * time.Second)
	for _, tt := range []struct {
		name, keys string
		late       time.Duration
		copies     bool
	}{
		{"in time", "w", 0, true},
		{"a little late", "w", time.Second, true},
		{"too late", "w", 10 * time.Second, false},
		{"given up", "w<esc>", 0, false},
		{"given up by the same key", "ww", 0, false},
		{"copied at once", "w<enter>", 0, false},
	} {
		c := c
		m := open(t, c, []vault.Entry{e})
		tuitest.Press(m, c, tt.keys)
		for ; c.Now.Before(begin); c.Now = c.Now.Add(time.Second) {
			if out, _ := m.Update(screen.Tick{}, c); out != nil {
				t.Fatalf("%s: %T before the code begins", tt.name, out)
			}
			if left := fmt.Sprintf("◷ copies in %d s", int(begin.Sub(c.Now)/time.Second)); tt.copies && !strings.Contains(m.View(c), left) {
				t.Fatalf("%s: %q is not told", tt.name, left)
			}
		}
		c.Now = begin.Add(tt.late)
		out, _ := m.Update(screen.Tick{}, c)
		if copied, ok := out.(screen.Copy); ok != tt.copies || ok && (copied.Text() != code(t, e.Key, c.Now) || copied.ID != e.ID) {
			t.Errorf("%s: got %T", tt.name, out)
		}
		if out, _ := m.Update(screen.Tick{}, c); out != nil {
			t.Errorf("%s: copied twice", tt.name)
		}
	}
}

func TestDuplicatesArePointedOut(t *testing.T) {
	for _, lang := range locale.Langs() {
		c := tuitest.Context(76, 19, lang)
		view := tuitest.Draw(t, open(t, c, daily()), c)
		for _, name := range []string{"Delta: dewi", "Zebra: anna"} {
			if want := "= " + c.L.T("tui.codes.duplicate", "name", name); !strings.Contains(view, want) {
				t.Errorf("%s: want %q in\n%s", lang, want, view)
			}
		}
		if n := strings.Count(view, "= "); n != 2 {
			t.Errorf("%d entries are called duplicates", n)
		}
	}
}

func TestOutcomesForTheRoot(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for keys, want := range map[string]screen.Outcome{
		"f": codes.Favourite{ID: "id-Beta", On: false}, "<down>f": codes.Favourite{ID: "id-Alfa", On: true},
		"E": codes.Edit{ID: "id-Beta"}, "b": codes.Big{ID: "id-Beta"}, "u": codes.Undo{}, "B": codes.Bin{},
		",": codes.Settings{}, "V": codes.VaultRoom{}, ":": codes.Palette{},
		"d<right><enter>": codes.Remove{ID: "id-Beta"},
	} {
		if outs := tuitest.Press(open(t, c, daily()), c, keys); len(outs) != 1 || outs[0] != want {
			t.Errorf("%s gave %v, want %#v", keys, outs, want)
		}
	}
	if outs := tuitest.Press(open(t, c, daily()), c, "d<enter>"); len(outs) != 0 {
		t.Errorf("removing without Yes gave %v", outs)
	}
}

// Whatever keys come, in whatever window, nothing panics and everything fits.
func TestEveryKeyInEveryState(t *testing.T) {
	all := []string{"n", "w", "h", "<space>", "o", "#", "K", "J", "f", "d", "<esc>", "/", "z", "<down>", "<enter>", "<end>", "b", "e"}
	for seed := range 30 {
		c := tuitest.Context(20+seed%70, 2+seed%20, locale.ID)
		entries := daily()
		entries[1].Key.Type, entries[1].Key.Counter = otp.HOTP, 3
		m := open(t, c, entries)
		for i := range 60 {
			tuitest.Press(m, c, all[(seed*31+i*i*7+i*seed)%len(all)])
			m.Update(screen.Tick{}, c)
			if i%10 == 0 {
				m.Update(codes.Prepare(entries[i/15:], nil), c)
			}
			c.Now = c.Now.Add(3 * time.Second)
			tuitest.Draw(t, m, c)
			m.Cursor(c)
			m.Bindings()
		}
	}
}

// BenchmarkSearch is a letter typed into the search of 10,000 entries, with the
// picture after it.
func BenchmarkSearch(b *testing.B) {
	c := tuitest.Context(100, 31, locale.ID)
	m := codes.New(true)
	m.Update(codes.Prepare(tuitest.Many(10_000), nil), c)
	tuitest.Press(m, c, "/")
	keys := tuitest.Keys("layanan 09<backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace><backspace>")
	for i := 0; b.Loop(); i++ {
		m.Update(keys[i%len(keys)], c)
		m.View(c)
	}
}

// BenchmarkSort is the key for the next order, of 10,000 entries.
func BenchmarkSort(b *testing.B) {
	c := tuitest.Context(100, 31, locale.ID)
	m := codes.New(true)
	m.Update(codes.Prepare(tuitest.Many(10_000), nil), c)
	key := tuitest.Keys("o")[0]
	for b.Loop() {
		m.Update(key, c)
	}
}

// BenchmarkPrepare makes 10,000 entries ready, in a command.
func BenchmarkPrepare(b *testing.B) {
	entries := tuitest.Many(10_000)
	for b.Loop() {
		codes.Prepare(entries, nil)
	}
}
