package tui_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui"
	operatorscreen "sandi/tui/screen/operator"
)

// practicePortal is a portal's operator side in memory.
type practicePortal struct {
	mu       sync.Mutex
	lang     locale.Lang // of the last question
	asked    map[string]int
	attempts []operator.Attempt
	active   []string
	done     []string
	gone     bool
}

func (p *practicePortal) in(lang locale.Lang) tui.Console { return speaking{p, lang} }

// speaking is the portal's operator side with texts in a language.
type speaking struct {
	*practicePortal
	lang locale.Lang
}

func (p speaking) call(name string) error {
	p.asked[name]++
	p.practicePortal.lang = p.lang
	if p.gone {
		return operator.ErrUnreachable.With("address", "http://127.0.0.1:8484")
	}
	return nil
}

func (p speaking) act(format string, args ...any) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, fmt.Sprintf(format, args...))
	return p.call("act")
}

func (p speaking) Status(context.Context) (operator.Status, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	s := operator.Status{Name: "SPSE Latihan", PortalTime: now, TrueTime: now, Active: p.active, Window: operator.Window{Past: 1, Future: 1}, Accounts: 2}
	if n := len(p.attempts); n > 0 {
		s.LastAttempt = p.attempts[n-1].ID
	}
	return s, p.call("status")
}

func (p speaking) Attempts(_ context.Context, after int64, limit int) ([]operator.Attempt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []operator.Attempt
	for _, a := range p.attempts {
		if a.ID > after && len(list) < limit {
			a.Note = string(p.lang) + " " + a.Note
			list = append(list, a)
		}
	}
	return list, p.call("attempts")
}

func (p speaking) Scenarios(context.Context) ([]operator.Scenario, []string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []operator.Scenario{{Name: "normal", Group: "normal"}, {Name: "ketat", Group: "code", Title: string(p.lang) + " strict"}}, p.active, p.call("scenarios")
}

func (p speaking) SetScenarios(_ context.Context, names []string) ([]string, error) {
	err := p.act("scenarios %v", names)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active = names
	return names, err
}

func (p speaking) Accounts(context.Context) ([]operator.Account, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []operator.Account{{Role: "penyedia", User: "andi", TOTP: "on", Locked: true, LockedUntil: time.Now().Add(time.Minute)}}, p.call("accounts")
}

func (p speaking) Mail(context.Context) (operator.Mailbox, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return operator.Mailbox{Queue: []operator.Mail{{ID: 1, To: "andi@example.org", Subject: "RESET TOTP", State: "queued"}}}, p.call("mail")
}

func (p speaking) Requests(context.Context) ([]operator.Request, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []operator.Request{{ID: 7, Role: "penyedia", User: "andi", Known: true, Text: "tolong"}}, p.call("requests")
}

func (p speaking) ResetAccount(_ context.Context, role, user string) error {
	return p.act("reset %s %s", role, user)
}
func (p speaking) Unlock(_ context.Context, role, user string) error {
	return p.act("unlock %s %s", role, user)
}
func (p speaking) RemoveAccount(_ context.Context, role, user string) error {
	return p.act("remove %s %s", role, user)
}
func (p speaking) Resolve(_ context.Context, id int64, reset bool) error {
	return p.act("resolve %d %v", id, reset)
}
func (p speaking) OpenClass(_ context.Context, c operator.Class) (operator.OpenedClass, error) {
	err := p.act("class %s %d", c.Name, c.Seats)
	return operator.OpenedClass{Name: c.Name, Role: c.Role, Seats: c.Seats, URL: "http://127.0.0.1:8484/class/x"}, err
}
func (p speaking) ResetAll(context.Context) error { return p.act("reset all") }

func (p *practicePortal) did() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.done, "; ")
}

func (p *practicePortal) change(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// operate starts the operator's screen. It must run inside a synctest bubble.
func operate(t *testing.T, p *practicePortal) *world {
	t.Helper()
	p.asked, p.active = map[string]int{}, []string{"normal"}
	x := &world{t: t, clock: &wall{start: time.Now()}, done: make(chan struct{}), out: &locked{}, clip: &clipboard{}}
	ctx, cancel := context.WithCancel(t.Context())
	show := func(m tea.Model, msg tea.Msg) tea.Msg {
		if p, ok := msg.(probe); ok {
			p.view <- m.View().Content
			return nil
		}
		return msg
	}
	var a interface{ End() }
	x.p, a = tui.NewOperatorProgram(ctx, tui.Operating{
		Console: p.in, Clock: x.clock, Clipboard: x.clip, Lang: locale.EN,
		Place:   operatorscreen.Place{URL: "http://127.0.0.1:8484", Key: func() string { return "ABCDE-FGHIJ" }},
		Environ: []string{"TERM=xterm-256color", "NO_COLOR=1"},
	}, tea.WithOutput(x.out), tea.WithWindowSize(80, 24), tea.WithFilter(show))
	go func() {
		defer close(x.done)
		_, _ = x.p.Run()
		a.End()
	}()
	t.Cleanup(func() {
		x.p.Quit()
		<-x.done
		cancel()
		time.Sleep(5 * time.Second) // let the last tick and the last sweep expire
	})
	x.settle()
	return x
}

func (x *world) passes(d time.Duration) {
	time.Sleep(d)
	x.settle()
}

func TestTheOperatorSeesAttemptsWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &practicePortal{}
		x := operate(t, p)
		x.passes(1100 * time.Millisecond)
		x.shows("No attempt yet", "none: nothing goes wrong")
		p.change(func() {
			p.attempts = append(p.attempts, operator.Attempt{ID: 1, At: time.Now(), User: "andi", Act: "code", Verdict: "expired-code", Note: "code of 3 steps ago"})
		})
		x.passes(1100 * time.Millisecond)
		x.shows("andi", "en code of 3 steps ago", "refused")
		x.press("<ctrl+l>")
		x.passes(1100 * time.Millisecond)
		x.shows("id code of 3 steps ago", "ditolak")
		x.hides("en code of 3 steps ago")
	})
}

// The first look goes back a bounded way, and a long journal comes in pieces.
func TestTheOperatorCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &practicePortal{}
		for i := range 5000 {
			p.attempts = append(p.attempts, operator.Attempt{ID: int64(i + 1), User: fmt.Sprintf("u%d", i+1), Act: "code", Verdict: "accepted"})
		}
		x := operate(t, p)
		x.passes(1100 * time.Millisecond)
		x.shows("u5000")
		if got := p.asked["attempts"]; got > 4 {
			t.Errorf("asked %d times for the first 500 attempts", got)
		}
		x.press("<end>")
		x.shows("u4501")
		p.change(func() {
			p.attempts = []operator.Attempt{{ID: 1, User: "after-reset", Act: "code", Verdict: "accepted"}}
		})
		x.passes(1100 * time.Millisecond)
		x.shows("after-reset")
		x.hides("u4501", "u5000")
	})
}

func TestWhatTheOperatorDoesReachesThePortal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for keys, want := range map[string]string{
			"2<down><space>":               "scenarios [ketat]",
			"3u":                           "unlock penyedia andi",
			"3r<right><enter>":             "reset penyedia andi",
			"3d<right><enter>":             "remove penyedia andi",
			"4<enter><right><enter>":       "resolve 7 true",
			"6c<enter>":                    "class Class 30",
			"R<right><enter>":              "reset all",
			"R<enter>":                     "",
			"2<down><space>2<down><space>": "scenarios [ketat]; scenarios []",
		} {
			p := &practicePortal{}
			x := operate(t, p)
			x.passes(1100 * time.Millisecond)
			for _, part := range strings.SplitAfter(keys, "<space>") {
				x.press(part[:min(len(part), 1)]) // the page
				x.passes(1100 * time.Millisecond)
				if len(part) > 1 {
					x.press(part[1:])
				}
				x.passes(100 * time.Millisecond)
			}
			if got := p.did(); got != want {
				t.Errorf("%s: got %q, want %q", keys, got, want)
			}
			x.p.Quit()
			<-x.done
		}
	})
}

func TestAPortalThatDoesNotAnswerIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &practicePortal{attempts: []operator.Attempt{{ID: 1, User: "andi", Act: "code", Verdict: "accepted", Note: "kept"}}}
		x := operate(t, p)
		x.passes(1100 * time.Millisecond)
		p.change(func() { p.gone = true })
		x.passes(1100 * time.Millisecond)
		x.shows("does not answer", "kept")
		p.change(func() { p.gone = false })
		x.passes(2100 * time.Millisecond)
		x.hides("does not answer")
	})
}

// Nothing of a vault is reachable: no lock, no measurement that was not given.
func TestTheOperatorsScreenKnowsNoVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &practicePortal{}
		x := operate(t, p)
		x.passes(1100 * time.Millisecond)
		x.press("<ctrl+k>?")
		x.shows("reset everything", "stop the portal")
		x.hides("ctrl+k")
		x.press("<esc>q")
		x.shows("Stop the portal?")
		x.press("<right><enter>")
		<-x.done
	})
}
