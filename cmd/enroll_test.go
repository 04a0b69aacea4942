package cmd_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/vault"
)

func TestEnrollHeadless(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	if code := d.run("", "enroll", "--json", "--role", "non-penyedia"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	progress := d.err.String()
	doc := d.document()
	if doc.Service != "practice" || doc.Role != "non-penyedia" || doc.User != "auditor.demo" || doc.State != "active" ||
		doc.Entry.Status != "active" || doc.Message != "Anda sudah berhasil login" || !strings.HasPrefix(doc.Address, "http://127.0.0.1:") ||
		doc.Clock.Corrected || doc.Clock.Offset == nil || doc.Clock.At == nil {
		t.Errorf("got %+v", doc)
	}
	var states []string
	for _, s := range doc.Steps {
		states = append(states, s.State)
	}
	if got, want := strings.Join(states, " "), "HOME IN_UNPROTECTED ENABLING_WAIT KEY_SHOWN ENROLLED_OUT TOTP_PROMPT IN_PROTECTED"; got != want {
		t.Errorf("states %s, want %s", got, want)
	}
	entries := d.entries()
	if len(entries) != 1 || entries[0].Status != vault.Active || entries[0].SpentStep == 0 || !entries[0].Enrolment.Practice {
		t.Errorf("got %d entries", len(entries))
	}
	if strings.Contains(progress, entries[0].Key.Secret.Base32()) || regexp.MustCompile(`\b\d{6}\b|[a-z]+-[a-z]+-[a-z]+-\d\d`).MatchString(progress) {
		t.Errorf("progress holds a key, a code or a password:\n%s", progress)
	}
	if d.data() {
		t.Error("the portal's data are still there")
	}

	// Once more: the new key takes the place of the old one.
	if code := d.run("", "enroll", "--json", "--role", "non-penyedia"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if n := d.statuses(); n[vault.Active] != 1 || n[vault.Retired] != 1 {
		t.Errorf("entries are %v", n)
	}
}

func TestEnrollUsedWrongly(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	locked := newDesk(t)
	locked.sys.Getenv = func(name string) string {
		return map[string]string{"SANDI_LANG": "en", "SANDI_VAULT": locked.dir}[name]
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	none := httptest.NewServer(nil) // answers 404
	defer none.Close()
	for _, tt := range []struct {
		d    *desk
		args []string
		want int
		told string
	}{
		{d, []string{"enroll", "keycloak"}, 2, "keycloak is not available yet"},
		{d, []string{"enroll", "ftp://host"}, 2, "not an http"},
		{d, []string{"enroll", "--json", "--role", "boss"}, 2, "role boss"},
		{d, []string{"enroll", "--json", "--user", "x"}, 2, "account"},
		{d, []string{"enroll", "--json", closed.URL}, 2, "account"},
		{d, []string{"enroll", "a", "b"}, 2, ""},
		{locked, []string{"enroll", "--json"}, 4, ""},
		{locked, []string{"enroll", "--plain"}, 4, ""},
		{d, []string{"enroll", "--json", "--role", "penyedia", "--user", "x", "--service-password-file", d.password, closed.URL}, 1, "cannot be reached"},
		{d, []string{"enroll", "--json", "--role", "penyedia", "--user", "x", "--service-password-file", d.password, none.URL}, 1, "No practice portal"},
		{d, []string{"enroll", "--json", "--user", "penyedia.demo", "--service-password-file", d.password}, 7, "refuses this user id or password"},
		{d, []string{"enroll", "--plain"}, 2, "asks nothing"},
	} {
		if got := tt.d.run("", tt.args...); got != tt.want || !strings.Contains(tt.d.err.String(), tt.told) {
			t.Errorf("%v: exit %d, want %d and %q\n%s", tt.args, got, tt.want, tt.told, tt.d.err.String())
		}
		// Once the portal is asked there is a document, whatever comes of it.
		begun := tt.want == 1 || tt.want == 7
		if begun != (tt.d.out.Len() > 0) {
			t.Errorf("%v: printed %s", tt.args, tt.d.out.String())
		}
		if !begun {
			continue
		}
		if doc := tt.d.document(); doc.Entry.ID != "" || len(doc.Problems) != 1 || doc.Problems[0].Code == "" || doc.Problems[0].Text == "" || doc.Helpdesk {
			t.Errorf("%v: got %+v", tt.args, doc)
		}
	}
	if n := len(d.entries()); n != 0 {
		t.Errorf("%d entries were left behind", n)
	}
}

func TestEnrollAtAnAddress(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	address, user := outside(t, d)
	args := []string{"enroll", "--json", "--role", "penyedia", "--user", user, "--service-password-file", d.dir + ".service", address}
	if code := d.run("", args...); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.document(); doc.Service != "portal" || doc.Address != address {
		t.Errorf("got %+v", doc)
	}
	// TOTP is on there now, and nothing is pending: another run has no way in,
	// and harms nothing.
	if code := d.run("", args...); code != 7 || !strings.Contains(d.err.String(), "TOTP is already on") {
		t.Errorf("exit %d\n%s", code, d.err.String())
	}
	if n := d.statuses(); n[vault.Active] != 1 || len(n) != 1 {
		t.Errorf("entries are %v", n)
	}
}

// A portal that shows a key after each login and never asks for a code is not
// followed for ever.
func TestEnrollAtAPortalWithoutAnEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	shown := 0
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := func(status int, body string) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
		switch path := strings.TrimPrefix(r.URL.Path, "/api/v1"); path {
		case "/portal":
			answer(200, `{"name":"x","version":"1","practice":true,"roles":["penyedia","non-penyedia"],"demo":[],"barcode_delay_seconds":0,"login_timeout_seconds":0,"scenarios":["normal"]}`)
		case "/logins":
			answer(201, `{"ticket":"x","expires_at":null}`)
		case "/sessions":
			answer(201, `{"token":"`+strings.Repeat("A", 43)+`","state":"IN_UNPROTECTED","expires_at":"2099-01-01T00:00:00Z"}`)
		case "/session/enable":
			answer(202, `{"state":"ENABLING_WAIT","ready_at":"2020-01-01T00:00:00Z"}`)
		case "/session/barcode":
			if shown++; shown == 20 {
				t.Error("the portal is followed without end")
			}
			if shown >= 20 {
				answer(500, `{}`)
				return
			}
			answer(200, `{"state":"KEY_SHOWN","uri":"otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP&issuer=a","secret":"JBSWY3DPEHPK3PXP"}`)
		case "/session":
			w.WriteHeader(http.StatusNoContent)
		default:
			answer(404, `{"error":{"code":"not-found","message":"x"}}`)
		}
	}))
	defer portal.Close()
	if code := d.run("", "enroll", "--json", "--role", "penyedia", "--user", "b", "--service-password-file", d.password, portal.URL); code == 0 {
		t.Error("it ended well")
	}
	if doc := d.document(); shown < 2 || len(doc.Problems) == 0 || doc.Problems[len(doc.Problems)-1].Code != "enroll.protocol" {
		t.Errorf("%d keys, %+v", shown, doc.Problems)
	}
}

// At an address the pending key is found by that address: another portal does
// not see it, and starting anew does not take the only way in away.
func TestEnrollTakenUpAgainAtAnAddress(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	address, user := outside(t, d)
	account := []string{"--role", "penyedia", "--user", user, "--service-password-file", d.dir + ".service", address}
	if code := d.run("\n\n\n\nq\n", append([]string{"enroll", "--plain"}, account...)...); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if !strings.Contains(d.err.String(), "Continue later: sandi enroll "+address) {
		t.Errorf("the way back is not told:\n%s", d.err.String())
	}
	left := d.entries()
	if len(left) != 1 || left[0].Status != vault.Pending || left[0].Enrolment.Address != address {
		t.Fatalf("left %d entries\n%s", len(left), d.err.String())
	}
	// Start anew, sign in: the portal asks for a code, and the key turns up again.
	if code := d.run("2\n\nq\n", append([]string{"enroll", "--plain"}, account...)...); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if told := d.err.String(); !strings.Contains(told, "TOTP is on already") || strings.Count(told, "Continue: PENYEDIA, "+user) != 2 {
		t.Errorf("got\n%s", told)
	}
	if code := d.run("", append([]string{"enroll", "--json"}, account...)...); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.document(); doc.Entry.ID != left[0].ID || doc.State != "active" {
		t.Errorf("got %+v", doc)
	}
}

func TestEnrollWithAFarClock(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	address, user := outside(t, d)
	d.sys.Clock = clock.Shifted{Base: d.sys.Clock, By: -93 * time.Second} // the portal's stays right
	args := []string{"enroll", "--json", "--role", "penyedia", "--user", user, "--service-password-file", d.dir + ".service", address}
	if code := d.run("", args...); code != 6 || len(d.entries()) != 0 {
		t.Fatalf("exit %d with %d entries\n%s", code, len(d.entries()), d.err.String())
	}
	if code := d.run("", append(args, "--corrected")...); code != 0 {
		t.Fatalf("corrected: exit %d\n%s", code, d.err.String())
	}
	doc := d.document()
	if off := *doc.Clock.Offset; !doc.Clock.Corrected || off > -92 || off < -94 {
		t.Errorf("corrected %v by %v s", doc.Clock.Corrected, off)
	}
}

// A conversation from the first question to the last, on a script.
func TestEnrollPlain(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	answers := strings.Join([]string{
		"9", "2", // role: a slip, then NON PENYEDIA
		"",           // user id of the demonstration account
		"",           // ENABLE TOTP
		"3", "2", "", // barcode, Secret Key, on
		"2", "", // check again, Logout
		"", // user id again
		"", // sandi's own code
	}, "\n") + "\n"
	if code := d.run(answers, "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	for _, want := range []string{
		"Type a number from 1 to 2", "NON PENYEDIA: user id, password", "Tunggu beberapa saat akan muncul barcode",
		"read back from disk: the same", "✓ A backup holds it too", "does not test the code before Logout",
		"masukan kode TOTP", "Anda sudah berhasil login", "auditor.demo: the key is active",
		"A new vault will be made in " + d.dir, "The new vault is in " + d.dir,
		"the practice portal's agree within", "proves nothing about the true time", "✓ The clock agrees with the portal's",
		"This was practice: auditor.demo exists on the practice portal only", "sandi enroll guided", "And then every day", "DISABLE TOTP",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("never said %q", want)
		}
	}
	if strings.Contains(told, "Nobody can recover") {
		t.Error("speaks of the password of a vault that nobody was asked for")
	}
	if strings.ContainsAny(told, "\x1b\r\b") {
		t.Error("the conversation moves the cursor")
	}
	key := d.entries()[0].Key
	if strings.Contains(told, key.Secret.Base32()) || strings.Contains(told, key.Secret.Grouped()) {
		t.Error("the key was told unasked")
	}
	if !strings.Contains(d.out.String(), "Secret Key: "+key.Secret.Grouped()) || !strings.Contains(d.out.String(), "▄") {
		t.Error("what was asked for did not come")
	}
	if n := d.statuses(); n[vault.Active] != 1 || d.data() {
		t.Errorf("entries are %v, data %v", n, d.data())
	}
}

// The typed code is judged before it is sent, and the words say why not.
func TestEnrollPlainTypedCodes(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	if code := d.run("\n\n\n\n\n\nabc\n12345\n000000\n000000\nq\n", "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	for _, want := range []string{
		"Codes of this key have 6 digits; this one was not sent", "not the one that sandi shows", "was refused a moment ago",
		"not yet confirmed. Continue later: sandi enroll, or p in the codes screen",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("never said %q:\n%s", want, told)
		}
	}
	if strings.Contains(told, "Steam") || strings.Count(told, "have 6 digits") != 2 {
		t.Errorf("got\n%s", told)
	}
	if n := d.statuses(); n[vault.Pending] != 1 || !d.data() {
		t.Errorf("entries are %v, data %v", n, d.data())
	}
}

// Left in the middle, taken up without questions: the same entry, and the
// portal's account is still there for it.
func TestEnrollTakenUpAgain(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	if code := d.run("\n\n\n\nq\n", "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	left := d.entries()
	if len(left) != 1 || left[0].Status != vault.Pending || left[0].Enrolment.State != string(enroll.KeyShown) || !d.data() {
		t.Fatalf("left %d entries, data %v", len(left), d.data())
	}
	if code := d.run("", "enroll", "--json"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.document(); doc.Entry.ID != left[0].ID || doc.State != "active" {
		t.Errorf("got %+v", doc)
	}
	if n := d.statuses(); n[vault.Active] != 1 || len(n) != 1 || d.data() {
		t.Errorf("entries are %v, data %v", n, d.data())
	}
}

func TestEnrollStartedAnew(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	if code := d.run("\n\n\n\nq\n", "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if code := d.run("2\n\n\n\n\n\n\n\n", "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if n := d.statuses(); n[vault.Active] != 1 || n[vault.Retired] != 1 || d.data() {
		t.Errorf("entries are %v, data %v\n%s", n, d.data(), d.err.String())
	}
}

// Ctrl-C while the barcode is awaited.
func TestEnrollInterrupted(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	d.sys.Portal.BarcodeDelay = time.Hour
	d.sys.Interruptible = func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, 6*time.Second)
	}
	// A deadline stands in for the signal; both end the context.
	if code := d.run("", "enroll", "--json"); code == 0 {
		t.Error("exit 0")
	}
	if doc := d.document(); doc.Entry.ID != "" || doc.Steps[len(doc.Steps)-1].State != "ENABLING_WAIT" {
		t.Errorf("got %+v", doc)
	}
	if n := len(d.entries()); n != 0 || d.data() {
		t.Errorf("%d entries and data %v were left behind", n, d.data())
	}
}

// A conversation that ends early says what it leaves and how to go on.
func TestEnrollTellsHowToContinue(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	// Role, user id, ENABLE TOTP, past the barcode: then the input ends.
	if code := d.run("1\n\n\n1\n", "enroll", "--plain"); code == 0 {
		t.Errorf("exit 0\n%s", d.err.String())
	}
	if !strings.Contains(d.err.String(), "Continue later: sandi enroll") {
		t.Errorf("nothing says how to go on:\n%s", d.err.String())
	}
	if entries := d.entries(); len(entries) != 1 || entries[0].Status != vault.Pending {
		t.Errorf("entries: %v", entries)
	}
}

// onWord calls a function once, when what is written holds a word. It runs in
// the writer's goroutine, so the command stands still meanwhile.
type onWord struct {
	io.Writer
	word string
	do   func()
}

func (w *onWord) Write(p []byte) (int, error) {
	if w.do != nil && strings.Contains(string(p), w.word) {
		do := w.do
		w.do = nil
		do()
	}
	return w.Writer.Write(p)
}

// The vault cannot be saved at the very moment when TOTP has come on: the key
// is not given up, and is saved when that is possible again.
func TestEnrollKeepsTryingToSaveTheKey(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	backups := filepath.Join(d.dir, "backups")
	block := func() {
		if err := errors.Join(os.Rename(backups, backups+".away"), os.WriteFile(backups, nil, 0o600)); err != nil {
			t.Error(err)
		}
	}
	clear := func() {
		if err := errors.Join(os.Remove(backups), os.Rename(backups+".away", backups)); err != nil {
			t.Error(err)
		}
	}
	d.sys.Err = &onWord{&onWord{&d.err, "not saved yet", clear}, "Waiting for the barcode", block}
	d.sys.In, d.sys.Out = strings.NewReader(""), &d.out
	code := cmd.Main([]string{"enroll", "--json", "--lang", "en"}, d.sys)
	if code != 0 || !strings.Contains(d.err.String(), "not saved yet") {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.document(); doc.State != "active" {
		t.Errorf("the entry is %s", doc.State)
	}
}

// Two wizards on one vault: the second says so and changes nothing.
func TestTwoEnrolmentsAtOnce(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	in, typed := io.Pipe()
	done := make(chan int)
	first := *d
	first.sys.In, first.sys.Out, first.sys.Err = in, io.Discard, io.Discard
	go func() { done <- cmd.Main([]string{"enroll", "--plain"}, first.sys) }()
	_, _ = io.WriteString(typed, "1\n\n") // role and user id: the portal runs by now
	if code := d.run("", "enroll", "--json"); code != 1 || !strings.Contains(d.err.String(), "under way") {
		t.Errorf("exit %d\n%s", code, d.err.String())
	}
	_, _ = io.WriteString(typed, "q\n")
	if code := <-done; code != 0 {
		t.Errorf("the first one: exit %d", code)
	}
}

// kill -9 with the key on the screen, in a process of its own.
func TestEnrollKilled(t *testing.T) {
	t.Parallel() // each waits for the clock to be measured
	d := newDesk(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Args = []string{"sandi", "enroll", "--plain", "--vault", d.dir, "--password-file", d.password, "--lang", "en"}
	typed, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	told, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(typed, "\n\n\n\n")
	lines := bufio.NewScanner(told)
	reached := false
	for !reached && lines.Scan() {
		reached = strings.Contains(lines.Text(), "Before you log out")
	}
	_ = c.Process.Kill()
	_ = c.Wait()
	if !reached {
		t.Fatal("never came to the check")
	}
	if n := d.statuses(); n[vault.Pending] != 1 || !d.data() {
		t.Fatalf("left %v, data %v", n, d.data())
	}
	if code := d.run("", "enroll", "--json"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if n := d.statuses(); n[vault.Active] != 1 || len(n) != 1 || d.data() {
		t.Errorf("entries are %v, data %v", n, d.data())
	}
}
