package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/printable"
	"sandi/internal/tomlfile"
)

// checker turns a document into a scenario and keeps the first thing that is
// wrong.
type checker struct {
	file  string
	lines tomlfile.Lines
	err   error
}

func (c *checker) fail(f *fault.Error, field string, pairs ...any) {
	if c.err == nil {
		c.err = f.With("file", c.file, "line", c.lines.Line(field), "field", word(field)).With(pairs...)
	}
}

func (c *checker) bad(field, want string) { c.fail(ErrValue, field, "want", want) }

var nameShape = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// morning is when scenarios begin that do not say so: Monday 2 March 2026,
// 08:00:05 in Jakarta, 5 s into a period.
var morning = time.Date(2026, 3, 2, 1, 0, 5, 0, time.UTC)

func (c *checker) scenario(d document) (Scenario, error) {
	s := Scenario{Name: d.Name, File: c.file, Title: d.Title, Complaint: d.Complaint, Failure: d.Failure, Cause: d.Cause, Begin: morning, Start: Start(d.Start)}
	if d.Scenario != Version {
		c.fail(ErrVersion, "scenario", "version", Version)
	}
	if len(d.Name) > maxName || !nameShape.MatchString(d.Name) {
		c.bad("name", fmt.Sprintf("a-z 0-9 -, 1 … %d", maxName))
	}
	c.text("title", d.Title, maxTitle, true)
	c.text("complaint", d.Complaint, maxText, false)
	c.oneOf("failure", d.Failure, failures, true)
	c.oneOf("cause", d.Cause, allCauses(), true)
	if d.Begin != nil {
		s.Begin, s.Timed = d.Begin.UTC(), true
		if y := s.Begin.Year(); y < 1971 || y > 2099 {
			c.bad("begin", "1971 … 2099")
		}
	}
	c.oneOf("start", d.Start, []string{string(Enrolled), string(CodeAsked)}, true)
	s.Portal = c.portal(d.Portal)
	s.Client = c.client(d.Client)
	switch n := len(d.Step); {
	case n == 0:
		c.fail(ErrMissing, "step")
	case n > maxSteps:
		c.fail(ErrMany, "step", "max", maxSteps)
	default:
		for i, step := range d.Step {
			s.Steps = append(s.Steps, c.step(fmt.Sprintf("step.%d", i), step))
		}
	}
	if c.err != nil {
		return Scenario{}, c.err
	}
	return s, nil
}

var failures = []string{"F1", "F2a", "F2b", "F3", "F4", "F5", "F6", "F7"}

func (c *checker) portal(d portalDocument) Portal {
	p := Portal{Key: otp.Key{Digits: d.Digits}}
	p.Conditions = c.conditions("portal.conditions", d.Conditions)
	var err error
	if p.Key.Algorithm, err = otp.ParseAlgorithm(d.Algorithm); err != nil {
		c.bad("portal.algorithm", "SHA1, SHA256, SHA512")
	}
	if d.Digits != 0 && (d.Digits < otp.MinDigits || d.Digits > otp.MaxDigits) {
		c.bad("portal.digits", fmt.Sprintf("%d … %d", otp.MinDigits, otp.MaxDigits))
	}
	period := c.length("portal.period", d.Period, time.Second, time.Hour)
	if period%time.Second != 0 {
		c.bad("portal.period", "1s … 1h")
	}
	p.Key.Period = int(period / time.Second)
	p.Key = p.Key.WithDefaults()
	return p
}

// conditions reads names of the portal's own scenarios.
func (c *checker) conditions(field string, names []string) []string {
	_, kept, err := portal.ParseScenarios(names)
	if err != nil {
		c.bad(field, "sandi practice scenario")
	}
	return kept
}

func (c *checker) client(d clientDocument) Client {
	const f = "client."
	k := Client{
		OS: d.OS, Offset: c.signed(f+"offset", d.Offset), Drift: c.signed(f+"drift_per_day", d.Drift), Zone: d.Zone, DualBoot: d.DualBoot,
		SyncService: d.Sync.Service, SyncRunning: d.Sync.Running, Synchronised: d.Sync.Synchronised,
		LastSync: c.length(f+"sync.last_sync", d.Sync.LastSync, 0, century),
	}
	c.oneOf(f+"os", d.OS, []string{"windows", "darwin", "linux"}, true)
	if k.Drift.Abs() > time.Hour {
		c.bad(f+"drift_per_day", "-1h … +1h")
	}
	c.word(f+"sync.service", d.Sync.Service)
	k.UTCOffset = c.zone(f, d.Zone, d.UTCOffset)
	if d.TrueZone != "" {
		z, err := diagnose.ParseZone(d.TrueZone)
		if err != nil {
			c.bad(f+"true_zone", "WIB, WITA, WIT, ±HH:MM")
		}
		k.TrueZone = &z
	}
	if d.Built != nil {
		k.Built = *d.Built
	}
	k.AskPortal = d.AskPortal == nil || *d.AskPortal
	if len(d.References) > maxList {
		c.fail(ErrMany, f+"references", "max", maxList)
		return k
	}
	for i, r := range d.References {
		k.References = append(k.References, c.reference(fmt.Sprintf("%sreferences.%d", f, i), r))
	}
	if d.References == nil {
		k.References = usualReferences()
	}
	return k
}

// usualReferences are two time servers and a web server that are right.
func usualReferences() []Reference {
	return []Reference{
		{Kind: clock.KindNTP, Name: "ntp1.example", Uncertainty: 20 * time.Millisecond},
		{Kind: clock.KindNTP, Name: "ntp2.example", Uncertainty: 30 * time.Millisecond},
		{Kind: clock.KindHTTP, Name: "https://web.example", Uncertainty: 300 * time.Millisecond},
	}
}

func (c *checker) reference(field string, d referenceDocument) Reference {
	r := Reference{Kind: clock.Kind(d.Kind), Name: d.Name, Wrong: c.signed(field+".wrong", d.Wrong), Silent: d.Silent, Uncertainty: 50 * time.Millisecond}
	c.oneOf(field+".kind", d.Kind, []string{string(clock.KindNTP), string(clock.KindHTTP), string(clock.KindOS), string(clock.KindUser), string(clock.KindCode)}, false)
	c.word(field+".name", d.Name)
	if d.Name == "" {
		c.fail(ErrMissing, field+".name")
	}
	if d.Uncertainty != nil {
		r.Uncertainty = c.length(field+".uncertainty", d.Uncertainty, 0, time.Hour)
	}
	return r
}

// text checks a text in both languages.
func (c *checker) text(field string, t Text, most int, must bool) {
	if t == (Text{}) && !must {
		return
	}
	for _, f := range []struct{ lang, text string }{{"id", t.ID}, {"en", t.EN}} {
		switch field := field + "." + f.lang; {
		case strings.TrimSpace(f.text) == "":
			c.fail(ErrMissing, field)
		case utf8.RuneCountInString(f.text) > most || f.text != printable.Text(f.text):
			c.bad(field, fmt.Sprintf("1 … %d", most))
		}
	}
}

func (c *checker) word(field, text string) {
	if utf8.RuneCountInString(text) > maxWord || text != printable.Text(text) {
		c.bad(field, fmt.Sprintf("0 … %d", maxWord))
	}
}

func (c *checker) oneOf(field, text string, known []string, maybe bool) {
	if text == "" && maybe {
		return
	}
	if !slices.Contains(known, text) {
		c.bad(field, strings.Join(known, ", "))
	}
}
