package tui

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/tour"
	"sandi/tui/keys"
	"sandi/tui/screen"
	demoscreen "sandi/tui/screen/demo"
	enrollscreen "sandi/tui/screen/enroll"
	"sandi/tui/theme"
)

// Demonstrating is everything that the demonstration may touch outside itself.
// The vault in it is one of its own.
type Demonstrating struct {
	Show   *tour.Show
	Scenes []tour.Scene
	// Clock is the demonstration's, which is ahead of the true one by what was
	// skipped.
	Clock clock.Clock

	// The rest is as in Deps.
	Lang    locale.Lang
	Environ []string
	In      io.Reader
	Out     io.Writer
}

// Demonstrate shows the demonstration until the user leaves it or ctx ends,
// under the same promises as Run.
func Demonstrate(ctx context.Context, d Demonstrating) error {
	return run(ctx, func(ctx context.Context) *app { return newDemoApp(ctx, d) })
}

func newDemoApp(ctx context.Context, d Demonstrating) *app {
	a := &app{
		d:   Deps{Clock: d.Clock, Lang: d.Lang, Environ: d.Environ, In: d.In, Out: d.Out},
		ctx: ctx, show: d.Show, l: locale.New(d.Lang), keys: keys.Global(),
		theme: theme.New(guessBackground(d.Environ), wantsColour(d.Environ)),
	}
	a.keys.Lock.SetEnabled(false)
	a.look()
	a.stack = []screen.Screen{demoscreen.New(d.Scenes, &wizardPage{})}
	return a
}

// wizardPage draws the wizard as it is, in a part of the window.
type wizardPage struct{ m *enrollscreen.Model }

func (p *wizardPage) Show(s enroll.Snapshot, c screen.Context) {
	p.m = enrollscreen.New(s)
	p.m.Update(enrollscreen.Did{Snapshot: s}, c)
}

func (p *wizardPage) Scroll(lines int, c screen.Context) {
	if p.m == nil {
		return
	}
	k := tea.KeyPressMsg{Code: tea.KeyPgDown}
	if lines < 0 {
		k.Code = tea.KeyPgUp
	}
	p.m.Update(k, c)
}

func (p *wizardPage) View(c screen.Context) string {
	if p.m == nil {
		return ""
	}
	return p.m.View(c)
}

type playedMsg struct{ demoscreen.Played }

// playCmd plays a beat. One runs at a time: the screen waits for it.
func playCmd(ctx context.Context, show *tour.Show, p demoscreen.Play) tea.Cmd {
	return func() tea.Msg {
		if p.From {
			show.Go(p.Scene)
		}
		e, err := show.Next(ctx)
		return playedMsg{demoscreen.Played{Event: e, Err: err}}
	}
}

func (m playedMsg) apply(a *app) tea.Cmd {
	if quiet(m.Err) && m.Err != nil {
		return nil
	}
	s, ok := find[*demoscreen.Model](a)
	if !ok {
		return nil
	}
	return a.sendTo(s, m.Played)
}
