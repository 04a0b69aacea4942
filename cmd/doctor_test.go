package cmd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/cmd"
	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
	"sandi/internal/timesync"
)

// patient is a computer that sandi doctor examines.
type patient struct {
	off, zone time.Duration
	goos      string // "linux" where empty
	system    timesync.State
	env       map[string]string
	stdin     string
}

func (p patient) run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	sys := cmd.NewSystem()
	sys.In, sys.Out, sys.Err = strings.NewReader(p.stdin), &out, &complaints
	if sys.GOOS = p.goos; p.goos == "" {
		sys.GOOS = "linux"
	}
	env := map[string]string{"SANDI_LANG": "en", "TZ": "Test/Zone", "SANDI_STATE": t.TempDir()}
	maps.Copy(env, p.env)
	sys.Getenv = func(name string) string { return env[name] }
	sys.Clock = inZone{clock.Shifted{Base: clock.System{}, By: p.off}, time.FixedZone("", int(p.zone.Seconds()))}
	sys.Timesync = func(context.Context) timesync.State { return p.system }
	code = cmd.Main(append([]string{"doctor"}, args...), sys)
	return code, out.String(), complaints.String()
}

type told struct {
	Cause, Confidence, Title string
	Advice                   []string
}

// report is the machine-readable report, as support desks read it.
type report struct {
	Schema      int     `json:"schema"`
	CollectedAt string  `json:"collected_at"`
	LocalTime   string  `json:"local_time"`
	OS          string  `json:"os"`
	Zone        *string `json:"zone"`
	UTCOffset   int     `json:"utc_offset_minutes"`
	TrueZone    *string `json:"true_zone"`
	References  []struct {
		Kind, Name string
		Offset     *float64 `json:"offset_seconds"`
		Error      *string  `json:"error"`
	} `json:"references"`
	Services []struct {
		Kind, Name string
		Offset     *float64 `json:"offset_seconds"`
	} `json:"service_references"`
	Sync struct {
		Service      *string `json:"service"`
		Running      *bool   `json:"running"`
		Synchronised *bool   `json:"synchronised"`
		LastSync     *string `json:"last_sync"`
	} `json:"sync"`
	Jumps []struct {
		At      string  `json:"at"`
		Seconds float64 `json:"seconds"`
		After   string  `json:"after"`
	} `json:"jumps"`
	NTPBlocked *bool  `json:"ntp_blocked"`
	Rejected   int    `json:"rejected_codes"`
	DualBoot   *bool  `json:"dual_boot"`
	Findings   []told `json:"findings"`
}

func parseReport(t *testing.T, text string) report {
	t.Helper()
	var r report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return r
}

func causes(r report) string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Cause)
	}
	return strings.Join(all, " ")
}

func is(b bool) *bool { return &b }

// What is examined here and judged there gives the same causes, in words for
// that person's computer.
func TestDoctorReportIsJudgedElsewhere(t *testing.T) {
	synced := timesync.State{Service: "chrony", Running: is(true), Synchronised: is(true), LastSync: time.Now().Add(-time.Hour)}
	for _, tt := range []struct {
		name    string
		patient patient
		args    []string
		want    string // the first causes
	}{
		{"right", patient{zone: 7 * time.Hour, system: synced}, nil, "healthy"},
		{"right, and refused", patient{zone: 7 * time.Hour, system: synced}, []string{"--rejected", "3"}, "healthy not-the-clock"},
		{"slow", patient{off: -93 * time.Second, zone: 7 * time.Hour}, nil, "unsynchronised"},
		{"hands moved", patient{off: time.Hour, zone: 7 * time.Hour, goos: "windows", system: timesync.State{Zone: "SE Asia Standard Time", DualBoot: is(false)}}, []string{"--true-zone", "WITA"}, "zone-mismatch"},
		{"two systems", patient{off: 7 * time.Hour, zone: 7 * time.Hour, system: timesync.State{DualBoot: is(true)}}, nil, "dual-boot-linux"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"--url", portal(t, 0)}, tt.args...)
			code, stdout, stderr := tt.patient.run(t, append(args, "--json")...)
			if code != 0 || stderr != "" {
				t.Fatalf("exit code %d, %q", code, stderr)
			}
			here := parseReport(t, stdout)
			if here.Schema != 1 || here.References[0].Error != nil || here.UTCOffset != int(tt.patient.zone.Minutes()) {
				t.Errorf("report %+v", here)
			}
			if got := causes(here); got != tt.want && !strings.HasPrefix(got, tt.want+" ") {
				t.Errorf("causes %q, want %s first", got, tt.want)
			}

			desk := patient{zone: 9 * time.Hour, stdin: stdout, goos: "darwin"}
			code, again, stderr := desk.run(t, "--from", "-", "--json")
			if code != 0 {
				t.Fatalf("exit code %d, %q", code, stderr)
			}
			there := parseReport(t, again)
			if causes(there) != causes(here) {
				t.Errorf("judged as %q there, as %q here", causes(there), causes(here))
			}
			ours, theirs := here, there
			ours.Findings, theirs.Findings = nil, nil
			if diff := cmp.Diff(ours, theirs); diff != "" {
				t.Errorf("the facts changed on the way: %s", diff)
			}
			code, text, _ := desk.run(t, "--from", "-")
			if code != 0 || strings.Contains(text, "our clock") || strings.Contains(text, "this computer") || !strings.Contains(text, "hat computer") {
				t.Errorf("not in words for another's computer: %s", text)
			}
			code, text, _ = patient{stdin: stdout, env: map[string]string{"SANDI_LANG": "id"}}.run(t, "--from", "-")
			if code != 0 || strings.Contains(text, "Jam Anda") || !strings.Contains(text, "omputer itu") {
				t.Errorf("not in words for another's computer: %s", text)
			}
		})
	}
}

// The service's clock is compared with the others, and does not vote.
func TestDoctorService(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := patient{zone: 7 * time.Hour}.run(t, "--url", portal(t, 0), "--service", portal(t, -5*time.Minute), "--json")
	if code != 0 {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	r := parseReport(t, stdout)
	if len(r.References) != 1 || len(r.Services) != 1 || !strings.Contains(causes(r), "server-clock-wrong") {
		t.Errorf("causes %q in %s", causes(r), stdout)
	}
	_, text, stderr := patient{zone: 7 * time.Hour}.run(t, "--url", portal(t, 0), "--service", portal(t, -5*time.Minute))
	if !strings.Contains(text, "The service's own clock") || strings.Count(stderr, "http://127.0.0.1") != 2 {
		t.Errorf("who is asked stands in %q, the service in %s", stderr, text)
	}
}

// Nobody is asked where the person wants that nobody is.
func TestDoctorAsksNobody(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "http://")
	file := filepath.Join(t.TempDir(), "settings.toml")
	write := func(text string) map[string]string {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"SANDI_SETTINGS": file}
	}
	offset, uncertainty := 2*time.Second, 1500*time.Millisecond
	believes := timesync.State{Service: "chrony", Synchronised: is(true), Offset: &offset, Uncertainty: &uncertainty, OffsetBy: "chrony"}

	code, text, stderr := patient{env: write("measure_clock = false\nhttps = [\"" + host + "\"]\nntp = [\"" + host + "\"]\n")}.run(t)
	if code != 0 || asked.Load() != 0 || !strings.Contains(stderr, "measure_clock") || !strings.Contains(text, "could not be checked") {
		t.Errorf("%d asked: %d %q %s", asked.Load(), code, stderr, text)
	}
	code, text, stderr = patient{env: write("https = [\"" + host + "\"]\n"), system: believes}.run(t, "--offline", "--json")
	r := parseReport(t, text)
	if code != 0 || stderr != "" || asked.Load() != 0 || len(r.References) != 1 || r.References[0].Kind != "os" || *r.References[0].Offset != 2 {
		t.Errorf("%d asked: %d %q %s", asked.Load(), code, stderr, text)
	}
	// Without a word of its own the system is no reference, and the clock not right.
	_, text, _ = patient{}.run(t, "--offline", "--json")
	if r := parseReport(t, text); causes(r) != "no-reference" {
		t.Errorf("causes %q", causes(r))
	}
	// The setting that is on asks whom it names, and nobody else.
	_, text, stderr = patient{env: write("https = [\"" + host + "\"]\n")}.run(t)
	if asked.Load() != 0 || !strings.Contains(stderr, "https://"+host) || strings.Contains(stderr, ",") { // the server speaks no TLS
		t.Errorf("asked %q; %s", stderr, text)
	}
}

// Whatever stands in a report, the desk gets a verdict or a clear error.
func TestDoctorRefusesGarbage(t *testing.T) {
	t.Parallel()
	_, printed, _ := patient{zone: 7 * time.Hour}.run(t, "--offline", "--json")
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(printed)); err != nil {
		t.Fatal(err)
	}
	good := compact.String()
	for name, in := range map[string]string{
		"nothing":        "",
		"words":          "my clock is wrong",
		"another object": `{"offset_seconds":0}`,
		"a list":         `[1,2]`,
		"twice":          good + good,
		"cut off":        good[:len(good)/2],
		"a later schema": strings.Replace(good, `"schema":1`, `"schema":2`, 1),
		"a time":         strings.Replace(good, `"local_time":"20`, `"local_time":"x20`, 1),
		"too long":       strings.Replace(good, `{`, `{"padding":"`+strings.Repeat("x", diagnose.MaxReport)+`",`, 1),
	} {
		code, stdout, stderr := patient{stdin: in}.run(t, "--from", "-")
		if code != 1 || stdout != "" || !strings.Contains(stderr, "sandi: error: ") || !strings.Contains(stderr, "sandi: hint: ") {
			t.Errorf("%s: exit code %d, %q, %q", name, code, stdout, stderr)
		}
	}
	// Members of a later version are left alone; what they hold does not reach
	// the terminal.
	in := strings.Replace(good, `{`, `{"later":"\u001b[31m",`, 1)
	in = strings.Replace(in, `"zone":"Test/Zone"`, `"zone":"\u001b]0;x\u0007\u202eZone"`, 1)
	code, stdout, stderr := patient{stdin: in}.run(t, "--from", "-")
	if code != 0 && code != 1 || strings.ContainsAny(stdout+stderr, "\x1b\a\u202e") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
}

func TestDoctorUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--from", "-", "--offline"}, {"--from", "-", "--ntp", "x.example"}, {"--from", "-", "--true-zone", "Bandung"},
		{"--offline", "--ntp", "x.example"}, {"--offline", "--service", "https://x.example"}, {"--service", "x.example"},
		{"--rejected", "-1"}, {"--rejected", "100000"}, {"now"},
	} {
		if code, stdout, stderr := (patient{}).run(t, args...); code != 2 || stdout != "" || stderr == "" {
			t.Errorf("%v: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}

// What the caller says on the telephone may be added to the report.
func TestDoctorFromWithMore(t *testing.T) {
	t.Parallel()
	_, stdout, _ := patient{off: time.Hour, zone: 7 * time.Hour}.run(t, "--url", portal(t, 0), "--json")
	_, again, stderr := patient{stdin: stdout}.run(t, "--from", "-", "--true-zone", "WITA", "--rejected", "2", "--json")
	r := parseReport(t, again)
	if r.TrueZone == nil || *r.TrueZone != "WITA" || r.Rejected != 2 || !strings.HasPrefix(causes(r), "zone-mismatch") {
		t.Errorf("%s %q", again, stderr)
	}
}

// A report holds nothing of a vault: no key, code, password, account or issuer.
func TestDoctorKeepsSecrets(t *testing.T) {
	t.Parallel()
	const key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	secrets := []string{key, "12345678901234567890", "Very Secret Issuer", "penyedia-77", "correct horse battery", "report-secret-tag"}
	home := t.TempDir()
	password := filepath.Join(home, "password")
	if err := os.WriteFile(password, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"SANDI_VAULT": filepath.Join(home, "vault"), "SANDI_PASSWORD_FILE": password, "SANDI_STATE": filepath.Join(home, "state")}
	run := func(stdin string, args ...string) string {
		var out, complaints bytes.Buffer
		sys := cmd.NewSystem()
		sys.In, sys.Out, sys.Err = strings.NewReader(stdin), &out, &complaints
		sys.GOOS = "linux"
		sys.Getenv = func(name string) string { return env[name] }
		sys.Vault.WorkFactor = 10
		sys.Timesync = func(context.Context) timesync.State { return timesync.State{} }
		if code := cmd.Main(args, sys); code != 0 {
			t.Fatalf("%v: exit code %d, %s", args, code, complaints.String())
		}
		return out.String() + complaints.String()
	}
	run("", "init")
	run("otpauth://totp/Very%20Secret%20Issuer:penyedia-77?secret="+key+"&issuer=Very%20Secret%20Issuer", "add", "-")
	code := strings.TrimSpace(run("", "code", "penyedia-77"))
	if code == "" {
		t.Fatal("the vault has no code, so nothing would be proved")
	}
	url := portal(t, 0) + "/penyedia-77?key=" + key
	for _, args := range [][]string{{"doctor", "--json"}, {"doctor"}} {
		got := run("", append(args, "--url", url, "--service", strings.Replace(url, "http://", "http://penyedia-77:"+key+"@", 1))...)
		for _, secret := range slices.Concat(secrets, strings.Fields(code)) {
			if len(secret) >= 6 && strings.Contains(got, secret) {
				t.Errorf("%v tells %q: %s", args, secret, got)
			}
		}
	}
}

// What was measured earlier, and the jumps, are told and go into the report;
// each examination adds to it.
func TestDoctorRemembers(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	file := drift.Open(filepath.Join(state, drift.Name))
	now := time.Now()
	if err := file.AddJump(clock.Jump{At: now.Add(-80 * time.Hour), By: 3 * time.Hour, After: clock.AfterResume}); err != nil {
		t.Fatal(err)
	}
	for days := 3; days > 0; days-- {
		off := 8*time.Second - 2*time.Second*time.Duration(days)
		ref := clock.Reference{Kind: clock.KindNTP, Name: "x", Offset: off, Uncertainty: 10 * time.Millisecond, At: now.Add(off - time.Duration(days)*24*time.Hour)}
		if err := file.AddReference(ref); err != nil {
			t.Fatal(err)
		}
	}
	before := len(file.History().Points())
	p := patient{off: 8 * time.Second, zone: 7 * time.Hour, env: map[string]string{"SANDI_STATE": state}}
	// A host that the command line names is being tried out: what it says is told
	// and not remembered.
	named := portal(t, 0)
	if _, _, _ = p.run(t, "--url", named); len(file.History().Points()) != before {
		t.Error("what a named host said was remembered")
	}
	p.env["SANDI_SETTINGS"] = filepath.Join(state, "settings.toml")
	if err := os.WriteFile(p.env["SANDI_SETTINGS"], []byte("ntp = [\""+timeServer(t)+"\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, text, _ := p.run(t)
	for _, want := range []string{" s a day (±", "Left alone, it", "gains ", "forward by 3 h, after sleep"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if after := len(file.History().Points()); after != before+1 {
		t.Errorf("%d points remembered, want %d", after, before+1)
	}
	_, stdout, _ := p.run(t, "--offline", "--json")
	if r := parseReport(t, stdout); len(r.Jumps) != 1 || r.Jumps[0].Seconds != 10800 || r.Jumps[0].After != "resume" {
		t.Errorf("jumps %+v", r.Jumps)
	}
	if after := len(file.History().Points()); after != before+1 {
		t.Errorf("an examination that asked nobody was remembered: %d points", after)
	}
}

// Everything that can be told is told in words, in both languages.
func TestDoctorTellsWhatTheSystemSays(t *testing.T) {
	t.Parallel()
	hardware := 7*time.Hour + time.Second
	for lang, want := range map[string][]string{
		"en": {"chrony, running, automatic time off", "synchronised", "2 h ago", "taken to hold UTC; it is 7 h ahead", "another system", "100 %", "Whoever helps you runs:"},
		"id": {"chrony, berjalan, waktu otomatis mati", "sinkron", "2 jam lalu", "dianggap berisi UTC; lebih cepat 7 jam", "sistem lain", "100%", "Yang membantu Anda"},
	} {
		p := patient{zone: 7 * time.Hour, env: map[string]string{"SANDI_LANG": lang}, system: timesync.State{
			Service: "chrony", Running: is(true), Automatic: is(false), Synchronised: is(true), LastSync: time.Now().Add(-2 * time.Hour),
			RTCLocal: is(false), Hardware: &hardware, DualBoot: is(true),
		}}
		code, text, _ := p.run(t, "--url", portal(t, 0))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s, exit code %d: %q is missing in\n%s", lang, code, w, text)
			}
		}
	}
}

// timeServer answers with the right time on this machine's loopback.
func timeServer(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	stamp := func(b []byte) {
		now := time.Now()
		binary.BigEndian.PutUint32(b, uint32(now.Unix()+2208988800))
		binary.BigEndian.PutUint32(b[4:], uint32(uint64(now.Nanosecond())<<32/1e9))
	}
	go func() {
		in := make([]byte, 128)
		for {
			n, from, err := c.ReadFrom(in)
			if err != nil {
				return
			}
			if n < 48 {
				continue
			}
			out := make([]byte, 48)
			out[0], out[1], out[3] = 4<<3|4, 1, 0xec // version 4, server, stratum 1, a microsecond
			copy(out[12:], "LOCL")
			stamp(out[16:])
			copy(out[24:32], in[40:48])
			stamp(out[32:])
			stamp(out[40:])
			_, _ = c.WriteTo(out, from)
		}
	}()
	return c.LocalAddr().String()
}

// The history is forgotten when told to, without asking anybody.
func TestClockForgetsItsHistory(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	file := drift.Open(filepath.Join(state, drift.Name))
	now := time.Now()
	for i := range 3 {
		if err := file.AddReference(clock.Reference{Kind: clock.KindNTP, At: now.Add(time.Duration(i) * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.AddJump(clock.Jump{At: now, By: time.Hour, After: clock.AfterSet}); err != nil {
		t.Fatal(err)
	}
	forget := func(args ...string) (int, string) {
		var out bytes.Buffer
		sys := cmd.NewSystem()
		sys.Out, sys.Err = &out, &out
		sys.Getenv = func(name string) string { return map[string]string{"SANDI_LANG": "en", "SANDI_STATE": state}[name] }
		return cmd.Main(append([]string{"clock", "--forget-history"}, args...), sys), out.String()
	}
	if code, text := forget("--offline"); code != 2 || len(file.History().Points()) != 3 {
		t.Errorf("with another flag: exit code %d, %s", code, text)
	}
	if code, text := forget(); code != 0 || text != "Forgotten: 3 measurements; jumps of the clock: 1.\n" {
		t.Errorf("exit code %d, %q", code, text)
	}
	if h := file.History(); len(h.Points())+len(h.Jumps()) != 0 {
		t.Error("something is still remembered")
	}
	if code, text := forget("--json"); code != 0 || text != "{\"forgotten_points\":0,\"forgotten_jumps\":0}\n" {
		t.Errorf("exit code %d, %q", code, text)
	}
}
