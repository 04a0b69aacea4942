package cmd_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/vault"
)

// A simulated clock is measured as a real one that is off as much would be, on
// top of what this computer's is off anyway.
func TestASimulatedClockIsMeasured(t *testing.T) {
	url := portal(t, 0)
	code, stdout, stderr := runClock(t, 0, 0, "--url", url, "--simulate-clock=-95s", "--json")
	var doc struct {
		clockDocument
		Clock struct {
			Simulated float64 `json:"simulated_offset_seconds"`
		}
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil || code != 0 {
		t.Fatalf("exit %d: %v\n%s%s", code, err, stdout, stderr)
	}
	if doc.Offset == nil || math.Abs(*doc.Offset+95) > 1.5 || doc.Clock.Simulated != -95 {
		t.Errorf("got %s", stdout)
	}
	if _, stdout, _ = runClock(t, 90*time.Second, 0, "--url", url, "--simulate-clock=-30s"); !strings.HasPrefix(stdout, "◆ Simulated clock: 30 s slow") ||
		!strings.Contains(stdout, "60.0") && !strings.Contains(stdout, "60 s fast") {
		t.Errorf("got %s", stdout)
	}
}

// The portal refuses the codes of a simulated clock, sandi says why, and what
// is in the vault tells true times.
func TestAnEnrolmentUnderASimulatedClockIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	state := t.TempDir()
	getenv := d.sys.Getenv
	d.sys.Getenv = func(name string) string {
		if name == "SANDI_STATE" {
			return state
		}
		return getenv(name)
	}
	begun := d.sys.Clock.Now()
	// Past the role, going on with the clock as it is, and the refused code.
	said := answers("", "2", "", "", "", "", "", "", "q")
	if code := d.talk(said, "enroll", "--plain", "--simulate-clock=-90s"); code != 7 && code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	told := d.err.String()
	for _, want := range []string{
		"simulated clock, 1 min 30 s slow", "90 s", "SIMULATED CLOCK: 1 min 30 s slow", "The portal refuses the code", "Refused so far",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("never said %q:\n%s", want, told)
		}
	}
	ended := d.sys.Clock.Now()
	all := d.entries()
	if len(all) != 1 || all[0].Status != vault.Pending {
		t.Fatalf("%d entries", len(all))
	}
	for what, at := range map[string]time.Time{"created": all[0].Created, "modified": all[0].Modified} {
		if at.Before(begun.Add(-2*time.Second)) || at.After(ended.Add(time.Second)) {
			t.Errorf("%s at %v, and not between %v and %v", what, at, begun, ended)
		}
	}
	if _, err := os.Stat(filepath.Join(state, "clock.json")); err == nil {
		t.Error("the history of the clock has begun")
	}
	backups, err := filepath.Glob(filepath.Join(d.dir, "backups", "vault-*"))
	if err != nil || len(backups) == 0 {
		t.Fatalf("no backups: %v", err)
	}
	for _, file := range backups {
		name := strings.TrimSuffix(filepath.Base(file), ".age")
		at, err := time.Parse("20060102T150405Z", name[strings.LastIndex(name, "-")+1:])
		if err != nil || at.Before(begun.Add(-2*time.Second)) || at.After(ended.Add(time.Second)) {
			t.Errorf("%s: %v, and not between %v and %v", name, err, begun, ended)
		}
	}
}

// A code of a clock that is fast by hours was accepted by nobody, so that its
// step is not kept from the codes of the true time.
func TestAFastSimulatedClockSpendsNothingForHours(t *testing.T) {
	t.Parallel()
	for by, kept := range map[string]bool{"+7h": false, "+30s": true} {
		d := newDesk(t)
		said := answers("", "2", "", "", "", "", "", "", "q")
		if by == "+30s" {
			said = answers("", "", "", "", "", "", "", "", "q")
		}
		if code := d.talk(said, "enroll", "--plain", "--simulate-clock="+by); code != 7 && code != 0 {
			t.Fatalf("exit %d\n%s", code, d.err.String())
		}
		all := d.entries()
		if len(all) != 1 || (all[0].SpentStep > 0) != kept {
			t.Errorf("%s: %d entries, spent %d\n%s", by, len(all), all[0].SpentStep, d.err.String())
		}
	}
}
