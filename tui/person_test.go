package tui_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/clock"
	"sandi/internal/enroll"
	driver "sandi/internal/enroll/practice"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// wire is a network inside the process, so that the portal is reached over HTTP
// while time is virtual.
type wire struct {
	conns chan net.Conn
	done  chan struct{}
}

// ending is one end of a connection, with the address that a loopback socket has.
type ending struct{ net.Conn }

func (ending) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8484} }
func (ending) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50000} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error   { return nil }
func (w *wire) Addr() net.Addr { return ending{}.LocalAddr() }

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case w.conns <- ending{far}:
		return ending{near}, nil
	case <-w.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// desk is the driver of a portal whose helpdesk answers every request at once,
// as the one that sandi starts itself.
type desk struct {
	*driver.Service
	portal *portal.Portal
}

func (d desk) AskHelpdesk(ctx context.Context, role enroll.Role, user, text string) error {
	if err := d.Service.AskHelpdesk(ctx, role, user, text); err != nil {
		return err
	}
	requests, err := d.portal.Requests(ctx)
	for _, r := range requests {
		if err == nil {
			err = d.portal.Resolve(ctx, r.ID, true)
		}
	}
	return err
}

// person sits before the whole program with a practice portal at its other end,
// and does what the pages say.
type person struct {
	*world
	portal *portal.Portal
	keys   int             // pressed so far
	seen   map[string]bool // titles of pages
}

// sit opens the program over an empty vault, or none at all, with a portal that
// plays scenarios.
func sit(t *testing.T, fresh bool, scenarios ...string) *person {
	t.Helper()
	return sitOff(t, 0, fresh, scenarios...)
}

// sitOff is sit under a simulated clock, which is off by so much.
func sitOff(t *testing.T, by time.Duration, fresh bool, scenarios ...string) *person {
	t.Helper()
	p := &person{seen: map[string]bool{}}
	var entries []vault.Entry
	if !fresh {
		entries = []vault.Entry{}
	}
	p.world = open(t, 80, 24, entries, func(x *world, s *tui.Start) {
		if fresh {
			s.Goal = tui.Enroll
		}
		shown := clock.Shifted{Base: x.clock, By: by}
		x.deps.Clock, x.deps.Simulated = shown, by
		x.deps.Practice = func(ctx context.Context, v *vault.Vault) (*enroll.Session, func() error, error) {
			if p.portal == nil { // it outlives the wizard, as the embedded one's data do
				var err error
				p.portal, err = portal.New(portal.Options{
					Clock: x.clock, Demo: true, BarcodeDelay: 3 * time.Second,
					HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1},
				})
				if err == nil {
					err = p.portal.SetScenarios(ctx, scenarios)
				}
				if err != nil {
					return nil, nil, err
				}
			}
			w := &wire{conns: make(chan net.Conn), done: make(chan struct{})}
			transport := &http.Transport{DialContext: w.dial}
			server := &http.Server{Handler: api.Handler(p.portal, api.Options{})}
			go func() { _ = server.Serve(w) }()
			service, err := driver.New("http://127.0.0.1:8484", transport, shown)
			if err != nil {
				return nil, nil, err
			}
			stop := func() error {
				transport.CloseIdleConnections()
				close(w.done)
				return server.Close()
			}
			return enroll.New(desk{service, p.portal}, cmd.Keeper(v), shown, enroll.Options{Simulated: by != 0}), stop, nil
		}
	})
	return p
}

// press counts.
func (p *person) press(keys string) {
	p.keys += len(tuitest.Keys(keys))
	p.world.press(keys)
}

// reads returns the window's text in one line.
func (p *person) reads() string {
	text := strings.NewReplacer("│", " ", "┃", " ").Replace(p.view())
	return strings.Join(strings.Fields(text), " ")
}

// waits looks at the window once a second until it shows a text.
func (p *person) waits(text string, atMost time.Duration) {
	p.t.Helper()
	for end := time.Now().Add(atMost); ; time.Sleep(time.Second) {
		p.settle()
		if strings.Contains(p.reads(), text) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("never saw %q but\n%s", text, p.view())
		}
	}
}

// picks moves to a line of a menu, or to a button, and takes it.
func (p *person) picks(title string) {
	p.t.Helper()
	for _, key := range []string{"<tab>", "<shift+tab>"} {
		for range 12 {
			if view := p.view(); strings.Contains(view, "▌ "+title) || strings.Contains(view, "[ "+title+" ]") {
				p.press("<enter>")
				return
			}
			p.press(key)
		}
	}
	p.t.Fatalf("cannot choose %q in\n%s", title, p.view())
}

// heads returns what a page begins with, below the stepper if it has one.
func heads(text string) string {
	if _, rest, ok := strings.Cut(text, " of 8 "); ok {
		return strings.TrimPrefix(strings.TrimPrefix(rest, "✓ "), "✗ ")
	}
	if _, rest, ok := strings.Cut(text, "The portal shows the barcode"); ok {
		return "The portal shows the barcode" + rest
	}
	return text
}

// page is what a person does on a page, known by its title.
type page struct {
	title string
	does  func(p *person)
}

// habits are the pages of the wizard and what somebody does there who knows
// nothing else: what the page offers first.
var habits = []page{
	{"Anda sudah berhasil login", nothing},
	{"Who are you on the portal?", enter},
	{"Do the two clocks agree?", func(p *person) {
		switch text := p.reads(); {
		case strings.Contains(text, "Comparing") || !strings.Contains(text, "Measure again"):
		case strings.Contains(text, "Every code would be refused"):
			p.picks("Use the measured time for codes")
		default:
			p.picks("Continue")
		}
	}},
	{"Switch TOTP on", enter},
	{"Waiting for the barcode", nothing},
	{"The barcode does not come", func(p *person) { p.picks("No, never") }},
	{"TOTP was enabled before", func(p *person) { p.picks("Sign in; the portal then asks for a code") }},
	{"Reload the page ", func(p *person) { p.picks("Reload the page") }},
	{"TOTP is on already", func(p *person) { p.picks("Ask the helpdesk") }},
	{"The portal shows the barcode", enter},
	{"Before you log out", func(p *person) {
		for _, way := range []string{"Logout ]", "Logout  ", "Use the measured time for codes"} {
			if strings.Contains(p.view(), way) {
				p.picks(strings.TrimRight(way, " ]"))
				return
			}
		}
		p.picks("Check again")
	}},
	{"Sign in again", func(p *person) {
		if text := p.reads(); !strings.Contains(text, "The code that the portal will ask for") {
			p.t.Errorf("no code before the password:\n%s", p.view())
		}
		p.signsIn()
	}},
	{"The portal asks for the code", func(p *person) {
		switch text := p.reads(); {
		case strings.Contains(text, "Codes of this key have 6 digits"):
			p.press("f") // sandi fills in what was typed in part
			fallthrough
		case strings.Contains(text, "This code can be sent now"):
			p.press("<enter>")
		}
	}},
	{"The portal refuses the code", func(p *person) {
		if strings.Contains(p.view(), "Use the measured time for codes") {
			p.picks("Use the measured time for codes")
		} else {
			p.picks("Use the next code")
		}
	}},
	{"The account may be locked", func(p *person) {
		if strings.Contains(p.reads(), "The wait is over") {
			p.picks("Use the next code")
		} else {
			time.Sleep(time.Minute)
		}
	}},
	{"Ask the helpdesk ", func(p *person) {
		if strings.Contains(p.reads(), "Send this to the portal's helpdesk") {
			p.picks("Send this to the portal's helpdesk")
		} else {
			p.picks("Sign in")
		}
	}},
	{"TOTP is off", func(p *person) { p.picks("Sign in") }},
	{"Sign in The portal shows", (*person).signsIn},
	{"Leave the wizard?", enter}, // stays
	{"What RESET TOTP does", escape},
	{"RESET TOTP was clicked", escape},
	{"What DISABLE TOTP does", escape},
	{"An enrolment is waiting", func(p *person) { p.picks("Continue: PENYEDIA, penyedia.demo") }},
	{"Accepted, but not yet noted", enter},
	{"Enable TOTP, step by step", func(p *person) {
		if strings.Contains(p.reads(), "✗") {
			p.press("<enter>")
		}
	}},
}

func enter(p *person)  { p.press("<enter>") }
func escape(p *person) { p.press("<esc>") }
func nothing(*person)  {}

// goes follows the pages until one with a title comes, and no longer than a
// patient person would.
func (p *person) goes(to string) {
	p.t.Helper()
	var way []string // the pages so far
	left := false    // the wizard, and not only about to be opened
	for end := time.Now().Add(time.Hour); ; {
		p.settle()
		text := p.reads()
		if strings.Contains(text, to) {
			p.seen[to] = true
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("never came to %q but over %q to\n%s", to, way[max(len(way)-20, 0):], p.view())
		}
		if out := strings.Contains(text, "sandi › Codes"); out && left {
			p.press("p") // the way back into the wizard, also to a key that is not confirmed
			left = false
		} else {
			left = out
		}
		for _, h := range habits {
			if strings.HasPrefix(heads(text), h.title) {
				p.seen[h.title] = true
				if n := len(way); n == 0 || way[n-1] != h.title {
					way = append(way, h.title)
				}
				h.does(p)
				break
			}
		}
		p.settle()
		if !strings.Contains(p.reads(), to) {
			time.Sleep(time.Second)
		}
	}
}

// one returns the entry with a status, and fails unless there is one.
func (p *person) one(status vault.Status) vault.Entry {
	p.t.Helper()
	var found []vault.Entry
	for _, e := range p.disk() {
		if e.Status == status {
			found = append(found, e)
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("%d entries are %s", len(found), status)
	}
	return found[0]
}
