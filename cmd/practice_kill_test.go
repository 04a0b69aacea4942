package cmd_test

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// host is a practice portal in a process of its own, and the directory in which
// it leaves its note.
type host struct {
	t    *testing.T
	env  []string
	note string
}

func newHost(t *testing.T) *host {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent signals")
	}
	dir := t.TempDir()
	return &host{t, append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "SANDI_LANG=en"), filepath.Join(dir, "sandi", "practice.json")}
}

// start runs the portal and returns what it announced and its process.
func (h *host) start(args ...string) (announced, *exec.Cmd) {
	h.t.Helper()
	c := h.command(append([]string{"practice", "--json", "--listen", "127.0.0.1:0"}, args...)...)
	return h.announces(c), c
}

// announces starts a portal and waits until it answers.
func (h *host) announces(c *exec.Cmd) announced {
	h.t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	kill := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
	defer kill.Stop()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		h.t.Fatalf("nothing announced: %v", err)
	}
	var said announced
	if err := json.Unmarshal([]byte(line), &said); err != nil {
		h.t.Fatal(err)
	}
	return said
}

func (h *host) command(args ...string) *exec.Cmd {
	path, err := exec.LookPath("sandi")
	if err != nil {
		h.t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Env = h.env
	return c
}

// runs runs a command that must end with an exit code, and returns everything
// that it printed.
func (h *host) runs(want int, args ...string) string {
	h.t.Helper()
	c := h.command(args...)
	out, _ := c.CombinedOutput()
	if got := c.ProcessState.ExitCode(); got != want {
		h.t.Fatalf("%q: got exit code %d, want %d:\n%s", args, got, want, out)
	}
	return string(out)
}

// key is the operator key in the note.
func (h *host) key() string {
	h.t.Helper()
	info, err := os.Stat(h.note)
	if err != nil {
		h.t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		h.t.Errorf("mode of %s: got %o, want 600", h.note, mode)
	}
	b, err := os.ReadFile(h.note)
	if err != nil {
		h.t.Fatal(err)
	}
	var left struct {
		Key string `json:"operator_key"`
	}
	if err := json.Unmarshal(b, &left); err != nil || left.Key == "" {
		h.t.Fatalf("no key in the note: %v", err)
	}
	return left.Key
}

// A portal that is killed loses nothing that it keeps, and the note that it
// leaves behind fools nobody.
func TestPracticeSurvivesBeingKilled(t *testing.T) {
	h, data := newHost(t), t.TempDir()
	first, process := h.start("--data", data, "--scenario", "ketat,clock=+5m", "--class", "3")
	key := h.key()
	list := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(list, []byte("role,user_id,password\npenyedia,andi,kuda-baterai-9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.runs(0, "practice", "accounts", "import", list)
	h.runs(0, "practice", "scenario", "--add", "late-mail=1m")
	if err := process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = process.Wait()

	if _, err := os.Stat(h.note); err != nil {
		t.Fatalf("a killed portal cannot have removed its note: %v", err)
	}
	// Somebody else has taken the address: the key must not reach him.
	asked := make(chan string, 1)
	thief := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Header.Get("Authorization") })}
	l, err := net.Listen("tcp", strings.TrimPrefix(first.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = thief.Serve(l) }()
	if said := h.runs(1, "practice", "status"); !strings.Contains(said, "No practice portal of yours") {
		t.Errorf("stale note: got %q", said)
	}
	_ = thief.Close()
	select {
	case got := <-asked:
		t.Errorf("another program got the request with %q", strings.ReplaceAll(got, key, "the key"))
	default:
	}
	if _, err := os.Stat(h.note); !os.IsNotExist(err) {
		t.Errorf("the stale note is still there: %v", err)
	}

	second, process := h.start("--data", data)
	if got := h.key(); got != key {
		t.Error("the portal has another operator key")
	}
	if want := []string{"ketat", "clock=+5m", "late-mail=1m"}; !slices.Equal(second.Scenarios, want) {
		t.Errorf("scenarios: got %q, want %q", second.Scenarios, want)
	}
	if !slices.Equal(second.Accounts, first.Accounts) {
		t.Errorf("sample accounts: got %+v, want %+v", second.Accounts, first.Accounts)
	}
	if said := h.runs(0, "practice", "accounts"); !strings.Contains(said, "andi") {
		t.Errorf("the imported account is gone:\n%s", said)
	}
	if status := got(t, second.URL+strings.TrimPrefix(first.Class.URL, first.URL)); status != http.StatusOK {
		t.Errorf("the class link after the restart: got %d", status)
	}
	// A second start on the same address and data fails, and changes nothing.
	h.runs(1, "practice", "--plain", "--listen", strings.TrimPrefix(second.URL, "http://"), "--data", data, "--scenario", "lost-key")
	if said := h.runs(0, "practice", "status", "--json"); !strings.Contains(said, `"scenarios":["ketat","clock=+5m","late-mail=1m"]`) {
		t.Errorf("after a start that failed: got %s", said)
	}
	_ = process.Process.Signal(os.Interrupt)
	_ = process.Wait()
	if _, err := os.Stat(h.note); !os.IsNotExist(err) {
		t.Errorf("the note outlives the portal: %v", err)
	}
}

// got gets a page and returns its status.
func got(t *testing.T, address string) int {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// The note goes into no directory that others made or can look into.
func TestPracticeNotesPrivately(t *testing.T) {
	h := newHost(t)
	dir := filepath.Dir(h.note)
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	_, process := h.start()
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode of the directory: got %v, %v, want 700", info.Mode(), err)
	}
	_ = process.Process.Kill()
	_ = process.Wait()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	if err := os.Symlink(elsewhere, dir); err != nil {
		t.Fatal(err)
	}
	said, process := h.start()
	if said.KeyFile != nil {
		t.Errorf("noted in %s, which is a link to another place", *said.KeyFile)
	}
	if left, _ := os.ReadDir(elsewhere); len(left) > 0 {
		t.Errorf("left in another place: %v", left)
	}
	_ = process.Process.Kill()
	_ = process.Wait()
}

// What cannot be started says why, does not leave a note, and tells no secret.
func TestPracticeThatCannotStart(t *testing.T) {
	h := newHost(t)
	dir := t.TempDir()
	file := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	_ = closed.Close()
	here := []string{"practice", "--plain", "--listen", "127.0.0.1:0"}
	for name, tt := range map[string]struct {
		args []string
		exit int
		want string
	}{
		"port taken":           {[]string{"practice", "--plain", "--listen", taken.Addr().String()}, 1, "Another program already listens"},
		"no such address":      {[]string{"practice", "--plain", "--listen", "nowhere"}, 1, "not an address"},
		"unknown scenario":     {append(here, "--scenario", "kettat"), 2, "Did you mean ketat"},
		"scenarios that clash": {append(here, "--scenario", "ketat", "--scenario", "longgar"), 2, "ketat"},
		"impossible value":     {append(here, "--scenario", "clock=soon"), 2, "clock"},
		"garbage for accounts": {append(here, "--accounts", file("garbage.csv", "nothing\nof a table\n")), 1, "sandi: error: "},
		"no file of accounts":  {append(here, "--accounts", filepath.Join(dir, "none.csv")), 1, "none.csv"},
		"no mail server":       {append(here, "--smtp", nobody), 1, nobody},
		"mail user alone":      {append(here, "--smtp", nobody, "--smtp-user", "a"), 2, "--smtp-password-file"},
		"mail password alone":  {append(here, "--smtp-password-file", "x"), 2, "--smtp"},
		"bad sender":           {append(here, "--mail-from", "nobody at all"), 1, "sender"},
		"DSN on command line":  {append(here, "--data", dir, "--database", "postgres://a:geheim@localhost/x"), 2, "does not belong on the command line"},
		"database alone":       {append(here, "--database", file("dsn", "host=127.0.0.1 password=geheim")), 2, "--data"},
		"no database":          {append(here, "--data", filepath.Join(dir, "pg"), "--database", file("dsn2", "postgres://a:geheim@"+nobody+"/x?connect_timeout=2")), 1, "sandi: error: "},
		"too large a class":    {append(here, "--class", "1001"), 2, "1000"},
		"no class":             {append(here, "--class", "0"), 2, "1000"},
		"public address":       {append(here, "--public-url", "latihan.example.org"), 2, "https://"},
		"file in the way":      {append(here, "--record", file("trace", "x")), 1, "Choose a new file"},
		"record and replay":    {[]string{"practice", "--record", "a", "--replay", "b"}, 2, "--replay"},
		"no trace":             {[]string{"practice", "--replay", filepath.Join(dir, "none")}, 1, "none"},
		"not a trace":          {[]string{"practice", "--replay", file("garbage", "{}\n")}, 1, "sandi: error: "},
		"unknown command":      {[]string{"practice", "scenarios"}, 2, "scenario"},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			said := h.runs(tt.exit, tt.args...)
			if !strings.Contains(said, tt.want) {
				t.Errorf("got %q, want %q in it", said, tt.want)
			}
			if strings.Contains(said, "geheim") {
				t.Error("a password is told")
			}
			if _, err := os.Stat(h.note); !os.IsNotExist(err) {
				t.Errorf("a note is left: %v", err)
			}
		})
	}
}

// A trace of what happened plays again the same way, and holds no secret.
func TestPracticeRecordsAndReplays(t *testing.T) {
	h := newHost(t)
	trace := filepath.Join(t.TempDir(), "trace.jsonl")
	said, process := h.start("--record", trace)
	key := h.key()
	for _, password := range []string{"salah-sekali", said.Accounts[0].Password} {
		body := `{"role":"penyedia","user_id":"` + said.Accounts[0].UserID + `","password":"` + password + `"}`
		answer, err := http.Post(said.URL+"/api/v1/sessions", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	h.runs(0, "practice", "scenario", "ketat")
	_ = process.Process.Signal(os.Interrupt)
	_ = process.Wait()
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{key, "salah-sekali", said.Accounts[0].Password} {
		if strings.Contains(string(b), secret) {
			t.Error("a secret is in the trace")
		}
	}
	var report struct{ Acts, Different int }
	if err := json.Unmarshal([]byte(h.runs(0, "practice", "--replay", trace, "--json")), &report); err != nil {
		t.Fatal(err)
	}
	if report.Acts != 3 || report.Different != 0 {
		t.Errorf("got %+v, want 3 acts without a difference", report)
	}
	if told := h.runs(0, "practice", "--replay", trace); !strings.Contains(told, "Played again: 3 acts") {
		t.Errorf("got %q", told)
	}
	other := strings.Replace(string(b), `wrong-password`, `accepted`, 1)
	if other == string(b) {
		t.Fatalf("no wrong password in the trace:\n%s", b)
	}
	if err := os.WriteFile(trace, []byte(other), 0o600); err != nil {
		t.Fatal(err)
	}
	if told := h.runs(1, "practice", "--replay", trace); !strings.Contains(told, "1 of 3 acts went otherwise") {
		t.Errorf("got %q", told)
	}
}
