package demo_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/internal/tour"
	"sandi/tui/screen"
	"sandi/tui/screen/demo"
	"sandi/tui/tuitest"
)

// page stands for the wizard.
type page struct {
	shown    enroll.Snapshot
	scrolled int
}

func (p *page) Show(s enroll.Snapshot, _ screen.Context) { p.shown = s }
func (p *page) Scroll(lines int, _ screen.Context)       { p.scrolled += lines }
func (p *page) View(c screen.Context) string {
	return "page " + string(p.shown.Stage) + strings.Repeat("·", c.Width-20)
}
func played(scene, beat int, e tour.Event, err error) demo.Played {
	e.Scene, e.Beat, e.Snapshot = scene, beat, enroll.Snapshot{Stage: enroll.StageCode}
	return demo.Played{Event: e, Err: err}
}

func locked(c screen.Context) demo.Played {
	at := c.Now.UTC()
	return played(6, 13, tour.Event{
		Who: tour.User, Note: "right-but-locked", Ahead: 20 * time.Minute,
		Attempts: []operator.Attempt{
			{ID: 1, At: at.Add(-2 * time.Second), User: "penyedia.demo", Act: "code", Verdict: "wrong-code", Note: "code that belongs to no step near now"},
			{ID: 2, At: at, User: "penyedia.demo", Act: "code", Verdict: "accepted", Locked: true, Note: "code of this step: 0.5 s old (locked out)"},
			{ID: 3, At: at, Act: "scenario", Verdict: "accepted", Note: "scenarios: lock-5"},
		},
	}, nil)
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			w, h := min(size.Width-4, 100), size.Height-5
			if size.Height < 20 {
				w, h = size.Width-4, size.Height-4
			}
			c := tuitest.Context(w, h, lang)
			m := demo.New(tour.Script(), &page{})
			tuitest.Golden(t, fmt.Sprintf("begin-%s-%s", size, lang), tuitest.Draw(t, m, c))
			m.Update(locked(c), c)
			tuitest.Golden(t, fmt.Sprintf("beat-%s-%s", size, lang), tuitest.Draw(t, m, c))
			tuitest.Press(m, c, "<tab>")
			tuitest.Golden(t, fmt.Sprintf("server-%s-%s", size, lang), tuitest.Draw(t, m, c))
			m.Update(played(6, 13, tour.Event{Who: tour.User, Note: "code"}, tour.ErrOffScript.With("scene", "lock-out", "beat", "code", "what", "stage", "got", "code", "want", "done")), c)
			tuitest.Golden(t, fmt.Sprintf("off-%s-%s", size, lang), tuitest.Draw(t, m, c))
		}
	}
}

func TestEveryWindow(t *testing.T) {
	for w := 1; w < 120; w += 7 {
		for h := 1; h < 40; h += 3 {
			c := tuitest.Context(w, h, locale.ID)
			m := demo.New(tour.Script(), &plain{})
			tuitest.Draw(t, m, c)
			m.Update(locked(c), c)
			tuitest.Draw(t, m, c)
		}
	}
}

// plain is a page that fits everywhere.
type plain struct{ page }

func (*plain) View(screen.Context) string { return "" }

// The note of a beat is what the presenter reads from: in no usual window may
// any of it be cut.
func TestNotesAreWhole(t *testing.T) {
	for _, lang := range locale.Langs() {
		for i, scene := range tour.Script() {
			for j, beat := range scene.Beats {
				for _, size := range tuitest.Sizes() {
					c := tuitest.Context(size.Width-4, size.Height-4, lang)
					m := demo.New(tour.Script(), &plain{})
					m.Update(played(i, j, tour.Event{Who: beat.Who, Note: beat.Note, Skipped: 15 * time.Minute}, nil), c)
					view := strings.Join(strings.Fields(tuitest.Plain(m.View(c))), " ")
					view = strings.Join(strings.Fields(strings.ReplaceAll(view, "│", " ")), " ")
					if want := tour.Text(c.L, beat.Note); !strings.Contains(view, want) {
						t.Errorf("%s %s %s/%s: %q is not whole in\n%s", lang, size, scene.Name, beat.Note, want, view)
					}
				}
			}
		}
	}
}

func TestOneBeatAfterTheOther(t *testing.T) {
	c := tuitest.Context(100, 30, locale.EN)
	m := demo.New(tour.Script(), &page{})
	if got, want := tuitest.Press(m, c, "<space><space>]"), (demo.Play{From: true}); len(got) != 1 || got[0] != want {
		t.Fatalf("before the first beat came: got %v, want one %v", got, want)
	}
	m.Update(played(0, 0, tour.Event{}, nil), c)
	if got, want := tuitest.Press(m, c, "<space>"), (demo.Play{}); len(got) != 1 || got[0] != want {
		t.Fatalf("the next beat: got %v, want %v", got, want)
	}
	last := len(tour.Script()[0].Beats) - 1
	m.Update(played(0, last, tour.Event{}, nil), c)
	if got, want := tuitest.Press(m, c, "<space>"), (demo.Play{Scene: 1, From: true}); len(got) != 1 || got[0] != want {
		t.Fatalf("after the last beat of a scene: got %v, want %v", got, want)
	}
	m.Update(played(1, 0, tour.Event{}, nil), c)
	for keys, want := range map[string]demo.Play{"r": {Scene: 1, From: true}, "]": {Scene: 2, From: true}, "[": {Scene: 0, From: true}} {
		if got := tuitest.Press(m, c, keys); len(got) != 1 || got[0] != want {
			t.Errorf("%s: got %v, want %v", keys, got, want)
		}
		m.Update(played(1, 0, tour.Event{}, nil), c)
	}
	scenes := len(tour.Script())
	m.Update(played(scenes-1, len(tour.Script()[scenes-1].Beats)-1, tour.Event{}, nil), c)
	if got := tuitest.Press(m, c, "<space><space>"); len(got) != 0 {
		t.Errorf("after the tour: got %v, want nothing", got)
	}
}

func TestPlaysByItself(t *testing.T) {
	c := tuitest.Context(100, 30, locale.EN)
	m := demo.New(tour.Script(), &page{})
	tuitest.Press(m, c, "a")
	tick := func() screen.Outcome { out, _ := m.Update(screen.Tick{}, c); return out }
	if out := tick(); out != (demo.Play{From: true}) {
		t.Fatalf("got %v, want the first beat", out)
	}
	m.Update(played(0, 0, tour.Event{}, nil), c)
	if out := tick(); out != nil {
		t.Errorf("at once after a beat: got %v, want a pause", out)
	}
	c.Now = c.Now.Add(10 * time.Second)
	if out := tick(); out != (demo.Play{}) {
		t.Errorf("after the pause: got %v, want the next beat", out)
	}
	m.Update(played(0, 1, tour.Event{}, errors.New("no")), c)
	c.Now = c.Now.Add(10 * time.Second)
	if out := tick(); out != nil {
		t.Errorf("after a beat that went wrong: got %v, want it to stop", out)
	}
}
