package tui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/theme"
	"sandi/vault"
)

// What the tests of this package see beside Run.
var (
	Layout          = layout
	Profile         = profile
	WantsColour     = wantsColour
	GuessBackground = guessBackground
	ErrCrashed      = errCrashed
)

type Rooms = rooms

func (r Rooms) TooSmall() bool { return r.tooSmall }
func (r Rooms) Parts() (margin, width, header, body, height, toast, status, footer int) {
	return r.margin, r.width, r.header, r.body, r.height, r.toast, r.status, r.footer
}

// NewProgram is Run's program for a window without a terminal, with its root.
func NewProgram(ctx context.Context, d Deps, s Start, exists bool, options ...tea.ProgramOption) (*tea.Program, *app) {
	a := newApp(ctx, d, s, exists)
	all := append(a.options(), tea.WithInput(nil))
	return tea.NewProgram(a, append(all, options...)...), a
}

// NewOperatorProgram is Operate's program for a window without a terminal, with
// its root.
func NewOperatorProgram(ctx context.Context, o Operating, options ...tea.ProgramOption) (*tea.Program, *app) {
	a := newOperatorApp(ctx, o)
	all := append(a.options(), tea.WithInput(nil))
	return tea.NewProgram(a, append(all, options...)...), a
}

func (a *app) End() { a.end(context.Background()) }

func (a *app) Crash() error { return a.crash }

// Frame returns a root that shows the codes of entries, for benchmarks.
func Frame(d Deps, entries []vault.Entry, width, height int) *app {
	a := newApp(context.Background(), d, Start{}, true)
	a.theme = theme.New(theme.Dark, true)
	a.width, a.height = width, height
	a.clock.measurement = clock.Measurement{}
	a.stack = []screen.Screen{codes.New(true)}
	a.sendTo(a.top(), codes.Prepare(entries, nil))
	return a
}

// Shown returns a root that shows a screen.
func Shown(d Deps, s screen.Screen, width, height int) *app {
	a := newApp(context.Background(), d, Start{}, true)
	a.width, a.height, a.stack = width, height, []screen.Screen{s}
	return a
}

// Press is the key press that a binding's name stands for.
var Press = press

// Unlisted returns what the visible screen and the root can do by a key and the
// list of all actions lacks.
func (a *app) Unlisted() []string {
	listed := map[string]bool{}
	for _, o := range a.actions() {
		listed[o.Title] = true
	}
	var missing []string
	for _, b := range append(a.top().Bindings(), a.keys.While(a.top().Typing())...) {
		if desc := b.Help().Desc; b.Enabled() && desc != "palette.do.open" && desc != "tui.do.palette" && !listed[upper(a.l.T(desc))] {
			missing = append(missing, desc)
		}
	}
	return missing
}
