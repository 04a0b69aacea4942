package cmd

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/fault"
	"sandi/internal/lab"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/internal/timesync"
	"sandi/vault"
)

var (
	errSimulate      = fault.New("simulate.offset", "not an offset for a simulated clock")
	errSimulateRange = fault.New("simulate.range", "a simulated clock before 1970 or after 2099")
)

// Between these times a simulated clock may show: codes count from the first,
// and beyond the second no clock in use is set.
var (
	earliestSimulated = time.Unix(0, 0)
	latestSimulated   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

// simulation is a wrong clock that was asked for: codes and all that judges the
// clock go by it. What is written to disk goes by real.
type simulation struct {
	by   time.Duration // simulated − real; 0: none
	real clock.Clock
}

// offsetFlag is the value of --simulate-clock.
type offsetFlag struct{ s *simulation }

func (f offsetFlag) String() string { return "" }
func (f offsetFlag) Type() string   { return "offset" }

func (f offsetFlag) Set(text string) error {
	by, err := lab.ParseDuration(text)
	if err != nil {
		return errSimulate
	}
	shown := f.s.real.Now().Add(by)
	if shown.Before(earliestSimulated) || !shown.Before(latestSimulated) {
		return errSimulateRange
	}
	f.s.by = by
	return nil
}

// simulated are the commands that go by the simulated clock; all others go on
// as if there were none.
var simulated = map[string]bool{
	"sandi": true, "sandi add": true, "sandi clock": true, "sandi code": true, "sandi doctor": true, "sandi edit": true,
	"sandi enroll": true, "sandi explain": true, "sandi lab probe": true,
}

// simulate puts the simulated clock in the place of this computer's, and says
// so. The clocks that were taken from System before are the real one: the
// vault's is.
func (a *app) simulate(c *cobra.Command) {
	if a.simulation.by == 0 {
		return
	}
	from := c.Flags().Lookup("from")
	if !simulated[c.CommandPath()] || from != nil && from.Changed { // somebody else's report
		a.simulation.by = 0
		a.warn("simulate.no-effect")
		return
	}
	by := a.simulation.by
	a.sys.Clock = clock.Shifted{Base: a.simulation.real, By: by}
	if a.measuresReal {
		measure := a.sys.Measure
		a.sys.Measure = func(ctx context.Context) clock.Measurement { return measure(ctx).Shifted(by) }
	}
	a.warn(direction("simulate.mark.", by), "by", a.l.Exactly(by))
}

// direction completes the key of a message about a clock that is simulated so much ahead, or
// behind.
func direction(key string, by time.Duration) string {
	if by < 0 {
		return key + "slow"
	}
	return key + "fast"
}

// simulationNote begins what is told of a simulated clock; nothing for a real
// one. It belongs to the text, which may be kept without what stood beside it.
func (a *app) simulationNote(key string, by time.Duration, width int) string {
	if by == 0 {
		return ""
	}
	return wrap("◆ "+a.l.T(direction(key, by), "by", a.l.Exactly(by)), width, "") + "\n\n"
}

// simulationLine marks codes that are drawn anew and again, where what was said
// before them scrolls away; nothing under a real clock.
func (a *app) simulationLine() string {
	if a.simulation.by == 0 {
		return ""
	}
	text := "◆ " + a.l.T(direction("simulate.banner.", a.simulation.by), "by", a.l.Exactly(a.simulation.by))
	if width, _, ok := terminal.Size(a.sys.Out); ok {
		text = printable.Cut(text, width)
	}
	return text + "\n"
}

// sayBanner marks a page that is told long after the command began.
func (a *app) sayBanner() {
	if by := a.simulation.by; by != 0 {
		a.sentence(a.l.T(direction("simulate.banner.", by), "by", a.l.Exactly(by)))
	}
}

// simulatedJSON marks what was made under a simulated clock.
type simulatedJSON struct {
	Offset float64 `json:"simulated_offset_seconds"`
}

// simulatedMark is nil where the clock is this computer's.
func (a *app) simulatedMark() *simulatedJSON {
	if a.simulation.by == 0 {
		return nil
	}
	return &simulatedJSON{seconds(a.simulation.by)}
}

// simulatedOffset is the same for a document that tells of its clock anyway.
func (a *app) simulatedOffset() *float64 {
	if m := a.simulatedMark(); m != nil {
		return &m.Offset
	}
	return nil
}

// shifted is what the operating system would say if the clock were the simulated
// one: it tells times by it, and the same clock outside is that much further off.
func shifted(s timesync.State, by time.Duration) timesync.State {
	if !s.LastSync.IsZero() {
		s.LastSync = s.LastSync.Add(by)
	}
	if s.Offset != nil {
		s.Offset = new(*s.Offset + by)
	}
	if s.Hardware != nil {
		s.Hardware = new(*s.Hardware - by)
	}
	return s
}

// keeper is the vault as an enrolment sees it. Under a simulated clock the steps
// of codes are not all worth keeping.
func (a *app) keeper(v *vault.Vault) keeper {
	k := keeper{v: v}
	if now := a.simulation.real; a.simulation.by > 0 {
		k.spendable = func(key otp.Key, step otp.Step) bool {
			return step <= key.WithDefaults().Step(now.Now())+lab.MaxSteps
		}
	}
	return k
}
