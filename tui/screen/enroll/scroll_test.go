package enroll_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/tui/keys"
	page "sandi/tui/screen/enroll"
	"sandi/tui/widget"
)

var (
	word    = regexp.MustCompile(`[\pL\pN][^\s]*`)
	stepper = regexp.MustCompile(`.*(step|langkah) \d of \d|.*langkah \d dari \d`)
)

// read notes which words a page shows, and returns the page.
func read(m *page.Model, lang locale.Lang, w window, into map[string]bool) string {
	text, _ := shown(m, lang, w)
	// The stepper is told in other words where there is less room.
	for _, one := range word.FindAllString(stepper.ReplaceAllString(ansi.Strip(text), ""), -1) {
		into[one] = true
	}
	return text
}

// Whatever a page says in a large window can be read in a small one, by
// scrolling, and in its menu by going through it.
func TestAllTextCanBeReached(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, small := range []window{{40, 15, 38, 12}, {30, 8, 28, 6}} {
			t.Run(fmt.Sprintf("%s-%dx%d", lang, small.cols, small.rows), func(t *testing.T) {
				t.Parallel()
				for _, p := range pages() {
					c, large := context(lang, small.width, small.height), window{200, 60, 100, 60}
					want, got := map[string]bool{}, map[string]bool{}
					read(open(p.snap, p.keys, context(lang, large.width, large.height)), lang, large, want)
					m := open(p.snap, p.keys, c)
					if m.Bare() {
						c = context(lang, small.cols, small.rows)
					}
					press(m, strings.Repeat("<up>", 9), c)
					press(m, strings.Repeat("<pgup>", 9), c)
					for was, is := "", " "; was != is; press(m, "<pgdown>", c) {
						was, is = is, read(m, lang, small, got)
					}
					for range 9 { // what a menu says about the line that is selected
						press(m, "<down>", c)
						read(m, lang, small, got)
					}
					for one := range want {
						if !got[one] && !said(got, one) {
							t.Errorf("%s: %q cannot be reached", p.name, one)
						}
					}
				}
			})
		}
	}
}

// said reports whether a word that is too long for a line, or that the low
// window tells otherwise, was shown all the same.
func said(got map[string]bool, one string) bool {
	return regexp.MustCompile(`^\d+/\d+$`).MatchString(one) || got[strings.Trim(one, "()[].,:;")]
}

// A page that is cut says so at its edge, where one is in it, and with which key
// it goes on.
func TestALongPageIsMarked(t *testing.T) {
	c := context(locale.EN, 38, 12)
	m := open(with(keyed(enroll.StageDone), func(s *enroll.Snapshot) { s.Active = true }), "", c)
	last := func() string {
		lines := strings.Split(ansi.Strip(m.View(c)), "\n")
		return lines[len(lines)-1]
	}
	if got := last(); !regexp.MustCompile(`^↓ more 11/\d\d · pgdn$`).MatchString(got) {
		t.Errorf("at the top: %q", got)
	}
	press(m, "<down>", c)
	if got := last(); !strings.HasPrefix(got, "↑↓ more 12/") {
		t.Errorf("a line further: %q", got)
	}
	press(m, strings.Repeat("<pgdown>", 9), c)
	if got := last(); !regexp.MustCompile(`^↑ more (\d\d)/\d\d · pgup$`).MatchString(got) {
		t.Errorf("at the end: %q", got)
	}
	if text := ansi.Strip(m.View(c)); !strings.Contains(text, "[ To my codes ]") {
		t.Errorf("the end is not the end:\n%s", text)
	}
}

// What is selected, and the field that is typed in, come into view.
func TestScrollingFollowsTheSelection(t *testing.T) {
	c := context(locale.EN, 28, 6)
	m := open(base(enroll.StageRole), "<down>", c)
	if text := ansi.Strip(m.View(c)); !strings.Contains(text, "▌ NON PENYEDIA") {
		t.Errorf("selected out of sight:\n%s", text)
	}
	m = open(keyed(enroll.StageCode), "", c)
	press(m, "<pgdown><pgdown><pgdown>", c)
	press(m, "1", c)
	if m.Cursor(c) == nil {
		t.Errorf("typed out of sight:\n%s", ansi.Strip(m.View(c)))
	}
}

func TestFooterHasTheMostImportantKeys(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, p := range pages() {
			c := context(lang, 38, 12)
			m := open(p.snap, p.keys, c)
			if m.Bare() {
				continue
			}
			last := keys.Global().Help
			if m.Typing() {
				last = keys.Global().HelpFn
			}
			text := ansi.Strip(widget.Footer(m.Bindings(), last, c.L, 38, c.Theme))
			if !strings.Contains(text, "esc") {
				t.Errorf("%s, %s: %s", lang, p.name, text)
			}
			if p.snap.Stage == enroll.StageCode && p.snap.Refusal == nil && !strings.Contains(text, "f ") {
				t.Errorf("%s, %s: %s", lang, p.name, text)
			}
			if strings.Contains(text, "↑") != strings.Contains(text, "↓") {
				t.Errorf("%s, %s: half the arrows: %s", lang, p.name, text)
			}
			for _, b := range m.Bindings() {
				if !c.L.Has(b.Help().Desc) {
					t.Errorf("%s, %s: no text for %s", lang, p.name, b.Help().Desc)
				}
			}
		}
	}
}

// An option is never taken from its value, and what somebody is to type is not
// broken where it fits a line.
func TestCommandsAreNotBroken(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, size := range [][2]int{{80, 24}, {72, 24}, {40, 15}, {38, 60}, {30, 40}} {
			c := context(lang, size[0], size[1])
			text := ""
			for _, keys := range []string{"", "b"} {
				m := open(keyed(enroll.StageKey), keys, c)
				for range 9 {
					text += ansi.Strip(m.View(c)) + "\n"
					press(m, "<pgdown>", c)
				}
			}
			if !strings.Contains(text, "--png FILE") || regexp.MustCompile(`--?(png)?\s*\n`).MatchString(text) {
				t.Errorf("%s at %v:\n%s", lang, size, text)
			}
			m := open(keyed(enroll.StageKey), "<esc>", context(lang, 30, 12))
			if text := ansi.Strip(m.View(context(lang, 30, 12))); !strings.Contains(text, "sandi enroll") {
				t.Errorf("%s:\n%s", lang, text)
			}
		}
	}
}

// After practice the end says that it was practice, and how the real one goes.
func TestTheEndOfPracticeSaysSo(t *testing.T) {
	for _, tt := range []struct {
		practice bool
		want     []string
	}{
		{true, []string{"This was practice: penyedia.demo exists", "ENABLE TOTP", "sandi enroll guided", "Logout", "DISABLE TOTP"}},
		{false, []string{"Every day from now on", "DISABLE TOTP"}},
	} {
		c := context(locale.EN, 100, 31)
		m := open(with(keyed(enroll.StageDone), func(s *enroll.Snapshot) { s.Portal.Practice = tt.practice }), "", c)
		text := ansi.Strip(m.View(c))
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("practice %v: never says %q", tt.practice, want)
			}
		}
		if strings.Contains(text, "This was practice") != tt.practice {
			t.Errorf("practice %v:\n%s", tt.practice, text)
		}
	}
}
