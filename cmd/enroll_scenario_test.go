package cmd_test

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/otp"
	practiced "sandi/internal/portal"
	"sandi/vault"
)

// named returns a scenario as a test plays it: with a value that does not keep
// anybody waiting.
func named(s practiced.Scenario) string {
	quick := map[string]string{
		"slow-barcode": "1.5s", "slow-network": "40ms", "login-timeout": "2s", "late-mail": "15m", "clock": "+1m30s", "failing-network": "3",
	}
	if s.Value == "" {
		return s.Name
	}
	if v, ok := quick[s.Name]; ok {
		return s.Name + "=" + v
	}
	return s.Name + "=" + s.Value
}

// ending is how a run without questions ends.
type ending struct {
	exit     int
	state    string   // of the entry; "" where there is none
	through  string   // a state of the portal that the run came through
	problems []string // that it told, among others
	helpdesk bool
}

// alone says for every scenario how a run without questions ends. A scenario
// that is not here fails the test.
var alone = map[string]ending{
	"normal":          {state: "active"},
	"slow-barcode":    {state: "active"},
	"enabled-before":  {exit: 7, through: "ENABLING_WAIT", problems: []string{"enroll.no-barcode"}, helpdesk: true},
	"stale-browser":   {state: "active", through: "KEY_SHOWN"},
	"refresh-rotates": {state: "active"},
	"login-timeout":   {state: "active"},
	"forced-qr":       {state: "active", through: "KEY_SHOWN"},
	"ketat":           {state: "active"},
	"lampau":          {state: "active"},
	"lazim":           {state: "active"},
	"longgar":         {state: "active"},
	"belajar":         {state: "active"},
	"lock-5":          {state: "active"},
	"lock-30":         {state: "active"},
	"no-lock":         {state: "active"},
	"clock":           {exit: 6, problems: []string{"enroll.clock-far"}},
	"late-mail":       {state: "active"},
	"disabled":        {state: "active", through: "KEY_SHOWN"},
	"lost-key":        {exit: 7, through: "TOTP_PROMPT", problems: []string{"enroll.already-enabled"}, helpdesk: true},
	"slow-network":    {state: "active"},
	"failing-network": {state: "active", problems: []string{"enroll.unreachable"}},
}

func TestEveryScenarioWithoutQuestions(t *testing.T) {
	t.Parallel()
	for _, s := range practiced.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			want, ok := alone[s.Name]
			if !ok {
				t.Fatal("nobody has said how this scenario ends")
			}
			d := newDesk(t)
			d.sys.Patience = 1500 * time.Millisecond // the portal tells times in whole seconds
			if code := d.run("", "enroll", "--json", "--scenario", named(s)); code != want.exit {
				t.Errorf("exit %d, want %d\n%s", code, want.exit, d.err.String())
			}
			doc := d.document()
			if doc.State != want.state || doc.Entry.Status != want.state || doc.Helpdesk != want.helpdesk {
				t.Errorf("state %q, entry %q, helpdesk %v; want %+v", doc.State, doc.Entry.Status, doc.Helpdesk, want)
			}
			if !slices.Contains(doc.Scenarios, named(s)) {
				t.Errorf("the document names the scenarios %q", doc.Scenarios)
			}
			if want.through != "" && !slices.ContainsFunc(doc.Steps, func(s struct {
				State string
				At    time.Time
			}) bool {
				return s.State == want.through
			}) {
				t.Errorf("never came to %s: %v", want.through, doc.Steps)
			}
			for _, code := range want.problems {
				if !slices.ContainsFunc(doc.Problems, func(p struct{ At, Stage, Code, Text string }) bool {
					return p.Code == code && p.Text != "" && p.Stage != ""
				}) {
					t.Errorf("did not tell %s: %+v", code, doc.Problems)
				}
			}
			if want.problems == nil && len(doc.Problems) > 0 {
				t.Errorf("told %+v", doc.Problems)
			}
			n := d.statuses()
			if want.state != "" && (len(n) != 1 || n[vault.Status(want.state)] != 1) || want.state == "" && len(n) != 0 {
				t.Errorf("entries are %v", n)
			}
		})
	}
}

// clock=… with the flag that a person has to give.
func TestScenarioWithTheMeasuredClock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if code := d.run("", "enroll", "--json", "--corrected", "--scenario", "clock=-3h,ketat"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.document(); !doc.Clock.Corrected || doc.State != "active" || len(doc.Scenarios) != 2 {
		t.Errorf("got %+v", doc)
	}
}

func TestScenariosUsedWrongly(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		args []string
		told string
	}{
		{[]string{"enroll", "--scenario", "ketatt"}, "ketat"},
		{[]string{"enroll", "--scenario", "ketat,longgar"}, ""},
		{[]string{"enroll", "--scenario", "clock=soon"}, ""},
		{[]string{"enroll", "--scenario", "ketat", "http://127.0.0.1:1"}, "practice portal that sandi starts itself"},
	} {
		for _, face := range []string{"--plain", "--json"} {
			if code := d.run("", append(tt.args, face)...); code != 2 || !strings.Contains(d.err.String(), tt.told) || d.out.Len() > 0 {
				t.Errorf("%v: exit %d\n%s%s", tt.args, code, d.err.String(), d.out.String())
			}
		}
	}
}

// talk is a conversation: what is typed, and what must have been told.
type talk struct {
	answers []string // "" is Enter; "…8s" waits before the next answer, which may be read up to one question early
	told    []string
	active  int
	retired int
	pending int
}

// way is what one types where nothing goes wrong, from the page for the key on.
var way = []string{"", "", "", ""} // past the key, Logout, user id, code

func answers(parts ...any) (out []string) {
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, p)
		case []string:
			out = append(out, p...)
		}
	}
	return out
}

// talks says for every scenario how a conversation goes.
var talks = map[string]talk{
	"normal":       {answers: answers("", "", "", way), active: 1},
	"slow-barcode": {answers: answers("", "", "", way), told: []string{"Waiting for the barcode, about 2 s more"}, active: 1},
	"enabled-before": {
		// Yes, clicked before; sign in; no key: the helpdesk, then a new barcode.
		answers: answers("", "", "", "1", "1", "", "2", "1", "1", "", way),
		told: []string{
			"# The barcode does not come", "Have you, or somebody else, clicked ENABLE TOTP", "# TOTP was enabled before", "# TOTP is on already",
			"# Ask the helpdesk", "Account: PENYEDIA, user id penyedia.demo", "Never send the Secret Key", "Sent to the portal's helpdesk at",
		}, active: 1,
	},
	"stale-browser": {
		answers: answers("", "", "", "2", "1", way),
		told:    []string{"# The barcode does not come", "# Reload the page"}, active: 1,
	},
	"refresh-rotates": {
		answers: answers("", "", "", "4", way),
		told:    []string{"The reload brought another key"}, active: 1, retired: 1,
	},
	"login-timeout": {
		answers: answers("", "…8s", "", "", "", way),
		told:    []string{"The login page stays open for 2 s", "was open for too long", "with the password you typed", "Your code is ready before you type the password"}, active: 1,
	},
	"forced-qr": {answers: answers("", "", way), told: []string{"# Waiting for the barcode"}, active: 1},
	"ketat":     {answers: answers("", "", "", way), active: 1},
	"lampau":    {answers: answers("", "", "", way), active: 1},
	"lazim":     {answers: answers("", "", "", way), active: 1},
	"longgar":   {answers: answers("", "", "", way), active: 1},
	"belajar":   {answers: answers("", "", "", way), active: 1},
	"lock-5": {
		answers: answers("", "", "", "", "", "", "000001", "000002", "000003", "000004", "000005", "", "q"),
		told: []string{
			"Refused so far, one after the other: 6", "The account may be locked by now", "1. Wait 15 minutes", "Use the code that sandi shows",
			"Continue later: sandi enroll",
		}, pending: 1,
	},
	"lock-30": {
		answers: answers("", "", "", "", "", "", "000001", "000002", "000003", "000004", "000005", ""),
		told:    []string{"Refused so far, one after the other: 5"}, active: 1,
	},
	"no-lock": {
		answers: answers("", "", "", "", "", "", "000001", "000002", "000003", "000004", "000005", "000006", ""),
		told:    []string{"Refused so far, one after the other: 6"}, active: 1,
	},
	"clock": {
		answers: answers("", "", "", "", way),
		told:    []string{"90 s", "Every code would be refused", "Codes use the measured time"}, active: 1,
	},
	"late-mail": {
		// RESET TOTP is read about, clicked and of no use.
		answers: answers("", "", "", "", "", "", "?", "4", "2", "1", "2", ""),
		told: []string{
			"# What RESET TOTP does", "It makes no new key", "RESET TOTP was clicked at", "The mail is expected at", "The inbox is empty as yet",
		}, active: 1,
	},
	"disabled":     {answers: answers("", "", way), active: 1},
	"lost-key":     {answers: answers("", "", "2", "1", "1", "", way), told: []string{"# TOTP is on already", "# Ask the helpdesk", "the helpdesk answers at once"}, active: 1},
	"slow-network": {answers: answers("", "", "", way), active: 1},
	"failing-network": {
		answers: slices.Repeat([]string{""}, 40),
		told:    []string{"The portal cannot be reached"}, active: 1,
	},
}

// typed is an input that takes its time where it is told to.
func typed(answers []string) io.Reader {
	r, w := io.Pipe()
	go func() {
		for _, a := range answers {
			if wait, ok := strings.CutPrefix(a, "…"); ok {
				d, _ := time.ParseDuration(wait)
				time.Sleep(d)
				continue
			}
			if _, err := io.WriteString(w, a+"\n"); err != nil {
				return
			}
		}
		_ = w.Close()
	}()
	return r
}

func (d *desk) talk(answers []string, args ...string) int {
	d.t.Helper()
	d.out.Reset()
	d.err.Reset()
	d.sys.In, d.sys.Out, d.sys.Err = typed(answers), &d.out, &d.err
	return cmd.Main(args, d.sys)
}

func TestEveryScenarioInConversation(t *testing.T) {
	t.Parallel()
	for _, s := range practiced.Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			want, ok := talks[s.Name]
			if !ok {
				t.Fatal("nobody has said how this conversation goes")
			}
			d := newDesk(t)
			d.sys.Patience = 1500 * time.Millisecond // the portal tells times in whole seconds
			if code := d.talk(want.answers, "enroll", "--plain", "--scenario", named(s)); code != 0 {
				t.Fatalf("exit %d\n%s", code, d.err.String())
			}
			told := d.err.String()
			for _, text := range want.told {
				if !strings.Contains(told, text) {
					t.Errorf("never said %q:\n%s", text, told)
				}
			}
			if s.Name != "normal" && !strings.Contains(told, "The practice portal plays: "+named(s)) {
				t.Error("does not say what the portal plays")
			}
			if want.active > 0 && !strings.Contains(told, "Anda sudah berhasil login") {
				t.Errorf("never came to the end:\n%s", told)
			}
			if n := d.statuses(); n[vault.Active] != want.active || n[vault.Retired] != want.retired || n[vault.Pending] != want.pending {
				t.Errorf("entries are %v\n%s", n, told)
			}
			fitForScreenReaders(t, told)
			for _, e := range d.entries() {
				if strings.Contains(told, e.Key.Secret.Base32()) || strings.Contains(told, e.Key.Secret.Grouped()) {
					t.Error("the key was told unasked")
				}
			}
		})
	}
}

// fitForScreenReaders: no control sequence, no key of the catalogue, no
// placeholder, no line that is drawn instead of written.
func fitForScreenReaders(t *testing.T, told string) {
	t.Helper()
	if strings.ContainsAny(told, "\x1b\r\b\t") {
		t.Error("the conversation moves the cursor")
	}
	for line := range strings.Lines(told) {
		if strings.ContainsAny(line, "{}│─█▄") || strings.Contains(line, "enroll.") {
			t.Errorf("a line is not for reading aloud: %q", line)
		}
	}
}

// DISABLE TOTP from the last page: explained, clicked, the old entry retired,
// and on through the new barcode to the end.
func TestDisableInConversation(t *testing.T) {
	t.Parallel() // waits for the next code
	d := newDesk(t)
	in := answers("", "", "", way, "d", "", "d", "2", "1", "", way)
	if code := d.talk(in, "enroll", "--plain"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	for _, want := range []string{
		"# What DISABLE TOTP does", "throws the present key away", "# TOTP is off, the old key is void", "The old entry is marked as retired", "Sign in again right away",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("never said %q:\n%s", want, told)
		}
	}
	if n := d.statuses(); n[vault.Active] != 1 || n[vault.Retired] != 1 {
		t.Errorf("entries are %v\n%s", n, told)
	}
}

// The mail of RESET TOTP comes by SMTP into the portal's inbox while the
// conversation goes on.
func TestMailedCodeInConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := answers("", "", "", "", "", "", "?", "4", "2", "…6s", "1", "2", "")
	if code := d.talk(in, "enroll", "--plain", "--scenario", "late-mail=1s"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	if !regexp.MustCompile(`(?m)^- \d\d:\d\d:\d\d, from .*@.*: .*RESET TOTP`).MatchString(told) || !strings.Contains(told, "Anda sudah berhasil login") {
		t.Errorf("got\n%s", told)
	}
	fitForScreenReaders(t, told)
}

// TOTP is on and its key on another device: a code from there, DISABLE TOTP,
// and sandi has a key of its own without anybody's help.
func TestCodeOfAnotherDeviceInConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	address, user := outside(t, d)
	password, err := os.ReadFile(d.dir + ".service")
	if err != nil {
		t.Fatal(err)
	}
	phone, err := practice.New(address, nil, d.sys.Clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := phone.SignIn(t.Context(), enroll.Penyedia, user, bytes.TrimSpace(password)); err != nil {
		t.Fatal(err)
	}
	if _, err := phone.Enable(t.Context()); err != nil {
		t.Fatal(err)
	}
	var key otp.Key
	for ready := false; !ready; time.Sleep(10 * time.Millisecond) {
		var b enroll.Barcode
		if b, ready, err = phone.Barcode(t.Context()); err != nil {
			t.Fatal(err)
		}
		key = b.Key
	}
	if err := phone.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	typed, err := key.CodeAt(d.sys.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	in := answers("", "1", "000001", "1", typed.Reveal(), "2", "1", "", way)
	if code := d.talk(in, "enroll", "--plain", "--role", "penyedia", "--user", user, "--service-password-file", d.dir+".service", address); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	for _, want := range []string{"# TOTP is on already", "Refused so far", "sandi does not have its key", "# TOTP is off", "the key is active in your vault"} {
		if !strings.Contains(told, want) {
			t.Errorf("never said %q:\n%s", want, told)
		}
	}
	if n := d.statuses(); n[vault.Active] != 1 || len(n) != 1 {
		t.Errorf("entries are %v", n)
	}
}
