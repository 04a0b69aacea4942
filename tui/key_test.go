package tui_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/tui"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// asking is a screen that may have a use of its own for q.
type asking struct {
	own   bool
	asked int
}

func (s *asking) Init() tea.Cmd { return nil }
func (s *asking) Update(msg tea.Msg, _ screen.Context) (screen.Outcome, tea.Cmd) {
	if msg, ok := msg.(tea.KeyPressMsg); ok && msg.Text == "q" {
		s.asked++
	}
	return nil, nil
}
func (s *asking) View(screen.Context) string { return "" }
func (s *asking) Typing() bool               { return false }
func (s *asking) Bindings() []key.Binding {
	q := keys.New("q", "tui.do.back", "q")
	q.SetEnabled(s.own)
	return []key.Binding{q}
}

func quits(cmd tea.Cmd) bool {
	if cmd == nil {
		return false
	}
	_, ok := cmd().(tea.QuitMsg)
	return ok
}

func TestAScreensOwnKeyComesBeforeTheLetterThatLeaves(t *testing.T) {
	for _, own := range []bool{true, false} {
		t.Run(fmt.Sprint(own), func(t *testing.T) {
			s := &asking{own: own}
			a := tui.Shown(tui.Deps{Clock: &wall{start: time.Now()}}, s, 80, 24)
			_, cmd := a.Update(tuitest.Keys("q")[0])
			if got := quits(cmd); got == own || s.asked > 0 != own {
				t.Errorf("q: left %v, the screen got it %d times", got, s.asked)
			}
			if _, cmd = a.Update(tuitest.Keys("<ctrl+c>")[0]); !quits(cmd) {
				t.Error("ctrl+c does not leave")
			}
		})
	}
}

// In a small window the help is scrolled, and all of it can be reached.
func TestHelpScrollsInASmallWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 40, 15, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		x.press("?")
		x.shows("On this screen", "↓ down", "esc close")
		x.hides("Everywhere")
		x.press("<pgdown><pgdown><pgdown>")
		x.shows("Everywhere", "ctrl+c", "↑")
		x.press("<up><pgup><pgup><pgup>")
		x.shows("On this screen")
		x.press("<esc>")
		x.shows("Alfa")
	})
}
