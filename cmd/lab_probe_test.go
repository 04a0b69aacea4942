package cmd_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
	practiced "sandi/internal/portal"
	"sandi/internal/portal/api"
)

// TestLabProbe sends two codes to a portal over HTTP; which answers mean what
// is tested in virtual time, in internal/lab/probe.
func TestLabProbe(t *testing.T) {
	t.Parallel() // it waits for the middle of a step
	d := newDesk(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o := cheap
	o.Clock, o.Demo, o.Key = d.sys.Clock, true, otp.Key{Period: 10}
	p, err := practiced.New(o)
	must(err)
	accounts, err := p.DemoAccounts(t.Context())
	must(err)
	account := accounts[0]
	s, err := p.SignIn(t.Context(), account.Role, account.User, []byte(account.Password))
	must(err)
	ready, err := s.Enable(t.Context())
	must(err)
	server := httptest.NewServer(api.Handler(p, api.Options{}))
	defer server.Close()
	time.Sleep(ready.Sub(d.sys.Clock.Now()))
	b, err := s.Barcode(t.Context())
	must(err)
	must(s.Logout(t.Context()))
	uri := otpauth.Format(b.Key)
	key := d.dir + ".key"
	must(os.WriteFile(key, []byte(uri+"\n"), 0o600))

	args := []string{"lab", "probe", server.URL, "--uri-file", key, "--tries", "2", "--json"}
	if got := d.run("", args...); got != 1 || !strings.Contains(d.err.String(), "All 2 codes") {
		t.Fatalf("exit %d: %s", got, d.err.String())
	}
	var doc struct {
		Service  string
		Tries    int
		Accepted int
		Past     *int
		Error    *string
	}
	must(json.Unmarshal(d.out.Bytes(), &doc))
	// Which of the two was accepted is the window's affair, but the first was.
	if doc.Service != server.URL || doc.Tries != 2 || doc.Accepted < 1 || doc.Past != nil || doc.Error == nil {
		t.Errorf("got %s", d.out.String())
	}
	if printed := d.out.String() + d.err.String(); strings.Contains(printed, b.Key.Secret.Base32()) || strings.Contains(printed, account.Password) {
		t.Error("a secret was printed")
	}

	for _, tt := range []struct {
		args []string
		want int
		told string
	}{
		{[]string{"http://192.0.2.1", "--uri-file", key}, 2, "private network"},
		{[]string{"http://[2001:db8::1]:80", "--uri-file", key}, 2, "private network"},
		{[]string{"portal.example", "--uri-file", key}, 2, "http"},
		{[]string{server.URL}, 2, "test account's key"},
		{[]string{server.URL, "--uri-file", key, "--entry", "x"}, 2, "test account's key"},
		{[]string{server.URL, "--uri-file", key, "--role", "boss"}, 2, "boss"},
		{[]string{server.URL, "--uri-file", key, "--user", "x"}, 2, "--service-password-file"},
		{[]string{server.URL, "--uri-file", key, "--reach", "99"}, 2, "--reach"},
		{[]string{server.URL, "--uri-file", key, "--pause", "1ms"}, 2, "--pause"},
		{[]string{server.URL, "--uri-file", key, "--role", "non-penyedia"}, 1, "asks for no code"},
	} {
		if got := d.run("", append([]string{"lab", "probe"}, tt.args...)...); got != tt.want || !strings.Contains(d.err.String(), tt.told) {
			t.Errorf("%v: exit %d, want %d and %q\n%s", tt.args, got, tt.want, tt.told, d.err.String())
		}
	}
}
