package trace_test

import (
	"bytes"
	"context"
	"errors"
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

var start = time.Date(2026, 11, 23, 8, 0, 5, 123456789, time.UTC)

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
		_ = s.SubmitCode(ctx, r.code(p))
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

// record makes a random run and returns its file.
func record(t *testing.T, seed uint64, acts int) (*run, []byte) {
	t.Helper()
	var file bytes.Buffer
	rec := trace.NewRecorder(&file, 0)
	r := newRun(t, seed, portal.NewMemoryStore(), rec.Observe)
	r.noStrangers = true
	for range acts / 4 { // the recording begins in the middle of a portal's life
		r.act()
	}
	r.noStrangers = false
	clear(r.verdicts)
	clear(r.acts)
	r.reopen()
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

// A trace of a run in which everything happens replays with every verdict.
func TestReplayReproducesEveryVerdict(t *testing.T) {
	verdicts, acts := map[portal.Verdict]int{}, map[portal.Act]int{}
	for seed := range uint64(8) {
		r, file := record(t, seed, 1500)
		began := time.Now()
		report, err := trace.Replay(t.Context(), bytes.NewReader(file))
		took := time.Since(began)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i, d := range report.Differences {
			if i < 3 {
				t.Errorf("seed %d, line %d:\nwant %+v\n got %+v", seed, d.Line, d.Want, d.Got)
			}
		}
		if !report.Equal() || report.Cut || report.Full || report.Span < time.Hour {
			t.Errorf("seed %d: %d of %d differ, cut %v, full %v, span %v", seed, report.Different, report.Acts, report.Cut, report.Full, report.Span)
		}
		total := 0
		for v, n := range r.verdicts {
			verdicts[v] += n
			total += n
		}
		for a, n := range r.acts {
			acts[a] += n
		}
		if report.Acts != total {
			t.Errorf("seed %d: %d acts happened, %d were played", seed, total, report.Acts)
		}
		t.Logf("seed %d: %d acts of %v in %v: %.0f a second", seed, report.Acts, report.Span.Round(time.Minute), took.Round(time.Millisecond), float64(report.Acts)/took.Seconds())
	}
	// The test would prove little if the run did little.
	for _, v := range []portal.Verdict{
		portal.Accepted, portal.UnknownUser, portal.WrongPassword, portal.WrongCode, portal.MalformedCode,
		portal.ExpiredCode, portal.EarlyCode, portal.ReusedCode, portal.Refused, portal.TimedOut,
	} {
		if verdicts[v] == 0 {
			t.Errorf("no act had the verdict %s", v)
		}
	}
	for _, a := range []portal.Act{
		portal.ActSignIn, portal.ActEnable, portal.ActBarcode, portal.ActCode, portal.ActDisable, portal.ActReset, portal.ActLogout, portal.ActRefresh,
		portal.ActOpenLogin, portal.ActHelpdesk, portal.ActJoin, portal.ActScenario, portal.ActAddAccount, portal.ActResetAccount, portal.ActUnlock,
		portal.ActRemove, portal.ActResolve, portal.ActClass, portal.ActResetAll,
	} {
		if acts[a] == 0 {
			t.Errorf("nobody did %s", a)
		}
	}
}

// No password, key, code, token, ticket, operator key, or text that somebody
// typed into a wrong field is in the file, in any spelling.
func TestNoSecretIsInTheFile(t *testing.T) {
	r, file := record(t, 3, 1500)
	if len(r.secrets) < 100 {
		t.Fatalf("only %d secrets were used", len(r.secrets))
	}
	text := strings.ToLower(string(file))
	short := 0
	for secret := range r.secrets {
		if len(secret) < 8 { // codes: six digits are part of many a time stamp
			short++
			if strings.Contains(text, `"`+secret+`"`) || strings.Contains(text, `:`+secret+`,`) || strings.Contains(text, `:`+secret+`}`) {
				t.Error("a code is in the file")
			}
			continue
		}
		if strings.Contains(text, strings.ToLower(secret)) {
			t.Errorf("a secret of %d bytes is in the file", len(secret))
		}
	}
	if short == 0 {
		t.Error("no code was used")
	}
}

func TestChangedVerifierIsFound(t *testing.T) {
	_, file := record(t, 5, 800)
	strict := bytes.Replace(file, []byte(`"window":{"past":0,"future":0}`), []byte(`"window":{"past":30,"future":30}`), 1)
	if bytes.Equal(strict, file) {
		t.Fatalf("the first line reads otherwise: %.300s", file)
	}
	report, err := trace.Replay(t.Context(), bytes.NewReader(strict))
	if err != nil || report.Equal() {
		t.Fatalf("another window makes no difference: %v", err)
	}
	d := report.Differences[0]
	if d.Want.Verdict == d.Got.Verdict || d.Line == 0 || !d.Want.At.Equal(d.Got.At) {
		t.Errorf("got %+v", d)
	}
}

// After kill -9 the last line may be without its end.
func TestCutFile(t *testing.T) {
	_, file := record(t, 2, 100)
	whole, err := trace.Replay(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	report, err := trace.Replay(t.Context(), bytes.NewReader(file[:len(file)-5]))
	if err != nil || !report.Cut || !report.Equal() || report.Acts != whole.Acts-1 {
		t.Errorf("cut %v, %d of %d acts, %d differ, %v", report.Cut, report.Acts, whole.Acts, report.Different, err)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	_, file := record(t, 2, 20)
	first, rest, _ := bytes.Cut(file, []byte("\n"))
	middle := append(append(append([]byte{}, first...), "\nrahasia\n"...), rest...)
	for _, tt := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, trace.ErrNotATrace},
		{"text", []byte("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\n"), trace.ErrNotATrace},
		{"JSON of another kind", []byte("{}\n"), trace.ErrNotATrace},
		{"no end of the first line", first, trace.ErrNotATrace},
		{"a newer version", bytes.Replace(file, []byte(`"version":1`), []byte(`"version":2`), 1), trace.ErrNewer},
		{"a line that is none", middle, trace.ErrBadLine},
		{"a long line", append(append(append([]byte{}, first...), '\n'), append(bytes.Repeat([]byte("x"), 2*trace.MaxLine), '\n')...), trace.ErrBadLine},
		{"an account among the acts", append(append([]byte{}, file...), `{"account":{"role":"penyedia","user":"x","totp":"off"}}`+"\n"...), trace.ErrBadLine},
		{"an act that there is not", append(append([]byte{}, file...), `{"act":{"at":"2026-11-23T08:00:00Z","act":"dance","verdict":"accepted"}}`+"\n"...), trace.ErrBadLine},
	} {
		_, err := trace.Replay(t.Context(), bytes.NewReader(tt.file))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "rahasia") || strings.Contains(err.Error(), "JBSW")) {
			t.Errorf("%s: the error quotes the file: %v", tt.name, err)
		}
	}
}

type writes struct {
	bytes.Buffer
	calls [][]byte
	fail  error
}

func (w *writes) Write(b []byte) (int, error) {
	if w.fail != nil {
		return 0, w.fail
	}
	w.calls = append(w.calls, bytes.Clone(b))
	return w.Buffer.Write(b)
}

// Each line goes out at once, whole and by itself.
func TestEachLineIsWrittenAtOnce(t *testing.T) {
	var w writes
	rec := trace.NewRecorder(&w, 0)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	before := len(w.calls)
	if _, err := r.portal.SignIn(t.Context(), portal.Penyedia, "x", []byte("y")); !errors.Is(err, portal.ErrBadCredentials) {
		t.Fatal(err)
	}
	if len(w.calls) != before+1 {
		t.Fatalf("one act made %d writes", len(w.calls)-before)
	}
	for _, b := range w.calls {
		if bytes.Count(b, []byte("\n")) != 1 || b[len(b)-1] != '\n' || len(b) > trace.MaxLine {
			t.Errorf("written: %q", b)
		}
	}
}

func TestFileIsBounded(t *testing.T) {
	const size = 8 << 10
	var w writes
	rec := trace.NewRecorder(&w, size)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		r.act()
	}
	if w.Len() > size || rec.Missed() == 0 || rec.Err() != nil {
		t.Errorf("%d bytes, missed %d, %v", w.Len(), rec.Missed(), rec.Err())
	}
	report, err := trace.Replay(t.Context(), &w.Buffer)
	if err != nil || !report.Full || !report.Equal() || report.Acts == 0 {
		t.Errorf("full %v, %d acts, %d differ, %v", report.Full, report.Acts, report.Different, err)
	}
}

// A disk that is full stops the recording and not the portal.
func TestDiskThatIsFull(t *testing.T) {
	var w writes
	rec := trace.NewRecorder(&w, 0)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	w.fail = errors.New("no space left on device")
	for range 5 {
		if _, err := r.portal.SignIn(t.Context(), portal.Penyedia, "x", []byte("y")); !errors.Is(err, portal.ErrBadCredentials) {
			t.Fatal(err)
		}
	}
	if !errors.Is(rec.Err(), trace.ErrWrite) || rec.Missed() != 5 {
		t.Errorf("got %v, missed %d", rec.Err(), rec.Missed())
	}
}

func TestStoreIsNeeded(t *testing.T) {
	err := trace.NewRecorder(&bytes.Buffer{}, 0).Begin(t.Context(), portal.Options{Clock: clock.System{}})
	if !errors.Is(err, trace.ErrNoStore) {
		t.Errorf("got %v", err)
	}
}

func TestReplayStopsWhenAsked(t *testing.T) {
	_, file := record(t, 2, 50)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := trace.Replay(ctx, bytes.NewReader(file)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
