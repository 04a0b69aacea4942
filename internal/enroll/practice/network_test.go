package practice_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// drawer is an enroll.Keeper in memory.
type drawer struct {
	entries []*kept
}

type kept struct {
	enroll.Draft
	status string
	spent  otp.Step
}

func (d *drawer) at(id string) *kept {
	var n int
	_, _ = fmt.Sscan(id, &n)
	return d.entries[n]
}

func (d *drawer) Keep(_ context.Context, draft enroll.Draft) (string, error) {
	d.entries = append(d.entries, &kept{Draft: draft, status: "pending"})
	return fmt.Sprint(len(d.entries) - 1), nil
}
func (d *drawer) ReadBack(_ context.Context, id string) (otp.Key, error) { return d.at(id).Key, nil }
func (d *drawer) Rehearse(context.Context) error                         { return nil }
func (d *drawer) Backup(context.Context, string) error                   { return nil }
func (d *drawer) Spend(_ context.Context, id string, s otp.Step) error {
	d.at(id).spent = s
	return nil
}
func (d *drawer) Accept(_ context.Context, id string) error {
	for _, e := range d.entries {
		e.status = "retired"
	}
	d.at(id).status = "active"
	return nil
}
func (d *drawer) Note(_ context.Context, id string, s enroll.State) error {
	d.at(id).State = s
	return nil
}
func (d *drawer) Retire(_ context.Context, id string) error {
	d.at(id).status = "retired"
	return nil
}
func (d *drawer) Pending(context.Context) ([]enroll.PendingEnrolment, error) {
	var list []enroll.PendingEnrolment
	for i, e := range slices.Backward(d.entries) {
		if e.status == "pending" {
			list = append(list, enroll.PendingEnrolment{
				ID: fmt.Sprint(i), Service: e.Service, Address: e.Address, Role: e.Role, User: e.User, State: e.State, Spent: e.spent,
			})
		}
	}
	return list, nil
}

// mishap is what becomes of one request.
type mishap func(req *http.Request, next http.RoundTripper) (*http.Response, error)

var errLine = errors.New("connection reset by peer")

func answerOf(status int, kind, body string) *http.Response {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
	return w.Result()
}

// mishaps are the ways in which a network fails. seen says whether the portal
// gets the request.
var mishaps = []struct {
	name string
	seen bool
	do   mishap
}{
	{"the request is lost", false, func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, errLine }},
	{"the answer is lost", true, func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
		res, err := next.RoundTrip(req)
		if err == nil {
			_ = res.Body.Close()
		}
		return nil, errLine
	}},
	{"the answer is cut", true, func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
		res, err := next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		whole, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
		return res, nil
	}},
	{"503", false, func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return answerOf(503, "text/html", "<h1>503 Service Unavailable"), nil
	}},
	{"502 after the fact", true, func(req *http.Request, next http.RoundTripper) (*http.Response, error) {
		if res, err := next.RoundTrip(req); err == nil {
			_ = res.Body.Close()
		}
		return answerOf(502, "text/html", "<h1>Bad Gateway"), nil
	}},
	{"too slow", false, func(*http.Request, http.RoundTripper) (*http.Response, error) { return nil, context.DeadlineExceeded }},
	{"a page of the hotel", false, func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return answerOf(200, "text/html", "<title>Selamat datang di Wi-Fi hotel</title>"), nil
	}},
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errLine }

// faulty lets one request meet with a mishap.
type faulty struct {
	at, n int
	do    mishap
}

func (f *faulty) RoundTrip(req *http.Request) (*http.Response, error) {
	f.n++
	if f.n == f.at {
		return f.do(req, http.DefaultTransport)
	}
	return http.DefaultTransport.RoundTrip(req)
}

// walk drives wizards until one is done. It returns how many errors they met;
// each must be one that a user can act on.
func walk(t *testing.T, name string, s *practice.Service, c *clock.Manual, d *drawer, demo portal.DemoAccount, killed bool) (enroll.Snapshot, int) {
	t.Helper()
	wizard := enroll.New(s, d, c, enroll.Options{Service: enroll.Practice})
	snap := wizard.Snapshot()
	failures := 0
	for range 120 {
		var action enroll.Action
		switch snap.Stage {
		case enroll.StageStart:
			action = enroll.Begin{}
		case enroll.StageResume:
			action = enroll.Resume{ID: snap.Pending[0].ID}
		case enroll.StageRole:
			action = enroll.ChooseRole{Role: enroll.Role(demo.Role)}
		case enroll.StageClock:
			action = enroll.GoOn{}
		case enroll.StageSignIn, enroll.StageSignAgain:
			action = enroll.SignIn{User: demo.User, Password: []byte(demo.Password)}
		case enroll.StageEnable:
			action = enroll.Enable{}
		case enroll.StageWait, enroll.StageNoBarcode, enroll.StageReload:
			action = enroll.AwaitBarcode{}
		case enroll.StageKey:
			action = enroll.Check{}
		case enroll.StageCheck:
			action = enroll.Logout{}
		case enroll.StageCode:
			action = enroll.SubmitCode{}
		default: // done, or a page that only another portal gets one away from
			return snap, failures
		}
		var err error
		if snap, err = wizard.Do(t.Context(), action); err != nil {
			failures++
			ok := errors.Is(err, enroll.ErrUnreachable) || errors.Is(err, enroll.ErrUnknownFate) || errors.Is(err, enroll.ErrNotAPortal) || errors.Is(err, enroll.ErrProtocol) ||
				errors.Is(err, enroll.ErrCodeSpent) || errors.Is(err, enroll.ErrCodeLate) || errors.Is(err, enroll.ErrCodeUnheard) || errors.Is(err, enroll.ErrNoSession)
			if !ok {
				t.Errorf("%s: %T: %v", name, action, err)
			}
			if killed {
				wizard = enroll.New(s, d, c, enroll.Options{Service: enroll.Practice})
				snap, killed = wizard.Snapshot(), false
			}
		}
		c.Advance(4 * time.Second)
	}
	t.Errorf("%s: still at %s after 120 actions", name, snap.Stage)
	return snap, failures
}

// Whatever happens to whichever request of an enrolment, on the way or on the
// way back: the user reads what is wrong and gets to the end, with the key that
// the portal has.
func TestEnrolmentUnderEveryNetworkFault(t *testing.T) {
	for _, m := range mishaps {
		for _, killed := range []bool{false, true} {
			for at := 1; ; at++ {
				name := fmt.Sprintf("%s at request %d, wizard killed %v", m.name, at, killed)
				f := &faulty{at: at, do: m.do}
				c := clock.NewManual(time.Date(2026, 11, 23, 8, 0, 5, 0, time.UTC))
				p, err := portal.New(portal.Options{Clock: c, Demo: true, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 64, Threads: 1}})
				if err != nil {
					t.Fatal(err)
				}
				server := httptest.NewServer(api.Handler(p, api.Options{}))
				s, err := practice.New(server.URL, f, c)
				if err != nil {
					t.Fatal(err)
				}
				accounts, err := p.DemoAccounts(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				d := &drawer{}
				end, failures := walk(t, name, s, c, d, accounts[0], killed)
				server.Close()
				met := f.n >= at
				if met && failures == 0 {
					t.Errorf("%s: nobody was told", name)
				}
				// A key whose only showing was lost together with the wizard is
				// failure F2a, and the wizard says so.
				lost := killed && m.seen && end.Stage == enroll.StageAlreadyOn && len(d.entries) == 0
				if end.Stage != enroll.StageDone && !lost {
					t.Errorf("%s: ended at %s", name, end.Stage)
				}
				active := 0
				for _, e := range d.entries {
					if e.status == "active" {
						active++
					}
				}
				if !lost && active != 1 {
					t.Errorf("%s: %d entries are active", name, active)
				}
				if !met {
					break
				}
			}
		}
	}
}

// The scenarios that the portal has for this, over the whole way.
func TestEnrolmentOnABadNetwork(t *testing.T) {
	for _, scenario := range []string{"failing-network=2", "failing-network=3", "failing-network=7", "slow-network=30ms", "slow-network=10ms,failing-network=4"} {
		l := newLab(t, scenario)
		d := &drawer{}
		end, failures := walk(t, scenario, l.Service, l.clock, d, l.demo, false)
		if end.Stage != enroll.StageDone {
			t.Errorf("%s: ended at %s after %d failures", scenario, end.Stage, failures)
		}
		if scenario != "slow-network=30ms" && failures == 0 {
			t.Errorf("%s: nothing failed", scenario)
		}
		t.Logf("%s: %d failures", scenario, failures)
	}
}
