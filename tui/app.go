package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/internal/tour"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/screen/codes"
	"sandi/tui/screen/unlock"
	"sandi/tui/screen/vaultroom"
	"sandi/tui/screen/welcome"
	"sandi/tui/theme"
	"sandi/vault"
)

// app is the root: the only tea.Model. It owns what outlives a screen.
type app struct {
	d     Deps
	ctx   context.Context // ends when Run does; commands get it
	goal  Goal
	first tea.Cmd // what a password from the command line sets off

	l     *locale.Localizer
	theme *theme.Theme
	// background is the terminal's, as far as it is known.
	background theme.Background
	reply      replyFilter
	keys       keys.GlobalMap
	width      int
	height     int

	sample clock.Sample // the computer's clock at the last message
	tick   int          // generation of the tick: older ticks die

	// stack is the open screens, the visible one last. It is never empty.
	stack []screen.Screen
	help  bool
	page  int // first line of the help overlay
	toast toast

	// vault is nil while locked. session numbers the unlocked times: results
	// of commands from an earlier one are dropped.
	vault   *vault.Vault
	session int
	entries []vault.Entry
	busy    bool // opening or creating
	fresh   bool // just unlocked: the entries come for the first time
	// refreshError is why the vault could not be read again, once told.
	refreshError string

	enroll   *enroll.Session
	guided   *guided.Session
	stop     func() error
	starting bool // the practice portal is being started

	clock clockState
	clip  clipState
	// copied is which code was copied last, without the code.
	copied copiedCode
	auto   autolock

	kept keeping
	// endKeyring takes back the question to the keyring; nil if none is open.
	endKeyring func()
	// offered is what the list of all actions runs, in its order.
	offered []action
	// giveUp ends what the screen about the vault waits for; startWith is what
	// it begins with.
	giveUp    func()
	startWith vaultroom.Task

	// console is the portal of the operator's screen, nil elsewhere.
	console func(locale.Lang) Console
	// show is what the demonstration plays, nil elsewhere.
	show *tour.Show

	crash       error
	interrupted bool // by Ctrl-C, and not left by a key of the screen
}

// newApp returns the root for a vault that exists or does not.
func newApp(ctx context.Context, d Deps, s Start, exists bool) *app {
	if d.Settings.Theme == "" { // nobody has filled them in
		d.Settings = settings.Default()
	}
	a := &app{
		d: d, ctx: ctx, goal: s.Goal,
		l: locale.New(d.Lang), keys: keys.Global(),
		background: guessBackground(d.Environ),
	}
	a.dress()
	a.look()
	a.clock.watcher.Feed(a.sample) // the first tick is up to a second away
	a.tellSettings()
	given := len(s.Password) > 0
	if exists {
		a.busy = given
		a.stack = []screen.Screen{unlock.New(given)}
		if given {
			a.first = openCmd(ctx, d.Store, a.session, s.Password)
		} else {
			a.first = a.askKeyring()
		}
		return a
	}
	then := map[Goal]welcome.Then{Codes: welcome.ThenCodes, Enroll: welcome.ThenPractice, Add: welcome.ThenAdd, Guided: welcome.ThenGuided}[s.Goal]
	w := welcome.New(d.Practice != nil, s.Goal != Codes, then)
	if d.Guided != nil {
		w.OfferGuided(s.Goal == Guided)
	}
	a.stack = []screen.Screen{w}
	if given && s.Goal != Codes {
		// Who names a goal and a password has nothing left to answer.
		a.busy = true
		w.Create()
		a.first = createCmd(ctx, d.Store, a.session, s.Password, then)
	}
	return a
}

// Init asks the terminal for its background and starts the tick, the first
// measurement and, with a password at hand, the opening or making of the vault.
func (a *app) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, a.tickCmd(), a.measureUnasked(), a.top().Init(), a.first}
	a.first = nil
	return a.guard(tea.Batch(cmds...))
}

// top is the visible screen.
func (a *app) top() screen.Screen { return a.stack[len(a.stack)-1] }

// push opens a screen. What was said on the one below is not about it.
func (a *app) push(s screen.Screen) tea.Cmd {
	a.stack, a.toast = append(a.stack, s), toast{}
	return s.Init()
}

// pop closes the visible screen.
func (a *app) pop() {
	if len(a.stack) > 1 {
		wipe(a.top())
		a.stack, a.toast = a.stack[:len(a.stack)-1], toast{}
	}
}

func wipe(s screen.Screen) {
	if w, ok := s.(screen.Wiping); ok {
		w.Wipe()
	}
}

// find returns the open screen of a type, wherever it is in the stack: results
// reach their screen also when another one is on top of it.
func find[T screen.Screen](a *app) (T, bool) {
	for i := len(a.stack) - 1; i >= 0; i-- {
		if s, ok := a.stack[i].(T); ok {
			return s, true
		}
	}
	var none T
	return none, false
}

// look takes the time. It is called once for each message, so that everything
// done and drawn for it happens at one instant.
func (a *app) look() { a.sample = clock.Take(a.d.Clock) }

// local is what this computer's clock shows.
func (a *app) local() time.Time { return a.sample.Wall }

// codeTime is the time that codes are computed with.
func (a *app) codeTime() time.Time { return a.sample.Wall.Add(-a.clock.offset()) }

// context is what a screen may know.
func (a *app) context(s screen.Screen) screen.Context {
	r := a.roomsOf(s)
	c := screen.Context{Now: a.timeFor(s), Width: max(r.width, 1), Height: max(r.height, 1), Theme: a.theme, L: a.l}
	if isBare(s) {
		c.Width, c.Height = max(a.width, 1), max(a.height-a.bareTop(), 1)
	}
	return c
}

// roomsOf divides the window for a screen.
func (a *app) roomsOf(s screen.Screen) rooms {
	r := a.layout()
	if w, ok := s.(screen.Wide); ok && w.Wide() && r.width == maxContent {
		r.margin = 2
		r.width = a.width - 2*r.margin
	}
	return r
}

func isBare(s screen.Screen) bool {
	b, ok := s.(screen.Bare)
	return ok && b.Bare()
}

// Update handles a message.
func (a *app) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	defer func() {
		if r := recover(); r != nil {
			a.crash, cmd = crashed(), tea.Quit
		}
	}()
	if a.crash != nil {
		return a, tea.Quit
	}
	a.look()
	return a, a.guard(a.handle(msg))
}

func (a *app) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case crashMsg:
		a.crash = msg.err
		return tea.Quit
	case tickMsg:
		return a.onTick(msg)
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
		return a.send(msg)
	case tea.BackgroundColorMsg:
		a.background = told(msg)
		if a.d.Settings.Theme == "" { // an interface without settings
			a.theme = theme.New(a.background, a.theme.Colour)
		} else {
			a.dress()
		}
		return a.typed(a.reply.recognised())
	case result:
		return msg.apply(a)
	case tea.ResumeMsg:
		a.auto.suspends.resumed()
		return nil
	case tea.KeyPressMsg:
		a.touched()
		return a.typed(a.reply.feed(msg, a.sample.Mono))
	case tea.MouseClickMsg:
		a.touched()
		m := tea.Mouse(msg)
		if cmd, hit := a.clickFrame(m); hit {
			return cmd
		}
		return a.mouse(m, func(at tea.Mouse) tea.Msg { return tea.MouseClickMsg(at) })
	case tea.MouseWheelMsg:
		a.touched()
		m := tea.Mouse(msg)
		return a.mouse(m, func(at tea.Mouse) tea.Msg { return tea.MouseWheelMsg(at) })
	case tea.PasteMsg:
		a.touched()
		if a.help || a.layout().tooSmall {
			return nil
		}
		return a.send(msg)
	}
	return nil
}

// send gives a message to the visible screen and acts on what comes back.
func (a *app) send(msg tea.Msg) tea.Cmd { return a.sendTo(a.top(), msg) }

func (a *app) sendTo(s screen.Screen, msg tea.Msg) tea.Cmd {
	out, cmd := s.Update(msg, a.context(s))
	return tea.Batch(cmd, a.act(out))
}

// mouse moves a mouse message into the visible screen.
func (a *app) mouse(at tea.Mouse, as func(tea.Mouse) tea.Msg) tea.Cmd {
	r := a.roomsOf(a.top())
	if a.help || r.tooSmall {
		return nil
	}
	if isBare(a.top()) {
		at.Y -= a.bareTop()
	} else {
		at.X, at.Y = at.X-r.margin, at.Y-r.body
		if at.Y < 0 || at.Y >= r.height {
			return nil
		}
	}
	return a.send(as(at))
}

// unlocked takes an open vault and goes where the user wanted to go.
func (a *app) unlocked(v *vault.Vault) tea.Cmd {
	for _, s := range a.stack {
		wipe(s)
	}
	a.touched()
	a.vault, a.busy, a.fresh, a.toast = v, false, a.goal == Codes, toast{}
	a.clock.refreshDue = a.sample.Mono + refreshEvery
	list := codes.New(a.d.Practice != nil)
	if a.d.Guided != nil {
		list.OfferGuided()
	}
	a.stack = []screen.Screen{list}
	cmd := tea.Batch(a.noticeCmd(), a.configureList(), loadCmd(a.session, v), a.top().Init(), sweepCmd())
	goal := a.goal
	a.goal = Codes
	switch goal {
	case Enroll:
		return tea.Batch(cmd, a.startEnroll())
	case Add:
		return tea.Batch(cmd, a.openAdd(""))
	case Guided:
		return tea.Batch(cmd, a.startGuided())
	}
	return cmd
}
