package unlock_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/screen"
	"sandi/tui/screen/unlock"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			c := tuitest.Context(min(size.Width-2, 100), size.Height-5, lang)
			m := unlock.New(false)
			tuitest.Press(m, c, "rahasia")
			tuitest.Golden(t, fmt.Sprintf("typed-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<enter>")
			tuitest.Golden(t, fmt.Sprintf("opening-%s-%s", size, lang), tuitest.Draw(t, m, c))
			m.Update(unlock.Failed{Err: vault.ErrWrongPassword}, c)
			tuitest.Golden(t, fmt.Sprintf("wrong-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 100; w += 7 {
		for h := 1; h < 30; h++ {
			c := tuitest.Context(w, h, locale.ID)
			m := unlock.New(false)
			tuitest.Press(m, c, strings.Repeat("x", 60))
			tuitest.Draw(t, m, c)
			m.Cursor(c)
		}
	}
}

func TestPasswordIsHandedOverOnceAndNeverShown(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := unlock.New(false)
	m.Update(tea.PasteMsg{Content: "kuda baterai"}, c)
	if view := m.View(c); strings.Contains(view, "kuda") {
		t.Error("the password is on the screen")
	}
	outs := tuitest.Press(m, c, "<enter>")
	open, ok := outs[0].(unlock.Open)
	if !ok || string([]byte(open.Password)) != "kuda baterai" {
		t.Fatalf("got %T", outs[0])
	}
	if printed := fmt.Sprintf("%v %+v %#v %s", open, open, open, open.Password); strings.Contains(printed, "kuda") {
		t.Errorf("printed: %s", printed)
	}
	// While the vault is being opened nothing is taken, nor handed over twice.
	if outs := tuitest.Press(m, c, "abc<enter>"); outs != nil {
		t.Errorf("while opening: %v", outs)
	}
	m.Update(unlock.Failed{Err: vault.ErrWrongPassword}, c)
	outs = tuitest.Press(m, c, "x<enter>")
	if got := string([]byte(outs[0].(unlock.Open).Password)); got != "x" {
		t.Errorf("after a wrong password: got %q", got)
	}
}

func TestEmptyPasswordIsNotTried(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := unlock.New(false)
	if outs := tuitest.Press(m, c, "<enter>"); outs != nil {
		t.Errorf("got %v", outs)
	}
	if view := tuitest.Plain(m.View(c)); !strings.Contains(view, "Type the password first") {
		t.Errorf("nothing said:\n%s", view)
	}
}

func TestCursorIsInTheField(t *testing.T) {
	c := tuitest.Context(76, 19, locale.EN)
	m := unlock.New(false)
	tuitest.Press(m, c, "abc")
	cursor := m.Cursor(c)
	if cursor == nil || cursor.X != 3 || !strings.Contains(strings.Split(tuitest.Plain(m.View(c)), "\n")[cursor.Y], "•••") {
		t.Errorf("cursor %+v in\n%s", cursor, tuitest.Plain(m.View(c)))
	}
}

var _ screen.Screen = (*unlock.Model)(nil)
