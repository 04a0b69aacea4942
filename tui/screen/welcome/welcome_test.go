package welcome_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/strength"
	"sandi/tui/keys"
	"sandi/tui/screen/welcome"
	"sandi/tui/tuitest"
	"sandi/tui/widget"
	"sandi/vault"
)

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-2, 100), size.Height-5
			if size.Height < 20 {
				h = size.Height - 3
			}
			c := tuitest.Context(w, h, lang)
			m := welcome.New(true, false, welcome.ThenCodes)
			tuitest.Golden(t, fmt.Sprintf("menu-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<enter>abc<tab>")
			tuitest.Golden(t, fmt.Sprintf("form-%s-%s", size, lang), tuitest.Draw(t, m, c))
			m.Update(welcome.Failed{Err: vault.ErrNoSpace}, c)
			tuitest.Golden(t, fmt.Sprintf("failed-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 7 {
		for h := 1; h < 30; h++ {
			c := tuitest.Context(w, h, locale.ID)
			m := welcome.New(true, false, welcome.ThenCodes)
			tuitest.Draw(t, m, c)
			tuitest.Press(m, c, "<enter>abc")
			tuitest.Draw(t, m, c)
			m.Cursor(c)
		}
	}
}

func TestThePracticePortalIsTheDefault(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	outs := tuitest.Press(welcome.New(true, false, welcome.ThenCodes), c, "<enter>kuda baterai<enter>kuda baterai<enter>")
	if len(outs) != 1 {
		t.Fatalf("got %v", outs)
	}
	create := outs[0].(welcome.Create)
	if create.Then != welcome.ThenPractice || string([]byte(create.Password)) != "kuda baterai" {
		t.Errorf("got %v", create.Then)
	}
	if printed := fmt.Sprintf("%+v", create); strings.Contains(printed, "kuda") {
		t.Errorf("printed: %s", printed)
	}
}

func TestChoices(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	for keys, want := range map[string]welcome.Then{"<down>": welcome.ThenCodes, "<down><down>": welcome.ThenAdd, "<up>": welcome.ThenAdd} {
		outs := tuitest.Press(welcome.New(true, false, welcome.ThenCodes), c, keys+"<enter>x<tab>x<enter>")
		if len(outs) != 1 || outs[0].(welcome.Create).Then != want {
			t.Errorf("%s: got %v, want %v", keys, outs, want)
		}
	}
	m := welcome.New(false, false, welcome.ThenCodes)
	if view := tuitest.Plain(m.View(c)); strings.Contains(view, "practice portal\n") {
		t.Error("the practice portal is offered where there is none")
	}
}

func TestClickOpensTheChoice(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := welcome.New(true, false, welcome.ThenCodes)
	for y, line := range strings.Split(tuitest.Plain(m.View(c)), "\n") {
		if strings.Contains(line, "Add a key") {
			m.Update(tea.MouseClickMsg{X: 4, Y: y, Button: tea.MouseLeft}, c)
		}
	}
	outs := tuitest.Press(m, c, "x<tab>x<enter>")
	if len(outs) != 1 || outs[0].(welcome.Create).Then != welcome.ThenAdd {
		t.Errorf("got %v", outs)
	}
}

func TestPasswordsMustBeTheSame(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := welcome.New(true, true, welcome.ThenCodes)
	if outs := tuitest.Press(m, c, "one<enter>two<enter>"); outs != nil {
		t.Fatalf("got %v", outs)
	}
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "differ") {
		t.Errorf("nothing said:\n%s", view)
	}
	if outs := tuitest.Press(m, c, "one<enter>"); len(outs) != 1 {
		t.Errorf("after typing the second again: %v", outs)
	}
}

func TestBackForgetsWhatWasTyped(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := welcome.New(true, false, welcome.ThenCodes)
	tuitest.Press(m, c, "<enter>secret<esc><enter>")
	if view := tuitest.Plain(m.View(c)); strings.Contains(view, "••") {
		t.Errorf("the password is still there:\n%s", view)
	}
}

// The two things to know about the password are told together, in the smallest
// usual window too.
func TestAWeakPasswordHidesNoWarning(t *testing.T) {
	for _, size := range []tuitest.Size{{Width: 76, Height: 19}, {Width: 38, Height: 12}} {
		for _, lang := range locale.Langs() {
			c := tuitest.Context(size.Width, size.Height, lang)
			m := welcome.New(true, true, welcome.ThenCodes)
			tuitest.Press(m, c, "abc")
			view := strings.Join(strings.Fields(strings.ReplaceAll(tuitest.Plain(m.View(c)), "│", " ")), " ")
			e := strength.Of([]byte("abc"), []string{"sandi"}, vault.DefaultWorkFactor)
			unit, n := e.Time()
			for _, want := range []string{c.L.T(e.Verdict(), "time", c.L.N(unit, n)), c.L.T("tui.create.remember"), c.L.T("tui.create.again")} {
				if !strings.Contains(view, want) {
					t.Errorf("%s %s: want %q in\n%s", size, lang, want, tuitest.Plain(m.View(c)))
				}
			}
		}
	}
}

func TestTheLanguageKeyIsInTheFooter(t *testing.T) {
	for _, size := range []int{76, 38} {
		for _, lang := range locale.Langs() {
			c := tuitest.Context(size, 12, lang)
			m := welcome.New(true, false, welcome.ThenCodes)
			if footer := widget.Footer(m.Bindings(), keys.Global().Help, c.L, size, c.Theme); !strings.Contains(footer, "ctrl+l") {
				t.Errorf("menu: %q", footer)
			}
			tuitest.Press(m, c, "<enter>")
			if footer := widget.Footer(m.Bindings(), keys.Global().HelpFn, c.L, size, c.Theme); size > 40 && !strings.Contains(footer, "ctrl+l") {
				t.Errorf("form: %q", footer)
			}
		}
	}
}
