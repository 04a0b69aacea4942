//go:build linux || darwin

package cmd_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The operator's screen from start to end: a user's attempt is on it within
// seconds, a scenario is switched, the operator key stays hidden until it is
// asked for, and nothing is left behind.
func TestPracticeOnATerminal(t *testing.T) {
	before := normal(t)
	run, vault := t.TempDir(), filepath.Join(t.TempDir(), "vault")
	s := sit(t, []string{"XDG_RUNTIME_DIR=" + run, "SANDI_VAULT=" + vault}, "practice", "--listen", "127.0.0.1:0", "--scenario", "clock=+5m")
	s.sees(`◆ operator`)
	s.sees(`Portal's clock +..:..:.. · 5 min fast`)
	note := filepath.Join(run, "sandi", "practice.json")
	b, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	var left struct {
		URL string `json:"url"`
		Key string `json:"operator_key"`
	}
	if err := json.Unmarshal(b, &left); err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(left.URL+"/api/v1/sessions", "application/json", strings.NewReader(`{"role":"penyedia","user_id":"penyedia.demo","password":"salah"}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	s.sees(`penyedia\.demo +wrong password +✕ refused`)
	s.types("2")
	s.sees(`\[x\] clock=\+5m|\[ \] normal`)
	s.types("n")
	s.sees(`\[x\] normal`)
	if strings.Contains(s.everything(), left.Key[:11]) {
		t.Error("the operator key was shown unasked")
	}
	s.types("6k")
	s.sees(left.Key)
	s.types("q")
	s.sees(`Stop the portal\?`)
	s.types("\x1b[C\r")
	if got := s.ends(before); got != 0 {
		t.Errorf("exit code: got %d, want 0", got)
	}
	if strings.Contains(s.screen(), left.Key[:11]) {
		t.Error("the operator key is left on the terminal")
	}
	for _, gone := range []string{note, vault} {
		if _, err := os.Stat(gone); !os.IsNotExist(err) {
			t.Errorf("%s: %v, want it not to exist", filepath.Base(gone), err)
		}
	}
	if _, err := http.Get(left.URL); err == nil {
		t.Error("the portal still answers")
	}
}

// Ctrl-C ends screen and portal at once, with the terminal as it was; --plain
// tells the key to who sits there.
func TestPracticeOnATerminalInterrupted(t *testing.T) {
	before := normal(t)
	run := t.TempDir()
	for name, tt := range map[string]struct {
		args []string
		sees string
	}{
		"screen": {[]string{"practice", "--listen", "127.0.0.1:0"}, `Operator key +hidden`},
		"plain":  {[]string{"practice", "--listen", "127.0.0.1:0", "--plain"}, `Operator key: [A-Z2-7]{5}-`},
	} {
		t.Run(name, func(t *testing.T) {
			s := sit(t, []string{"XDG_RUNTIME_DIR=" + run}, tt.args...)
			s.sees(tt.sees)
			start := time.Now()
			s.types("\x03")
			if got := s.ends(before); got != 130 {
				t.Errorf("exit code: got %d, want 130", got)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("ending took %v", took)
			}
			if _, err := os.Stat(filepath.Join(run, "sandi", "practice.json")); !os.IsNotExist(err) {
				t.Errorf("the note is left: %v", err)
			}
		})
	}
}
