package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"time"
)

// clock measures this computer's clock by a portal on this very computer, so
// that the true offset is 0 and what is measured is the error.
func (b *bench) clock() error {
	portal := exec.Command(b.program("sandi"), "practice", "--listen", "127.0.0.1:0", "--json")
	portal.Env = b.env()
	out, err := portal.StdoutPipe()
	if err != nil {
		return err
	}
	if err := portal.Start(); err != nil {
		return err
	}
	defer func() { _ = portal.Process.Kill(); _ = portal.Wait() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	var at struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal([]byte(line), &at); err != nil {
		return err
	}
	var took []time.Duration
	worst, claimed := 0.0, 0.0
	runs := 10
	if b.quick {
		runs = 3
	}
	for range runs {
		c := exec.Command(b.program("sandi"), "clock", "--url", at.URL, "--json")
		c.Env = b.env()
		start := time.Now()
		out, err := c.Output()
		took = append(took, time.Since(start))
		if err != nil {
			return fmt.Errorf("sandi clock: %w", err)
		}
		var m struct {
			Offset      *float64 `json:"offset_seconds"`
			Uncertainty *float64 `json:"uncertainty_seconds"`
		}
		if err := json.Unmarshal(out, &m); err != nil {
			return err
		}
		if m.Offset == nil || m.Uncertainty == nil {
			return fmt.Errorf("sandi clock measured nothing: %s", out)
		}
		worst, claimed = max(worst, math.Abs(*m.Offset)), max(claimed, *m.Uncertainty)
	}
	fmt.Printf("clock by an HTTP Date on this computer, %d times: worst error %.0f ms (it claims ±%.0f ms at most), %s each\n\n",
		runs, worst*1000, claimed*1000, ms(median(took)))
	return nil
}

var frameLine = regexp.MustCompile(`(?m)^(BenchmarkFrame\S*)\s+\d+\s+(\d+) ns/op`)

// frames times drawing the codes screen, by the benchmarks of package tui.
func (b *bench) frames() error {
	c := exec.Command("go", "test", "-run", "^$", "-bench", "Frame", "-benchtime", "200x", "sandi/tui")
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("benchmarks of sandi/tui: %w\n%s", err, out)
	}
	for _, m := range frameLine.FindAllStringSubmatch(string(out), -1) {
		d, err := time.ParseDuration(m[2] + "ns")
		if err != nil {
			return err
		}
		fmt.Printf("one frame, %s: %s\n", m[1], ms(d))
	}
	fmt.Println()
	return nil
}
