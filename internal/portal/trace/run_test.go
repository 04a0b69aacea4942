package trace_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/trace"
)

// run is a portal that is used at random, and remembers every secret.
type run struct {
	t        *testing.T
	rand     *rand.Rand
	clock    *clock.Manual
	portal   *portal.Portal
	options  portal.Options
	people   []*person
	classes  []string
	secrets  map[string]bool
	verdicts map[portal.Verdict]int
	acts     map[portal.Act]int

	noStrangers bool // their lock-outs are not carried over into a recording
}

type person struct {
	role     portal.Role
	user     string
	password string
	key      otp.Key
	session  *portal.Session
	token    portal.Token // of the session through a restart
}

func newRun(t *testing.T, seed uint64, store portal.Store, observe func(portal.Event)) *run {
	t.Helper()
	r := &run{
		t: t, rand: rand.New(rand.NewPCG(seed, 1)), clock: clock.NewManual(start),
		secrets: map[string]bool{}, verdicts: map[portal.Verdict]int{}, acts: map[portal.Act]int{},
	}
	r.options = portal.Options{
		Clock: r.clock, Store: store, Demo: true, Name: "SPSE Latihan", HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1},
		Observe: func(e portal.Event) {
			r.verdicts[e.Verdict]++
			r.acts[e.Act]++
			observe(e)
		},
	}
	r.reopen()
	return r
}

// reopen starts the portal again on the same store.
func (r *run) reopen() {
	r.t.Helper()
	p, err := portal.New(r.options)
	if err != nil {
		r.t.Fatal(err)
	}
	r.portal = p
	key, err := p.OperatorKey(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	r.secret(key.Reveal())
	accounts, err := p.DemoAccounts(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	if len(r.people) > 0 {
		return
	}
	for _, a := range accounts {
		r.secret(a.Password)
		r.people = append(r.people, &person{role: a.Role, user: a.User, password: a.Password})
	}
}

func (r *run) secret(text string) {
	if text != "" {
		r.secrets[text] = true
	}
}

var scenarios = []string{
	"normal", "slow-barcode", "enabled-before", "stale-browser", "refresh-rotates", "login-timeout", "ketat", "lampau", "lazim", "longgar", "belajar",
	"lock-5", "lock-30", "no-lock", "clock=+90s", "clock=-400d", "late-mail", "disabled", "lost-key", "forced-qr", "slow-network", "failing-network",
	"belajar,lock-5,clock=+75s", "stale-browser,refresh-rotates",
}

// act does something at random; most of it makes sense.
func (r *run) act() {
	ctx, p := r.t.Context(), r.people[r.rand.IntN(len(r.people))]
	r.clock.Advance(time.Duration(r.rand.Int64N(int64(25 * time.Second))))
	switch n := r.rand.IntN(100); {
	case n < 25 && p.session == nil:
		r.signIn(p)
	case n < 27:
		r.signIn(p)
	case n < 33 && !r.noStrangers:
		stranger := fmt.Sprintf("kata-sandi-%d", r.rand.IntN(3)) // as if the password were typed into the wrong field
		r.secret(stranger)
		_, _ = r.portal.SignIn(ctx, p.role, stranger, []byte("x"))
	case n < 34:
		_, _ = r.portal.SignIn(ctx, "wali", "not a user id", nil)
	case n < 37:
		role := p.role
		login, err := r.portal.OpenLogin(ctx, role)
		if err != nil {
			r.t.Fatal(err)
		}
		r.secret(login.Ticket)
		r.clock.Advance(time.Duration(r.rand.Int64N(int64(15 * time.Second))))
		p.session, _ = r.portal.SignInWith(ctx, login.Ticket, role, p.user, []byte(p.password))
	case n < 39:
		_ = r.portal.CheckLogin(ctx, "", p.role, time.Minute)
	case n < 42:
		_ = r.portal.SetScenarios(ctx, []string{scenarios[r.rand.IntN(len(scenarios))]})
	case n < 43 && len(r.classes) < 5:
		token, err := r.portal.OpenClass(ctx, portal.Class{Name: fmt.Sprintf("kelas %d", len(r.classes)), Role: portal.Penyedia, Seats: 3})
		if err != nil {
			r.t.Fatal(err)
		}
		r.secret(token)
		r.classes = append(r.classes, token)
	case n < 45 && len(r.classes) > 0:
		made, err := r.portal.Join(ctx, r.classes[len(r.classes)-1])
		if err == nil {
			r.secret(made.Password)
			r.people = append(r.people, &person{role: made.Role, user: made.User, password: made.Password})
		}
	case n < 46:
		list := fmt.Sprintf("role,user_id,password\npenyedia,baru-%d,rahasia-sekali-%d\nnon-penyedia,baru-%d,\n", r.rand.IntN(50), r.rand.IntN(50), r.rand.IntN(50))
		done, err := r.portal.ImportAccounts(ctx, strings.NewReader(list))
		if err != nil {
			r.t.Fatal(err)
		}
		for _, a := range done.Added {
			r.secret(a.Password)
			r.people = append(r.people, &person{role: a.Role, user: a.User, password: a.Password})
		}
	case n < 48:
		_ = r.portal.AskHelpdesk(ctx, p.role, p.user, "HP saya hilang, tolong rahasia-helpdesk")
		_ = r.portal.AskHelpdesk(ctx, p.role, "salah-ketik", "x")
		r.secret("rahasia-helpdesk")
		r.secret("salah-ketik")
	case n < 50:
		if open, err := r.portal.Requests(ctx); err == nil && len(open) > 0 {
			_ = r.portal.Resolve(ctx, open[0].ID, r.rand.IntN(2) == 0)
		}
	case n < 51:
		_ = r.portal.Unlock(ctx, p.role, p.user)
	case n < 52:
		_ = r.portal.ResetAccount(ctx, p.role, p.user)
	case n < 53 && strings.HasPrefix(p.user, "baru-") && !r.noStrangers:
		_ = r.portal.RemoveAccount(ctx, p.role, p.user)
	case n == 53 && r.rand.IntN(5) == 0:
		_ = r.portal.ResetAll(ctx)
	case n == 54 && r.rand.IntN(5) == 0:
		r.clock.Advance(40 * time.Minute)
	default:
		if p.session == nil {
			r.signIn(p)
			return
		}
		r.inSession(p)
	}
}

func (r *run) signIn(p *person) {
	password := p.password
	if r.rand.IntN(4) == 0 {
		password = "bukan-" + password
		r.secret(password)
	}
	p.session, _ = r.portal.SignIn(r.t.Context(), p.role, p.user, []byte(password))
	if p.session != nil {
		r.secret(p.session.Token().Reveal())
	}
}

func (r *run) inSession(p *person) {
	ctx, s := r.t.Context(), p.session
	switch n := r.rand.IntN(20); {
	case n == 0:
		_ = s.Disable(ctx)
	case n == 1:
		_, _ = s.RequestReset(ctx)
	case n == 2:
		_, _ = s.Enable(ctx)
	case n == 3 || s.State() == portal.KeyShown && n < 12 || s.State() == portal.InProtected && n < 12:
		_ = s.Logout(ctx)
		p.session = nil
	case n == 4:
		r.shown(p)(s.Refresh(ctx))
	case n == 5 || s.State() == portal.EnablingWait || s.State() == portal.KeyShown:
		r.shown(p)(s.Barcode(ctx))
	case s.State() == portal.InUnprotected:
		_, _ = s.Enable(ctx)
	case s.State() == portal.TOTPPrompt:
		code := r.code(p)
		if s.SubmitCode(ctx, code) == nil && r.rand.IntN(3) == 0 { // and the same once more
			if r.signIn(p); p.session != nil {
				_ = p.session.SubmitCode(ctx, code)
			}
		}
	}
}

func (r *run) shown(p *person) func(portal.Barcode, error) {
	return func(b portal.Barcode, err error) {
		if err == nil && b.Ready {
			p.key = b.Key
			r.secret(b.Key.Secret.Base32())
		}
	}
}

func (r *run) code(p *person) string {
	if p.key.Secret.Len() == 0 || r.rand.IntN(10) == 0 {
		return []string{"123456", "bukan kode", ""}[r.rand.IntN(3)]
	}
	steps := []int{0, 0, 0, 0, -1, 1, 2, -3, 4, -40, 280, -5000}[r.rand.IntN(12)]
	code, err := p.key.CodeAt(r.portal.Now().Add(time.Duration(steps) * 30 * time.Second))
	if err != nil {
		return "000000"
	}
	r.secret(code.Reveal())
	return code.Reveal()
}

// record makes a random run in memory and returns its file.
func record(t *testing.T, seed uint64, acts int) (*run, []byte) {
	t.Helper()
	store := portal.NewMemoryStore()
	return recordOn(t, seed, acts, func() portal.Store { return store })
}

// recordOn makes a random run and returns its file, which begins in the middle
// of the portal's life, after a restart.
func recordOn(t *testing.T, seed uint64, acts int, open func() portal.Store) (*run, []byte) {
	t.Helper()
	var file bytes.Buffer
	rec := trace.NewRecorder(&file, 0)
	r := newRun(t, seed, open(), rec.Observe)
	r.noStrangers = true
	for range acts / 4 {
		r.act()
	}
	r.noStrangers = false
	clear(r.verdicts)
	clear(r.acts)
	for _, p := range r.people {
		r.resumable(p)
	}
	r.options.Store = open()
	r.reopen()
	for _, p := range r.people {
		r.resume(p)
	}
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	for range acts {
		r.act()
	}
	if rec.Err() != nil || rec.Missed() != 0 {
		t.Fatalf("missed %d, %v", rec.Missed(), rec.Err())
	}
	return r, file.Bytes()
}

// resumable keeps what a browser keeps of a session through a restart of the
// portal; resume goes on with it.
func (r *run) resumable(p *person) {
	p.token = portal.Token{}
	if p.session != nil {
		p.token = p.session.Token()
	}
	p.session = nil
}

func (r *run) resume(p *person) { p.session, _ = r.portal.Resume(r.t.Context(), p.token) }
