package guided_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/otp"
	"sandi/internal/site"
)

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// base is the beginning of a step.
var base = time.Unix(1_800_000_000, 0)

// hand is a clock that is set by hand.
type hand struct{ now time.Time }

func (h *hand) Now() time.Time { return h.now }

// vault is a Vault in memory. fail makes a method fail by name.
type vault struct {
	entries map[string]*entry
	next    int
	fail    map[string]error
	log     []string
}

type entry struct {
	draft  enroll.Draft
	status string
	spent  otp.Step
}

func newVault() *vault { return &vault{entries: map[string]*entry{}, fail: map[string]error{}} }

var errFake = errors.New("fake")

func (v *vault) did(name string) error {
	v.log = append(v.log, name)
	return v.fail[name]
}

func (v *vault) Rehearse(context.Context) error { return v.did("rehearse") }

func (v *vault) Keep(_ context.Context, d enroll.Draft) (string, error) {
	if err := v.did("keep"); err != nil {
		return "", err
	}
	v.next++
	id := string(rune('a' + v.next - 1))
	v.entries[id] = &entry{draft: d, status: "pending"}
	return id, nil
}

func (v *vault) ReadBack(_ context.Context, id string) (otp.Key, error) {
	if err := v.did("read"); err != nil {
		return otp.Key{}, err
	}
	return v.entries[id].draft.Key, nil
}

func (v *vault) Backup(context.Context, string) error { return v.did("backup") }

func (v *vault) Spend(_ context.Context, id string, step otp.Step) error {
	if err := v.did("spend"); err != nil {
		return err
	}
	v.entries[id].spent = step
	return nil
}

func (v *vault) Accept(_ context.Context, id string) error {
	if err := v.did("accept"); err != nil {
		return err
	}
	v.entries[id].status = "active"
	return nil
}

func (v *vault) Note(_ context.Context, id string, s enroll.State) error {
	if err := v.did("note"); err != nil {
		return err
	}
	v.entries[id].draft.State = s
	return nil
}

func (v *vault) Retire(_ context.Context, id string) error {
	if err := v.did("retire"); err != nil {
		return err
	}
	v.entries[id].status = "retired"
	return nil
}

func (v *vault) Pending(context.Context) ([]enroll.PendingEnrolment, error) {
	var out []enroll.PendingEnrolment
	for _, id := range slices.Sorted(maps.Keys(v.entries)) {
		if e := v.entries[id]; e.status == "pending" {
			out = append(out, enroll.PendingEnrolment{ID: id, Service: e.draft.Service, Address: e.draft.Address, User: e.draft.User, State: e.draft.State, Spent: e.spent})
		}
	}
	return out, v.did("pending")
}

func (v *vault) Duplicates(_ context.Context, k otp.Key, own string) ([]guided.Duplicate, error) {
	var out []guided.Duplicate
	for id, e := range v.entries {
		have := e.draft.Key
		if id != own && (have.Secret.Equal(k.Secret) || have.Issuer == k.Issuer && have.Account == k.Account) {
			out = append(out, guided.Duplicate{ID: id, Issuer: have.Issuer, Account: have.Account, Status: e.status, SameKey: have.Secret.Equal(k.Secret)})
		}
	}
	return out, v.did("duplicates")
}

// reader hands out what it was given.
type reader struct {
	texts []string
	err   error
}

func (r *reader) File(context.Context, string) ([]string, error) { return r.texts, r.err }
func (r *reader) Screen(context.Context) ([]string, error)       { return r.texts, r.err }
func (r *reader) Clipboard(context.Context) ([]string, error)    { return r.texts, r.err }

// run is a session with what stands around it.
type run struct {
	t       *testing.T
	s       *guided.Session
	v       *vault
	c       *hand
	r       *reader
	offset  time.Duration
	unknown bool // the clock cannot be measured
}

func start(t *testing.T, profile string, v *vault) *run {
	t.Helper()
	p, err := site.Named(profile)
	if err != nil {
		t.Fatal(err)
	}
	r := &run{t: t, v: v, c: &hand{base.Add(10 * time.Second)}, r: &reader{}}
	r.s = guided.New(guided.Options{Profile: p, Vault: v, Clock: r.c, Reader: r.r, Measure: func(context.Context) clock.Measurement {
		if r.unknown {
			return clock.Measurement{}
		}
		return clock.Measurement{At: r.c.now, Best: &clock.Reference{Kind: clock.KindNTP, Name: "t", Offset: r.offset, At: r.c.now}}
	}})
	return r
}

// do performs actions that must succeed and end on a page.
func (r *run) do(want guided.Stage, actions ...guided.Action) guided.Snapshot {
	r.t.Helper()
	var snap guided.Snapshot
	for _, a := range actions {
		var err error
		if snap, err = r.s.Do(context.Background(), a); err != nil {
			r.t.Fatalf("%T on %s: %v", a, snap.Stage, err)
		}
	}
	if snap.Stage != want {
		r.t.Fatalf("after %T: on %s, want %s", actions[len(actions)-1], snap.Stage, want)
	}
	return snap
}

// refuse performs an action that must fail with a fault and stay on its page.
func (r *run) refuse(want error, a guided.Action) guided.Snapshot {
	r.t.Helper()
	before := r.s.Snapshot().Stage
	snap, err := r.s.Do(context.Background(), a)
	if !errors.Is(err, want) || !errors.Is(snap.Problem, want) {
		r.t.Fatalf("%T on %s: got %v, want %v", a, before, err, want)
	}
	if snap.Stage != before {
		r.t.Fatalf("%T: went from %s to %s in spite of %v", a, before, snap.Stage, err)
	}
	return snap
}

func give(text string) guided.Action { return guided.GiveKey{Text: []byte(text)} }

// toKey leads to the page that takes the key.
func (r *run) toKey() {
	r.t.Helper()
	r.do(guided.StageKey, guided.Begin{}, guided.GoOn{}, guided.Next{}, guided.Account{Site: "SPSE", User: "budi"},
		guided.AnswerBefore{Answer: enroll.AnswerNo}, guided.Next{}, guided.Shown{})
}

// toCode leads to the page with the code on a site that logs out first.
func (r *run) toCode() guided.Snapshot {
	r.t.Helper()
	r.toKey()
	r.do(guided.StageReread, give(strings.ToLower(secret)), guided.Keep{})
	r.do(guided.StageSignAgain, guided.Compare{Result: guided.Same}, guided.Next{})
	return r.do(guided.StageCode, guided.Next{})
}
