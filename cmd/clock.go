package cmd

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/printable"
	"sandi/internal/terminal"
)

type clockFlags struct {
	ntp, url []string
	trueZone string
	shown    string
	codesOf  string
	offline  bool
	forget   bool
}

// named reports whether the command line says who is to be believed.
func (f clockFlags) named() bool {
	return len(f.ntp)+len(f.url)+len(f.shown)+len(f.codesOf) > 0 || f.offline
}

func newClockCommand(a *app) *cobra.Command {
	var flags clockFlags
	c := &cobra.Command{
		Use:     "clock",
		Short:   "clock.short",
		Long:    "clock.long",
		Example: "sandi clock\nsandi clock --ntp time.example.org --url https://portal.example.org\nsandi clock --true-zone WITA --json\nsandi clock --time \"14:05:30 WIB\"\nsandi clock --codes-of spse",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if flags.forget {
				return a.forgetHistory(c)
			}
			if flags.offline && len(flags.ntp)+len(flags.url) > 0 {
				return wrongly(errOffline)
			}
			sources, facts, err := a.clockTask(flags)
			if err != nil {
				return wrongly(err)
			}
			given, err := a.givenReferences(c.Context(), flags)
			if err != nil {
				return err
			}
			a.sayAsking(sources)
			sources = append(sources, given...)
			facts.Now = a.sys.Clock.Now() // codes take a while to be typed
			m := clock.Measure(c.Context(), sources)
			if err := c.Context().Err(); err != nil {
				return err
			}
			if !flags.named() {
				a.remember(m) // and not what servers say that are being tried out
			}
			facts.References = m.References
			findings := diagnose.Judge(facts)
			if a.flags.json {
				err = a.writeJSON(a.clockJSON(m, findings))
			} else {
				err = a.print(a.clockText(m, findings))
			}
			if err != nil {
				return err
			}
			return noOffset(m)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&flags.ntp, "ntp", nil, "clock.flag.ntp")
	f.StringArrayVar(&flags.url, "url", nil, "clock.flag.url")
	f.StringVar(&flags.trueZone, "true-zone", "", "clock.flag.true-zone")
	f.StringVar(&flags.shown, "time", "", "clock.flag.time")
	f.StringVar(&flags.codesOf, "codes-of", "", "clock.flag.codes-of")
	f.BoolVar(&flags.offline, "offline", false, "clock.flag.offline")
	f.BoolVar(&flags.forget, "forget-history", false, "clock.flag.forget")
	return c
}

// sayAsking tells who is asked for the time, before anybody is, where a person
// looks on.
func (a *app) sayAsking(sources []clock.Source) {
	var names []string
	for _, s := range sources {
		if s.Kind() == clock.KindNTP || s.Kind() == clock.KindHTTP {
			names = append(names, s.Name())
		}
	}
	if _, _, ok := terminal.Size(a.sys.Err); ok && !a.flags.json && len(names) > 0 {
		a.say("clock.asking", "names", strings.Join(names, ", "))
	}
}

// noOffset returns the error for a measurement that leaves the offset unknown.
func noOffset(m clock.Measurement) error {
	switch {
	case m.Best != nil:
		return nil
	case m.Disagree:
		return classed(clock.ErrContradiction, errClock)
	}
	return classed(clock.ErrNoReference, errClock)
}

// clockTask turns the flags into sources, and gathers what is known besides.
func (a *app) clockTask(flags clockFlags) ([]clock.Source, diagnose.Facts, error) {
	for _, host := range flags.ntp {
		if err := clock.CheckHost(host); err != nil {
			return nil, diagnose.Facts{}, err
		}
	}
	for _, address := range flags.url {
		if err := clock.CheckURL(address); err != nil {
			return nil, diagnose.Facts{}, err
		}
	}
	sources := clock.Sources(flags.ntp, flags.url, a.sys.Clock)
	now := a.sys.Clock.Now()
	switch {
	case flags.shown != "":
		shown, err := a.shown(flags, now)
		if err != nil {
			return nil, diagnose.Facts{}, err
		}
		sources = append(sources, clock.Given(clock.FromUser(shown.Time, now, shown.Uncertainty)))
	case !flags.named():
		sources = a.sources()
	}

	_, east := now.Zone()
	facts := diagnose.Facts{
		Now:       now,
		Simulated: a.simulation.by,
		OS:        a.sys.GOOS,
		Zone:      clock.ZoneName(a.sys.Getenv, now),
		UTCOffset: time.Duration(east) * time.Second,
	}
	if built, err := time.Parse(time.RFC3339, buildInfo().Time); err == nil {
		facts.Built = built
	}
	if flags.trueZone != "" {
		zone, err := diagnose.ParseZone(flags.trueZone)
		if err != nil {
			return nil, diagnose.Facts{}, err
		}
		facts.TrueZone = &zone
	}
	return sources, facts, nil
}

type clockJSON struct {
	Offset      *float64        `json:"offset_seconds"`
	Uncertainty *float64        `json:"uncertainty_seconds"`
	MeasuredAt  *string         `json:"measured_at"`
	References  []referenceJSON `json:"references"`
	Findings    []diagnose.Told `json:"findings"`
	Simulated   *simulatedJSON  `json:"clock,omitempty"`
}

type referenceJSON struct {
	Kind        clock.Kind `json:"kind"`
	Name        string     `json:"name"`
	Offset      *float64   `json:"offset_seconds"`
	Uncertainty *float64   `json:"uncertainty_seconds"`
	Error       *string    `json:"error"`
}

func (a *app) clockJSON(m clock.Measurement, findings []diagnose.Finding) clockJSON {
	doc := clockJSON{MeasuredAt: stampOrNil(m.At), References: []referenceJSON{}, Findings: []diagnose.Told{}, Simulated: a.simulatedMark()}
	if m.Best != nil {
		doc.Offset, doc.Uncertainty = microseconds(m.Best.Offset), microseconds(m.Best.Uncertainty)
	}
	for _, r := range m.References {
		shape := referenceJSON{Kind: r.Kind, Name: r.Name}
		if r.OK() {
			shape.Offset, shape.Uncertainty = microseconds(r.Offset), microseconds(r.Uncertainty)
		} else {
			what, _ := a.l.Describe(r.Err)
			shape.Error = &what
		}
		doc.References = append(doc.References, shape)
	}
	for _, f := range findings {
		doc.Findings = append(doc.Findings, f.Tell(a.l))
	}
	return doc
}

// microseconds is a measured duration in JSON: no source is finer.
func microseconds(d time.Duration) *float64 {
	s := seconds(d.Round(time.Microsecond))
	return &s
}

// clockText tells a measurement: the verdict, who said what, and the findings.
func (a *app) clockText(m clock.Measurement, findings []diagnose.Finding) string {
	width := a.helpWidth()
	var b strings.Builder
	_, verdict := diagnose.Verdict(a.l, m, m.At)
	b.WriteString(a.simulationNote("simulate.note.", a.simulation.by, width))
	b.WriteString(wrap(printable.Text(verdict), width, "") + "\n")

	b.WriteString("\n" + a.l.T("clock.sources") + "\n")
	rows := make([][]string, len(m.References))
	for i, r := range m.References {
		rows[i] = []string{"  " + a.l.T("diagnose.source."+string(r.Kind)), diagnose.NameOf(a.l, r), a.figure(r), ""}
		if r.OK() {
			rows[i][3] = "±" + a.l.T("unit.seconds", "n", a.l.Float(r.Uncertainty.Seconds(), 3))
		}
	}
	b.WriteString(a.table(rows, 1, 2))

	b.WriteString("\n" + a.l.T("clock.findings") + "\n")
	for _, f := range findings {
		told := f.Tell(a.l)
		title := told.Title
		if told.Confidence != diagnose.Certain {
			title += " (" + a.l.T("clock.confidence."+string(told.Confidence)) + ")"
		}
		b.WriteString(wrap(printable.Text(title), width, "  ") + "\n")
		for _, advice := range told.Advice {
			b.WriteString(wrap(printable.Text(advice), width, "    ") + "\n")
		}
	}
	return b.String()
}

// figure tells one reference's answer, or why there is none.
func (a *app) figure(r clock.Reference) string {
	if !r.OK() {
		what, _ := a.l.Describe(r.Err)
		return what
	}
	by := a.l.Duration(r.Offset)
	if s := r.Offset.Abs().Seconds(); s < 1000 {
		by = a.l.T("unit.seconds", "n", a.l.Float(s, 3))
	}
	switch {
	case r.Offset.Abs() < time.Millisecond/2:
		return by
	case r.Offset < 0:
		return a.l.T("clock.slow", "by", by)
	}
	return a.l.T("clock.fast", "by", by)
}
