package cmd_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sandi/cmd"
	"sandi/internal/clock"
)

// startedAt is the clock of a script that sets SANDI_TEST_NOW: it starts there
// and goes on as time does.
type startedAt struct{ at, since time.Time }

func (c startedAt) Now() time.Time { return c.at.Add(time.Since(c.since)) }

// sandi is the program as scripts run it: the real one, with a key derivation
// that costs a millisecond.
func sandi() {
	sys := cmd.NewSystem()
	sys.Vault.WorkFactor = 10
	// The executable is the test itself, which must not start tests.
	sys.Self = func() (string, error) { return exec.LookPath("sandi") }
	if text := os.Getenv("SANDI_TEST_NOW"); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			panic(err)
		}
		sys.Clock = startedAt{at, time.Now()}
	}
	if text := os.Getenv("SANDI_TEST_OFFSET"); text != "" {
		sys.Measure = func(context.Context) clock.Measurement { return measured(sys.Clock.Now(), text) }
	}
	os.Exit(cmd.Main(os.Args[1:], sys))
}

// measured is what a time server would have said that shows this clock to be
// off by so much; "none" if none answers.
func measured(at time.Time, offset string) clock.Measurement {
	d, err := time.ParseDuration(offset)
	r := clock.Reference{Kind: clock.KindNTP, Name: "time.example.org", Offset: d, Uncertainty: 200 * time.Millisecond, At: at, Err: err}
	m := clock.Measurement{At: at, References: []clock.Reference{r}}
	if err == nil {
		m.Best = &r
	}
	return m
}

func TestMain(m *testing.M) {
	testscript.Main(apart{m}, map[string]func(){"sandi": sandi})
}

// apart keeps what the program remembers of vaults out of the developer's own.
type apart struct{ *testing.M }

func (m apart) Run() int {
	dir, err := os.MkdirTemp("", "sandi-test-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.Setenv("SANDI_STATE", dir); err != nil {
		panic(err)
	}
	return m.M.Run()
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SANDI_VAULT", env.WorkDir+"/vault")
			env.Setenv("SANDI_LANG", "en")
			env.Setenv("TERM", "xterm-256color")
			env.Setenv("XDG_RUNTIME_DIR", env.WorkDir+"/run")
			env.Setenv("SANDI_STATE", env.WorkDir+"/state")
			return nil
		},
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "portal": portalRuns, "post": post, "only": renameOnly, "plugin": pluginInstalled, "odd": oddEntry, "typed": sheetKey, "photograph": photograph},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// portalRuns waits until a practice portal that runs in the background answers,
// and puts its address and what is needed to reach it into the environment:
//
//	exec sandi practice --listen 127.0.0.1:0 --json &portal&
//	portal
//	exec sandi practice status --url $PORTAL --operator-key-file $NOTE
func portalRuns(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: portal")
	}
	note := ts.MkAbs("run/sandi/practice.json")
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		b, err := os.ReadFile(note)
		var left struct{ URL string }
		if err == nil && json.Unmarshal(b, &left) == nil && left.URL != "" {
			ts.Setenv("PORTAL", left.URL)
			ts.Setenv("NOTE", note)
			return
		}
	}
	ts.Fatalf("no practice portal runs")
}

// post does what a user of the portal does, whatever the portal answers:
//
//	post /api/v1/helpdesk '{"role":"penyedia","user_id":"x","text":"y"}'
func post(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: post PATH JSON")
	}
	answer, err := http.Post(ts.Getenv("PORTAL")+args[0], "application/json", strings.NewReader(args[1]))
	ts.Check(err)
	ts.Logf("%s", answer.Status)
	ts.Check(answer.Body.Close())
}

// pluginInstalled puts an age plugin that needs no hardware on the path, and an
// identity file of it into the working directory:
//
//	plugin kantor.txt
func pluginInstalled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: plugin FILE")
	}
	name := ts.MkAbs("bin/age-plugin-sanditest")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", name, "../vault/testdata/age-plugin-sanditest").CombinedOutput(); err != nil {
		ts.Fatalf("%v\n%s", err, out)
	}
	ts.Setenv("PATH", ts.MkAbs("bin")+string(os.PathListSeparator)+ts.Getenv("PATH"))
	// The same 17 bytes twice: behaviour 0, and a name.
	const identity = "# public key: age1sanditest1qp4kzmn5daezqgpqyqszqgpqyqsqjwzlk7\nAGE-PLUGIN-SANDITEST-1QP4KZMN5DAEZQGPQYQSZQGPQYQSQ2DAWRJ\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(identity), 0o600))
}

// exits runs a program that must end with the given code:
//
//	exits 4 sandi list
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code: got %d, want %d", got, want)
	}
}
