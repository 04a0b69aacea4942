package scenario_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/lab/scenario"
	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// atPortal starts a portal and returns it as a target, and its operator.
func atPortal(t *testing.T) (scenario.Live, *operator.Client) {
	t.Helper()
	p, err := portal.New(portal.Options{
		Clock: clock.System{}, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}, BarcodeDelay: 10 * time.Millisecond,
		OperatorKey: "abcd-efgh-ijkl-mnop",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetScenarios(t.Context(), []string{"longgar"}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{}))
	t.Cleanup(server.Close)
	key, err := operator.ParseKey("abcd-efgh-ijkl-mnop")
	if err != nil {
		t.Fatal(err)
	}
	c, err := operator.New(server.URL, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	return scenario.Live{Address: server.URL, Operator: c, Clock: clock.System{}}, c
}

func TestTheSameFilesPassAtALivePortal(t *testing.T) {
	target, desk := atPortal(t)
	quick := []string{`
name = "login-timeout"
[portal]
conditions = ["login-timeout=1s"]
[[step]]
do = "login"
typing = "1200ms"
expect = "login-timeout"
operator = "timed-out"
[[step]]
do = "login"
expect = "IN_UNPROTECTED"
operator = "accepted"
`, `
name = "enabled-before"
[portal]
conditions = ["enabled-before"]
[[step]]
do = "login"
expect = "IN_UNPROTECTED"
[[step]]
do = "enable"
[[step]]
do = "wait-barcode"
most = "500ms"
expect = "missing"
[[step]]
do = "logout"
[[step]]
do = "login"
expect = "TOTP_PROMPT"
`, `
name = "fast-clock"
start = "code-asked"
[client]
offset = "+1h"
true_zone = "WITA"
ask_portal = false
zone = "Asia/Jakarta"
[[step]]
do = "code"
expect = "refused"
operator = "early-code"
[[step]]
do = "measure"
expect = "+1h"
[[step]]
do = "judge"
expect = "zone-mismatch"
[[step]]
do = "set-clock"
to = "+0s"
[[step]]
do = "code"
operator = "accepted"
`, `
name = "portal-off"
start = "code-asked"
[portal]
conditions = ["clock=+2h"]
[[step]]
do = "code"
expect = "refused"
operator = "expired-code"
[[step]]
do = "measure"
[[step]]
do = "judge"
expect = "server-clock-wrong"
`}
	for _, file := range quick {
		s, err := scenario.Load(strings.NewReader("scenario = 1\ntitle = { id = \"a\", en = \"a\" }"+file), "live.toml")
		if err != nil {
			t.Fatal(err)
		}
		complain(t, play(t, s))
		r, err := scenario.Run(t.Context(), s, target)
		if err != nil {
			t.Fatal(err)
		}
		complain(t, r)
	}
	// It is left as it was found.
	_, active, err := desk.Scenarios(t.Context())
	if err != nil || len(active) != 1 || active[0] != "longgar" {
		t.Errorf("in force afterwards: %v, %v", active, err)
	}
	if list, err := desk.Accounts(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("accounts afterwards: %v, %v", list, err)
	}
}

func TestWhatALivePortalCannotPlayIsRefusedBeforeItBegins(t *testing.T) {
	target, desk := atPortal(t)
	for file, want := range map[string]error{
		"[portal]\ndigits = 8\n[[step]]\ndo = \"logout\"\nexpect = \"no-session\"": scenario.ErrLiveKeys,
		"[[step]]\ndo = \"wait\"\nfor = \"2h\"":                                    scenario.ErrLiveLong,
		"start = \"code-asked\"\n[[step]]\ndo = \"code\"\nmistake = \"malformed\"": scenario.ErrLiveCode,
	} {
		s, err := scenario.Load(strings.NewReader(head+file), "live.toml")
		if err != nil {
			t.Fatal(err)
		}
		r, err := scenario.Run(t.Context(), s, target)
		if err != nil {
			t.Fatal(err)
		}
		got := r.Err
		if got == nil {
			got = r.Steps[0].Err
		}
		if r.Passed() || !errors.Is(got, want) {
			t.Errorf("%s: got %v, want %v", file, got, want)
		}
	}
	if list, err := desk.Accounts(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("accounts afterwards: %v, %v", list, err)
	}
}

// Whoever presses Ctrl-C must not leave a class with a portal on which things
// go wrong.
func TestAnInterruptedRunLeavesThePortalAsItWas(t *testing.T) {
	target, desk := atPortal(t)
	s, err := scenario.Load(strings.NewReader(head+"[portal]\nconditions = [\"ketat\"]\n[[step]]\ndo = \"wait\"\nfor = \"10m\"\n"), "live.toml")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for {
			if _, active, err := desk.Scenarios(t.Context()); err != nil || active[0] == "ketat" {
				cancel()
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	if _, err := scenario.Run(ctx, s, target); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	_, active, err := desk.Scenarios(t.Context())
	if err != nil || len(active) != 1 || active[0] != "longgar" {
		t.Errorf("in force afterwards: %v, %v", active, err)
	}
	if list, err := desk.Accounts(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("accounts afterwards: %v, %v", list, err)
	}
}
