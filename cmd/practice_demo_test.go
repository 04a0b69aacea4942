package cmd_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	practiced "sandi/internal/portal"
	"sandi/internal/tour"
)

// The tour is the demonstration and the end-to-end test of portal, wizard,
// operator and post in one: every scene must go as its script says.
func TestTheWholeTour(t *testing.T) {
	path, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, "practice", "--demo", "--json", "--lang", "en")
	var failed strings.Builder
	c.Stderr = &failed
	out, err := c.Output()
	var got struct {
		Passed, Failed int
		Scenes         []struct {
			Name   string
			Passed bool
			Beats  []struct {
				Text   string
				Server []string
				Error  *string
			}
		}
	}
	if jsonErr := json.Unmarshal(out, &got); jsonErr != nil {
		t.Fatalf("%v, %v: %s", err, jsonErr, failed.String())
	}
	for _, scene := range got.Scenes {
		for _, beat := range scene.Beats {
			if beat.Error != nil {
				t.Errorf("%s: %s", scene.Name, *beat.Error)
			}
		}
	}
	if want := len(tour.Script()); err != nil || got.Passed != want || got.Failed != 0 {
		t.Errorf("passed %d, failed %d, want %d and 0 (%v)", got.Passed, got.Failed, want, err)
	}
}

// A tour that leaves out a failure of the portal, or a group of scenarios, is
// not the whole one.
func TestTheTourLeavesNothingOut(t *testing.T) {
	shown, groups := map[string]bool{}, map[string]bool{}
	var names []string
	for _, scene := range tour.Script() {
		shown[scene.Failure] = true
		names = append(names, scene.Switches()...)
	}
	for _, f := range []string{"F1", "F2", "F3", "F4", "F5", "F6", "F7"} {
		if !shown[f] {
			t.Errorf("no scene shows %s", f)
		}
	}
	for _, s := range practiced.Scenarios() {
		if s.Name == practiced.Normal {
			continue // every scene without scenarios shows it
		}
		on := slices.ContainsFunc(names, func(n string) bool { name, _, _ := strings.Cut(n, "="); return name == s.Name })
		groups[s.Group] = groups[s.Group] || on
	}
	for group, on := range groups {
		if !on {
			t.Errorf("no scene shows a scenario of group %q", group)
		}
	}
	if len(groups) < 3 {
		t.Errorf("scenarios have %d groups: the test proves nothing", len(groups))
	}
}
