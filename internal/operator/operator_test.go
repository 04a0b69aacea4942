package operator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/api/apicheck"
)

// office is an operator of a whole portal behind HTTP. All that is said is
// compared with the portal's document.
type office struct {
	*operator.Client
	portal *portal.Portal
	clock  *clock.Manual
	url    string
	key    string
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{clock: clock.NewManual(time.Date(2026, 11, 23, 8, 0, 5, 0, time.UTC))}
	var err error
	o.portal, err = portal.New(portal.Options{Clock: o.clock, Demo: true, Version: "1.2.3", HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	key, err := o.portal.OperatorKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.key = key.Reveal()
	server := httptest.NewServer(api.Handler(o.portal, api.Options{}))
	t.Cleanup(server.Close)
	o.url = server.URL
	checker, err := apicheck.New(nil, t.Errorf)
	if err != nil {
		t.Fatal(err)
	}
	o.Client = client(t, server.URL, o.key, checker).Speaking("en")
	return o
}

func client(t *testing.T, url, key string, transport http.RoundTripper) *operator.Client {
	t.Helper()
	k, err := operator.ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := operator.New(url, k, &http.Client{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ok[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestScenariosAndStatus(t *testing.T) {
	o := open(t)
	all, active, err := o.Scenarios(t.Context())
	if err != nil || len(all) != len(portal.Scenarios()) || !slices.Equal(active, []string{"normal"}) {
		t.Fatalf("%d scenarios, active %q, %v", len(all), active, err)
	}
	if s := all[1]; s.Name == "" || s.Title == "" || s.Note == "" || s.Group == "" {
		t.Errorf("got %+v", s)
	}
	if active, err = o.SetScenarios(t.Context(), []string{"ketat", "clock=+90s,lock-30"}); err != nil || len(active) != 3 {
		t.Fatalf("active %q, %v", active, err)
	}
	got := ok[operator.Status](t)(o.Status(t.Context()))
	want := operator.Status{
		Name: "SPSE Latihan", Version: "1.2.3", TrueTime: o.clock.Now(), PortalTime: o.clock.Now().Add(90 * time.Second), ClockOffset: 90 * time.Second,
		Active: active, Profile: "ketat", LockAfter: 30, LockFor: time.Minute, Accounts: 4, LastAttempt: got.LastAttempt,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || got.LastAttempt == 0 {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if _, err := o.SetScenarios(t.Context(), []string{"gibtsnicht"}); !errors.Is(err, operator.ErrRefused) || !strings.Contains(err.Error(), "gibtsnicht") {
		t.Errorf("got %v", err)
	}
	if active, err = o.SetScenarios(t.Context(), nil); err != nil || !slices.Equal(active, []string{"normal"}) {
		t.Errorf("active %q, %v", active, err)
	}
}

func TestAccountsAndAttempts(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	before := ok[operator.Status](t)(o.Status(ctx)).LastAttempt
	made := ok[operator.Made](t)(o.AddAccount(ctx, operator.NewAccount{Role: "penyedia", User: "baru", Email: "baru@contoh.example"}))
	if made.Password == "" || made.Email != "baru@contoh.example" {
		t.Errorf("got %+v", made)
	}
	if _, err := o.AddAccount(ctx, operator.NewAccount{Role: "penyedia", User: "baru"}); !errors.Is(err, operator.ErrRefused) {
		t.Errorf("a second one of the same name: %v", err)
	}
	list := ok[operator.Import](t)(o.ImportAccounts(ctx, strings.NewReader("role,user_id,password\npenyedia,a,rahasia-12\nnon-penyedia,b,\npenyedia,baru,\n")))
	if len(list.Made) != 2 || list.Made[0].User != "a" || len(list.Failed) != 1 || list.Failed[0].Line != 4 || list.Failed[0].Code != "account-exists" || list.Failed[0].Text == "" {
		t.Errorf("got %+v", list)
	}
	for range 5 {
		_, _ = o.portal.SignIn(ctx, portal.Penyedia, "baru", []byte("salah"))
	}
	view := func(user string) operator.Account {
		t.Helper()
		for _, a := range ok[[]operator.Account](t)(o.Accounts(ctx)) {
			if a.User == user {
				return a
			}
		}
		return operator.Account{}
	}
	if a := view("baru"); !a.Locked || a.Failures != 5 || !a.LockedUntil.Equal(o.clock.Now().Add(15*time.Minute)) || a.TOTP != "off" || a.Role != "penyedia" || a.Demo {
		t.Errorf("got %+v", a)
	}
	if err := o.Unlock(ctx, "penyedia", "baru"); err != nil || view("baru").Locked {
		t.Errorf("got %v, %+v", err, view("baru"))
	}
	if err := o.ResetAccount(ctx, "penyedia", "baru"); err != nil || view("baru").TOTP != "reset" {
		t.Errorf("got %v, %+v", err, view("baru"))
	}
	if err := o.RemoveAccount(ctx, "penyedia", "baru"); err != nil || view("baru").User != "" {
		t.Errorf("got %v, %+v", err, view("baru"))
	}
	for _, user := range []string{"baru", "../x", "a b", "ü"} {
		if err := o.RemoveAccount(ctx, "penyedia", user); !errors.Is(err, operator.ErrNotFound) && !errors.Is(err, operator.ErrNotAPortal) {
			t.Errorf("%q: got %v", user, err)
		}
	}
	attempts := ok[[]operator.Attempt](t)(o.Attempts(ctx, before, 0))
	wrong := 0
	for i, a := range attempts {
		if a.ID <= before || i > 0 && a.ID <= attempts[i-1].ID || a.Note == "" {
			t.Errorf("got %+v", a)
		}
		if a.Verdict == "wrong-password" && a.Act == "sign-in" && a.User == "baru" && a.Note == "wrong password" {
			wrong++
		}
	}
	if wrong != 5 {
		t.Errorf("%d wrong passwords in %+v", wrong, attempts)
	}
	if few := ok[[]operator.Attempt](t)(o.Attempts(ctx, before, 2)); len(few) != 2 || few[0].ID != attempts[0].ID {
		t.Errorf("got %+v", few)
	}
}

func TestMailRequestsAndClasses(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	demo, err := o.portal.DemoAccounts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.SetScenarios(ctx, []string{"lost-key"}); err != nil {
		t.Fatal(err)
	}
	s, err := o.portal.SignIn(ctx, demo[0].Role, demo[0].User, []byte(demo[0].Password))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RequestReset(ctx); err != nil {
		t.Fatal(err)
	}
	if n := ok[operator.Status](t)(o.Status(ctx)); n.MailQueued != 1 || n.Sessions != 1 {
		t.Errorf("got %+v", n)
	}
	o.clock.Advance(20 * time.Minute)
	box := ok[operator.Mailbox](t)(o.Mail(ctx))
	if len(box.Queue) != 1 || box.Queue[0].State != "queued" || box.Queue[0].To == "" || !box.Queue[0].CodeExpires.Before(box.Queue[0].Due) || len(box.Letters) != 0 {
		t.Fatalf("got %+v", box)
	}
	if err := o.portal.Deliver(ctx, portal.Letter{From: "portal@x.example", To: box.Queue[0].To, Subject: "RESET", Body: "isi"}); err != nil {
		t.Fatal(err)
	}
	if box = ok[operator.Mailbox](t)(o.Mail(ctx)); len(box.Letters) != 1 || box.Letters[0].Body != "isi" {
		t.Errorf("got %+v", box.Letters)
	}
	if err := o.portal.AskHelpdesk(ctx, demo[0].Role, demo[0].User, "tolong"); err != nil {
		t.Fatal(err)
	}
	asked := ok[[]operator.Request](t)(o.Requests(ctx))
	if len(asked) != 1 || asked[0].Text != "tolong" || !asked[0].Known || asked[0].User != demo[0].User {
		t.Fatalf("got %+v", asked)
	}
	if err := o.Resolve(ctx, asked[0].ID, true); err != nil {
		t.Error(err)
	}
	if err := o.Resolve(ctx, asked[0].ID, true); !errors.Is(err, operator.ErrNotFound) {
		t.Errorf("a second time: %v", err)
	}
	class := ok[operator.OpenedClass](t)(o.OpenClass(ctx, operator.Class{Name: "Kelas A", Role: "penyedia", Seats: 2, Lasts: time.Hour}))
	if !class.Expires.Equal(o.clock.Now().Add(time.Hour)) || class.URL != o.url+"/class/"+class.Token || class.Seats != 2 {
		t.Errorf("got %+v", class)
	}
	if _, err := o.portal.Join(ctx, class.Token); err != nil {
		t.Error(err)
	}
	if _, err := o.OpenClass(ctx, operator.Class{Name: "", Role: "penyedia", Seats: 2}); !errors.Is(err, operator.ErrRefused) {
		t.Errorf("a class without a name: %v", err)
	}
	if err := o.ResetAll(ctx); err != nil {
		t.Error(err)
	}
	if st := ok[operator.Status](t)(o.Status(ctx)); st.Active[0] != "normal" || st.MailQueued != 0 || st.Requests != 0 || st.Accounts != 5 {
		t.Errorf("got %+v", st)
	}
}

func TestKeys(t *testing.T) {
	o := open(t)
	c := client(t, o.url, "salah-salah-salah-salah", nil)
	for range 20 {
		if _, err := c.Status(t.Context()); !errors.Is(err, operator.ErrKeyRefused) {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := c.Status(t.Context()); !errors.Is(err, operator.ErrTooMany) || !strings.Contains(err.Error(), "wait=") {
		t.Errorf("got %v", err)
	}
	for _, bad := range []string{"", "  ", "dua kata", "é", "a\nb", strings.Repeat("x", 300)} {
		if _, err := operator.ParseKey(bad); !errors.Is(err, operator.ErrBadKey) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
	k, err := operator.ParseKey("  " + o.key + "\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(k), fmt.Sprintf("%+v", struct{ K operator.Key }{k}), fmt.Sprintf("%#v", k), fmt.Sprintf("%q", k)} {
		if strings.Contains(text, o.key) {
			t.Error("the key prints")
		}
	}
	for _, address := range []string{"", "portal", "ftp://x", "http://", "http://u:p@x", "http://x?k=1", "http://x#y"} {
		if _, err := operator.New(address, k, nil); !errors.Is(err, operator.ErrBadAddress) {
			t.Errorf("%q: got %v", address, err)
		}
	}
	if _, err := operator.New("http://127.0.0.1:1", operator.Key{}, nil); !errors.Is(err, operator.ErrBadKey) {
		t.Errorf("got %v", err)
	}
}

// Whatever answers: a fault that says what it is, the key goes to nobody else,
// and nothing of the answer is in the error.
func TestHostileAnswers(t *testing.T) {
	const secret = "kopa-sine-tuda-37"
	var mu sync.Mutex
	asked := []string{}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"no JSON", 200, "<html>" + secret, operator.ErrNotAPortal},
		{"nothing", 200, "", operator.ErrNotAPortal},
		{"another shape", 200, `{"accounts":"` + secret + `"}`, operator.ErrNotAPortal},
		{"endless", 200, `{"accounts":[` + strings.Repeat(" ", 17<<20), operator.ErrNotAPortal},
		{"redirect", 302, "", operator.ErrNotAPortal},
		{"server error", 500, secret, operator.ErrNotAPortal},
		{"no such address", 404, "not here", operator.ErrNotAPortal},
		{"key refused", 401, `{"error":{"code":"operator-key","message":"x"}}`, operator.ErrKeyRefused},
		{"internal", 500, `{"error":{"code":"internal","message":"Portal mengalami gangguan."}}`, operator.ErrRefused},
		{"control characters", 400, `{"error":{"code":"x","message":"a\u001b[2Jb\u202ec\n` + strings.Repeat("y", 1000) + `"}}`, operator.ErrRefused},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", elsewhere.URL)
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, tt.body)
		}))
		_, err := client(t, server.URL, "0123456789abcdef", nil).Accounts(t.Context())
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), secret) || strings.ContainsAny(err.Error(), "\x1b\u202e\n") || len(err.Error()) > 1000) {
			t.Errorf("%s: the error quotes the answer: %.300q", tt.name, err)
		}
		server.Close()
		if _, err := client(t, server.URL, "0123456789abcdef", nil).Status(t.Context()); !errors.Is(err, operator.ErrUnreachable) || strings.Contains(err.Error(), "0123456789abcdef") {
			t.Errorf("%s: with nobody there: %v", tt.name, err)
		}
	}
	if len(asked) > 0 {
		t.Errorf("the key travelled: %d requests", len(asked))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := open(t)
	if _, err := o.Status(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A network that is simulated as bad does not stop the operator from ending it.
func TestOperatorIsSparedTheBadNetwork(t *testing.T) {
	o := open(t)
	if _, err := o.SetScenarios(t.Context(), []string{"slow-network=30s", "failing-network=2"}); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, err := o.Status(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if _, err := o.SetScenarios(t.Context(), []string{"normal"}); err != nil {
		t.Error(err)
	}
}
