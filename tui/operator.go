package tui

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/keys"
	"sandi/tui/screen"
	operatorscreen "sandi/tui/screen/operator"
	"sandi/tui/theme"
)

// Console is the operator's side of a practice portal; *operator.Client is one.
type Console interface {
	Status(context.Context) (operator.Status, error)
	Scenarios(context.Context) (all []operator.Scenario, active []string, err error)
	SetScenarios(context.Context, []string) (active []string, err error)
	Attempts(ctx context.Context, after int64, limit int) ([]operator.Attempt, error)
	Accounts(context.Context) ([]operator.Account, error)
	ResetAccount(ctx context.Context, role, user string) error
	Unlock(ctx context.Context, role, user string) error
	RemoveAccount(ctx context.Context, role, user string) error
	Mail(context.Context) (operator.Mailbox, error)
	Requests(context.Context) ([]operator.Request, error)
	Resolve(ctx context.Context, id int64, reset bool) error
	OpenClass(context.Context, operator.Class) (operator.OpenedClass, error)
	ResetAll(context.Context) error
}

// Operating is everything that the operator's screen may touch outside itself.
// There is no vault in it.
type Operating struct {
	// Console returns the portal's operator side, whose texts are in a language.
	Console func(locale.Lang) Console
	Place   operatorscreen.Place

	// The rest is as in Deps.
	Clock     clock.Clock
	Measure   func(ctx context.Context) clock.Measurement
	Clipboard desktop.Clipboard
	Lang      locale.Lang
	Environ   []string
	In        io.Reader
	Out       io.Writer
}

// Operate shows the operator's screen until the user leaves it or ctx ends,
// under the same promises as Run. It opens no vault.
func Operate(ctx context.Context, o Operating) error {
	return run(ctx, func(ctx context.Context) *app { return newOperatorApp(ctx, o) })
}

// newOperatorApp returns a root that shows the operator's screen and knows no
// vault: there is nothing to lock.
func newOperatorApp(ctx context.Context, o Operating) *app {
	a := &app{
		d: Deps{
			Clock: o.Clock, Measure: o.Measure, Clipboard: o.Clipboard,
			Lang: o.Lang, Environ: o.Environ, In: o.In, Out: o.Out,
		},
		ctx: ctx, console: o.Console, l: locale.New(o.Lang), keys: keys.Global(),
		theme: theme.New(guessBackground(o.Environ), wantsColour(o.Environ)),
	}
	a.keys.Lock.SetEnabled(false)
	a.look()
	a.stack = []screen.Screen{operatorscreen.New(o.Place)}
	return a
}

// Bounds of one look at the journal: how many attempts are asked for at once,
// and how far back the first look goes.
const (
	attemptsAtOnce = 200
	attemptsFirst  = 500
)

type arrivedMsg struct{ operatorscreen.Arrived }

// pollCmd asks the portal for what the operator's screen wants.
func pollCmd(ctx context.Context, console func(locale.Lang) Console, p operatorscreen.Poll) tea.Cmd {
	return func() tea.Msg {
		got, err := look(ctx, console(p.Lang), p)
		if err != nil {
			got = operatorscreen.Arrived{Err: err}
		}
		got.Poll = p
		return arrivedMsg{got}
	}
}

func look(ctx context.Context, c Console, p operatorscreen.Poll) (got operatorscreen.Arrived, err error) {
	if got.Status, err = c.Status(ctx); err != nil {
		return got, err
	}
	after := p.After
	if after == 0 || got.Status.LastAttempt < after {
		after = max(got.Status.LastAttempt-attemptsFirst, 0)
	}
	for after < got.Status.LastAttempt {
		some, err := c.Attempts(ctx, after, attemptsAtOnce)
		if err != nil {
			return got, err
		}
		if len(some) == 0 || some[len(some)-1].ID <= after {
			break
		}
		got.Attempts = append(got.Attempts, some...)
		after = some[len(some)-1].ID
	}
	if p.Scenarios {
		if got.Scenarios, _, err = c.Scenarios(ctx); err != nil {
			return got, err
		}
	}
	if p.Accounts {
		if got.Accounts, err = c.Accounts(ctx); err != nil {
			return got, err
		}
	}
	if p.Requests {
		if got.Requests, err = c.Requests(ctx); err != nil {
			return got, err
		}
	}
	if p.Mail {
		got.Mail, err = c.Mail(ctx)
	}
	return got, err
}

func (m arrivedMsg) apply(a *app) tea.Cmd {
	if quiet(m.Err) && m.Err != nil {
		return nil
	}
	return a.toOperator(m.Arrived)
}

type operatedMsg struct{ operatorscreen.Did }

// operateCmd does what the operator chose.
func operateCmd(ctx context.Context, c Console, action operatorscreen.Action) tea.Cmd {
	return func() tea.Msg {
		did := operatorscreen.Did{Action: action}
		switch x := action.(type) {
		case operatorscreen.SetScenarios:
			_, did.Err = c.SetScenarios(ctx, x.Names)
		case operatorscreen.ResetAccount:
			did.Err = c.ResetAccount(ctx, x.Role, x.User)
		case operatorscreen.Unlock:
			did.Err = c.Unlock(ctx, x.Role, x.User)
		case operatorscreen.Remove:
			did.Err = c.RemoveAccount(ctx, x.Role, x.User)
		case operatorscreen.Resolve:
			did.Err = c.Resolve(ctx, x.ID, x.Reset)
		case operatorscreen.OpenClass:
			did.Class, did.Err = c.OpenClass(ctx, x.Class)
		case operatorscreen.ResetAll:
			did.Err = c.ResetAll(ctx)
		default:
			panic(fmt.Sprintf("action without a meaning: %T", x))
		}
		return operatedMsg{did}
	}
}

// apply tells the screen, and looks at the portal at once: what was changed is
// seen without waiting for the next tick.
func (m operatedMsg) apply(a *app) tea.Cmd {
	return tea.Batch(a.toOperator(m.Did), a.toOperator(screen.Tick{}))
}

func (a *app) toOperator(msg tea.Msg) tea.Cmd {
	s, ok := find[*operatorscreen.Model](a)
	if !ok {
		return nil
	}
	return a.sendTo(s, msg)
}
