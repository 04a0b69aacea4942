package tui_test

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/portal"
	"sandi/vault"
)

// Somebody presses keys at random, in a portal where several things go wrong at
// once, and then reads again. Wherever that has led, the pages lead out: none
// is a dead end.
func TestNoPageIsADeadEnd(t *testing.T) {
	seeds := 6
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dice := dice(seed)
			var scenarios []string
			for range 3 {
				all := portal.Scenarios()
				try := append(scenarios, all[dice(len(all))].Name)
				if _, _, err := portal.ParseScenarios(try); err == nil {
					scenarios = try
				}
			}
			synctest.Test(t, func(t *testing.T) {
				p := sit(t, false, scenarios...)
				p.press("p")
				pressed := ""
				for range 60 {
					keys := []string{"<enter>", "<enter>", "<enter>", "<tab>", "<down>", "<up>", "<esc>", "1", "23", "x", "r", "b", "f", "c", "h", "<pgdown>"}
					key := keys[dice(len(keys))]
					pressed += key
					p.press(key)
					time.Sleep(time.Duration(dice(8000)) * time.Millisecond)
					p.settle()
				}
				t.Logf("%q after %s", scenarios, pressed)
				p.goes(done)
				for _, e := range p.disk() {
					if e.Status == vault.Active {
						return
					}
				}
				t.Error("no key is active")
			})
		})
	}
}

// dice returns numbers that are the same in every run.
func dice(seed int) func(n int) int {
	h := fnv.New64a()
	fmt.Fprint(h, "dice", seed)
	return func(n int) int {
		_, _ = h.Write([]byte{1})
		return int(h.Sum64()>>20) % n
	}
}

var demo = regexp.MustCompile(`Demonstration account: user id (\S+), password (\S+)`)

// signsIn fills both fields with the demonstration account that the page
// publishes where something else stands in them.
func (p *person) signsIn() {
	text := p.reads()
	if m := demo.FindStringSubmatch(text); m != nil && strings.Contains(text, "✗") && !strings.Contains(text, "is open again") {
		for range 3 { // to the first field, wherever one stands
			p.press("<tab>")
			if p.press("<ctrl+u>"); !strings.Contains(p.reads(), "User id "+m[1]) {
				break
			}
		}
		p.press(m[1] + "<tab><ctrl+u>" + m[2])
	}
	p.press("<enter>")
}
