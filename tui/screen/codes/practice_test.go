package codes_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func practised(issuer, account string) vault.Entry {
	e := tuitest.Entry(issuer, account)
	e.Enrolment = &vault.Enrolment{Service: "practice", Role: "penyedia", User: account, Practice: true}
	return e
}

// mixed are real entries and entries of practice, with names that would put
// practice first.
func mixed() []vault.Entry {
	favourite, pending := practised("AAA Latihan", "penyedia.demo"), practised("AAB Portal latihan dengan nama panjang", "auditor.demo")
	favourite.Favorite, pending.Status = true, vault.Pending
	return []vault.Entry{favourite, pending, tuitest.Entry("SPSE", "budi"), tuitest.Entry("Zakat", "kantor")}
}

// rows makes a list so long that each entry has one line.
func rows() []vault.Entry {
	all := mixed()
	for i := range 15 {
		all = append(all, tuitest.Entry(fmt.Sprintf("Layanan %02d", i), "akun"))
	}
	return all
}

func TestPracticeGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := body(size)
			c := tuitest.Context(w, h, lang)
			name := func(what string) string { return fmt.Sprintf("%s-%s-%s", what, size, lang) }
			m := open(t, c, mixed())
			tuitest.Golden(t, name("practice"), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "D")
			tuitest.Golden(t, name("forget"), tuitest.Draw(t, m, c))
			m = open(t, c, rows())
			tuitest.Press(m, c, "<end>")
			tuitest.Golden(t, name("practice-rows"), tuitest.Draw(t, m, c))
		}
	}
}

// Practice never comes before a real entry that can be used, and says what it
// is by sign and word in every window that shows a code at all.
func TestPracticeIsMarkedAndComesLast(t *testing.T) {
	words := map[locale.Lang]string{locale.EN: "◇ practice", locale.ID: "◇ latihan"}
	for _, lang := range locale.Langs() {
		for _, size := range [][2]int{{38, 12}, {30, 8}, {48, 10}, {76, 19}, {100, 31}} {
			for _, entries := range [][]vault.Entry{mixed(), rows()} {
				c := tuitest.Context(size[0], size[1], lang)
				m := open(t, c, entries)
				order := []string{}
				for range entries {
					out := tuitest.Press(m, c, "e")
					order = append(order, out[0].(codes.Open).Entry.Key.Issuer)
					if out[0].(codes.Open).Entry.Practice() && !strings.Contains(selected(tuitest.Draw(t, m, c)), words[lang]) {
						t.Errorf("%s at %v: not marked:\n%s", lang, size, tuitest.Draw(t, m, c))
					}
					tuitest.Press(m, c, "<down>")
				}
				n := len(order)
				if !slices.Equal(order[n-2:], []string{"AAA Latihan", "AAB Portal latihan dengan nama panjang"}) {
					t.Errorf("order %q", order)
				}
			}
		}
	}
}

func TestPracticeIsFoundByItsName(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, mixed())
	tuitest.Press(m, c, "/latihan")
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "2 of 4") {
		t.Errorf("search:\n%s", view)
	}
}

func TestAllPracticeIsForgottenAtOnce(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := open(t, c, mixed())
	for _, no := range []string{"D<enter>", "D<esc>", "D<right><left><enter>"} {
		if outs := tuitest.Press(m, c, no); len(outs) != 0 {
			t.Errorf("%s gave %v", no, outs)
		}
	}
	tuitest.Press(m, c, "D")
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "all 2 practice entries") || !strings.Contains(view, "Your 2 other entries stay") {
		t.Errorf("question:\n%s", view)
	}
	if out, _ := m.Update(tea.PasteMsg{Content: "otpauth://totp/x"}, c); out != nil || m.Typing() || m.Mouse() {
		t.Error("the list reacts below the question")
	}
	outs := tuitest.Press(m, c, "<right><enter>")
	if len(outs) != 1 {
		t.Fatalf("outcomes %v", outs)
	}
	if got, want := outs[0].(codes.Forget).IDs, []string{"id-AAA Latihan", "id-AAB Portal latihan dengan nama panjang"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if outs := tuitest.Press(m, c, "<enter><esc>"); len(outs) != 0 {
		t.Errorf("while the root is at it: %v", outs)
	}
	m.Update(codes.NotForgotten{Err: errors.New("disk full")}, c)
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "disk full") {
		t.Errorf("failure not told:\n%s", view)
	}
	if outs := tuitest.Press(m, c, "<enter>"); len(outs) != 1 {
		t.Errorf("again: %v", outs)
	}
	m.Update(codes.Prepare(mixed()[2:], nil), c)
	if view := tuitest.Draw(t, m, c); !strings.Contains(view, "2 entries") {
		t.Errorf("afterwards:\n%s", view)
	}
	if outs := tuitest.Press(m, c, "D<enter>"); len(outs) != 1 || !isCopy(outs[0]) {
		t.Errorf("D without practice: %v", outs)
	}
}

// selected returns the lines of the selected row.
func selected(view string) string {
	var lines []string
	for line := range strings.SplitSeq(tuitest.Plain(view), "\n") {
		if strings.HasPrefix(line, "│▌") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func isCopy(out screen.Outcome) bool { _, ok := out.(screen.Copy); return ok }
