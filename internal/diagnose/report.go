package diagnose

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"sandi/internal/clock"
	"sandi/internal/fault"
	"sandi/internal/locale"
)

// Bounds of a report that is read.
const (
	MaxReport  = 64 << 10 // bytes
	maxEntries = 500      // references, services, jumps
	maxText    = 200      // characters of a name
	maxSeconds = 9.3e9    // of an offset: three centuries, beyond which time.Duration ends
	maxCodes   = 1_000_000
	schema     = 1
)

// ErrBadReport reports bytes that are no facts report of a schema that is
// known; "what" names the member that is wrong.
var ErrBadReport = fault.New("diagnose.bad-report", "not a facts report")

// report is the shape of the machine-readable report. What comes after dual_boot
// is there only where it is known and differs from what is usual.
type report struct {
	Schema            int                 `json:"schema"`
	CollectedAt       string              `json:"collected_at"`
	LocalTime         string              `json:"local_time"`
	OS                string              `json:"os"`
	Zone              string              `json:"zone"`
	UTCOffset         *float64            `json:"utc_offset_minutes"`
	TrueZone          *string             `json:"true_zone"`
	BuildDate         *string             `json:"build_date"`
	References        []reportedReference `json:"references"`
	ServiceReferences []reportedReference `json:"service_references"`
	Sync              reportedSync        `json:"sync"`
	Jumps             []reportedJump      `json:"jumps"`
	NTPBlocked        *bool               `json:"ntp_blocked"`
	RejectedCodes     float64             `json:"rejected_codes"`
	DualBoot          *bool               `json:"dual_boot"`

	HardwareLocal *bool          `json:"hardware_clock_local,omitempty"`
	Drift         *reportedDrift `json:"drift,omitempty"`

	Clock *reportedClock `json:"clock,omitempty"` // only where it is a simulated one
}

type reportedClock struct {
	Simulated float64 `json:"simulated_offset_seconds"`
}

type reportedReference struct {
	Kind        clock.Kind `json:"kind"`
	Name        string     `json:"name"`
	Offset      *float64   `json:"offset_seconds"`
	Uncertainty *float64   `json:"uncertainty_seconds"`
	Error       *string    `json:"error"`
}

type reportedSync struct {
	Service      *string `json:"service"`
	Running      *bool   `json:"running"`
	Synchronised *bool   `json:"synchronised"`
	LastSync     *string `json:"last_sync"`
}

type reportedJump struct {
	At      string      `json:"at"`
	Seconds float64     `json:"seconds"`
	After   clock.After `json:"after"`
}

type reportedDrift struct {
	PerDay      float64 `json:"seconds_per_day"`
	Uncertainty float64 `json:"uncertainty_seconds_per_day"`
	Since       *string `json:"since"`
}

// EncodeReport writes facts and the findings about them as the
// machine-readable report that a user can send to a support desk. collected is
// what that computer's clock showed; what is told is in the words of l. The
// report holds no key, code, password, account or issuer, because Facts has no
// room for any.
func EncodeReport(l *locale.Localizer, f Facts, findings []Finding, collected time.Time) ([]byte, error) {
	minutes := math.Round(f.UTCOffset.Minutes())
	local := f.Now
	if local.IsZero() {
		local = collected
	}
	measured, _ := weighFacts(f)
	r := report{
		Schema: schema, CollectedAt: stamp(collected), OS: f.OS, Zone: f.Zone, UTCOffset: &minutes,
		LocalTime:  local.In(time.FixedZone("", int(minutes)*60)).Format(time.RFC3339),
		BuildDate:  stampOrNil(f.Built),
		References: reported(l, f.References), ServiceReferences: reported(l, f.ServiceReferences),
		Sync:  reportedSync{f.Sync.Service, f.Sync.Running, f.Sync.Synchronised, stampOrNil(f.Sync.LastSync)},
		Jumps: []reportedJump{}, NTPBlocked: f.ntpBlocked(), RejectedCodes: float64(f.RejectedCodes), DualBoot: f.DualBoot,
	}
	if f.TrueZone != nil {
		name := zoneShort(*f.TrueZone)
		r.TrueZone = &name
	}
	for _, j := range f.history(measured.Best) {
		r.Jumps = append(r.Jumps, reportedJump{stamp(j.At), seconds(j.By), j.After})
	}
	if n := len(r.Jumps); n > maxEntries {
		r.Jumps = r.Jumps[n-maxEntries:]
	}
	if unusual := is(f.HardwareLocal, f.OS != "windows"); f.HardwareLocal != nil && unusual {
		r.HardwareLocal = f.HardwareLocal
	}
	if d := f.Drift; d != nil {
		r.Drift = &reportedDrift{seconds(d.PerDay), seconds(d.Uncertainty), stampOrNil(d.Since)}
	}
	if f.Simulated != 0 {
		r.Clock = &reportedClock{seconds(f.Simulated)}
	}
	told := []Told{}
	for _, finding := range findings {
		told = append(told, finding.Tell(l))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		report
		Findings []Told `json:"findings"`
	}{r, told})
	return b.Bytes(), err
}

// ntpBlocked says what is known of whether time servers are out of reach.
func (f Facts) ntpBlocked() *bool {
	if f.NTPBlocked != nil {
		return f.NTPBlocked
	}
	silent, web := 0, 0
	for _, r := range f.References {
		switch {
		case r.Kind == clock.KindNTP && r.OK():
			return new(false)
		case r.Kind == clock.KindNTP && unanswered(r.Err):
			silent++
		case r.Kind == clock.KindHTTP && r.OK():
			web++
		}
	}
	if silent > 1 && web > 0 {
		return new(true)
	}
	return nil
}

func reported(l *locale.Localizer, refs []clock.Reference) []reportedReference {
	all := []reportedReference{}
	for _, r := range refs[:min(len(refs), maxEntries)] {
		shape := reportedReference{Kind: r.Kind, Name: r.Name}
		if r.OK() {
			offset, uncertainty := r.Offset.Round(time.Microsecond).Seconds(), r.Uncertainty.Round(time.Microsecond).Seconds()
			shape.Offset, shape.Uncertainty = &offset, &uncertainty
		} else {
			what, _ := l.Describe(r.Err)
			shape.Error = &what
		}
		all = append(all, shape)
	}
	return all
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func stampOrNil(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := stamp(t)
	return &s
}

// zoneShort writes a zone as ParseZone reads it.
func zoneShort(z time.Duration) string {
	switch z {
	case 7 * time.Hour:
		return "WIB"
	case 8 * time.Hour:
		return "WITA"
	case 9 * time.Hour:
		return "WIT"
	}
	sign := '+'
	if z < 0 {
		sign, z = '-', -z
	}
	return fmt.Sprintf("%c%02d:%02d", sign, int(z.Hours()), int(z.Minutes())%60)
}

// DecodeReport reads a report of somebody else's computer, so the facts it
// returns are marked as such. Members that are not known are ignored.
func DecodeReport(data []byte) (Facts, error) {
	if len(data) > MaxReport {
		return Facts{}, bad("size")
	}
	var r report
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &r); err != nil {
		if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
			return Facts{}, bad(text(e.Field))
		}
		return Facts{}, bad("JSON")
	}
	d := decoding{}
	f := d.facts(r)
	return f, d.err
}

func bad(what string) error { return ErrBadReport.With("what", what) }

// decoding keeps the first thing that is wrong.
type decoding struct{ err error }

func (d *decoding) fail(what string) {
	if d.err == nil {
		d.err = bad(what)
	}
}

func (d *decoding) facts(r report) Facts {
	if r.Schema != schema {
		d.fail("schema")
	}
	f := Facts{
		Other: true, OS: strings.ToLower(text(r.OS)), Zone: text(r.Zone), DualBoot: r.DualBoot, NTPBlocked: r.NTPBlocked,
		HardwareLocal: r.HardwareLocal, Built: d.time("build_date", r.BuildDate),
	}
	f.Now = d.time("local_time", &r.LocalTime)
	if f.Now.IsZero() {
		f.Now = d.time("collected_at", &r.CollectedAt)
	}
	if f.Now.IsZero() {
		d.fail("local_time")
	}
	_, east := f.Now.Zone()
	f.UTCOffset = time.Duration(east) * time.Second
	if r.UTCOffset != nil {
		if math.Abs(*r.UTCOffset) > 24*60 {
			d.fail("utc_offset_minutes")
		}
		f.UTCOffset = time.Duration(*r.UTCOffset * float64(time.Minute))
	} else if z, ok := ZoneOffset(f.Zone); ok && r.LocalTime == "" {
		f.UTCOffset = z
	}
	if r.TrueZone != nil && *r.TrueZone != "" {
		z, err := ParseZone(*r.TrueZone)
		if err != nil {
			d.fail("true_zone")
		}
		f.TrueZone = &z
	}
	if r.Clock != nil {
		f.Simulated = d.seconds("clock.simulated_offset_seconds", r.Clock.Simulated)
	}
	f.References = d.references("references", r.References, f.Now)
	f.ServiceReferences = d.references("service_references", r.ServiceReferences, f.Now)
	f.Sync = Sync{Running: r.Sync.Running, Synchronised: r.Sync.Synchronised, LastSync: d.time("sync.last_sync", r.Sync.LastSync)}
	if r.Sync.Service != nil {
		f.Sync.Service = new(text(*r.Sync.Service))
	}
	if len(r.Jumps) > maxEntries {
		d.fail("jumps")
		r.Jumps = nil
	}
	for _, j := range r.Jumps {
		jump := clock.Jump{At: d.time("jumps.at", &j.At), By: d.seconds("jumps.seconds", j.Seconds), After: j.After}
		if j.After != clock.AfterResume && j.After != clock.AfterSet {
			jump.After = clock.AfterUnknown
		}
		f.Jumps = append(f.Jumps, jump)
	}
	if r.RejectedCodes < 0 || r.RejectedCodes > maxCodes || r.RejectedCodes != math.Trunc(r.RejectedCodes) {
		d.fail("rejected_codes")
	} else {
		f.RejectedCodes = int(r.RejectedCodes)
	}
	if r.Drift != nil {
		f.Drift = &DriftRate{
			PerDay:      d.seconds("drift.seconds_per_day", r.Drift.PerDay),
			Uncertainty: d.seconds("drift.uncertainty_seconds_per_day", r.Drift.Uncertainty).Abs(),
			Since:       d.time("drift.since", r.Drift.Since),
		}
	}
	return f
}

func (d *decoding) time(what string, s *string) time.Time {
	if s == nil || *s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, *s)
	if err != nil {
		d.fail(what)
	}
	return t
}

// seconds reads a length of time; what is longer than time.Duration is the
// longest.
func (d *decoding) seconds(what string, s float64) time.Duration {
	switch {
	case math.Abs(s) > maxSeconds:
		d.fail(what)
		return 0
	case s >= math.MaxInt64/1e9:
		return math.MaxInt64
	case s <= math.MinInt64/1e9:
		return -math.MaxInt64
	}
	return time.Duration(math.Round(s*1e6)) * time.Microsecond
}

// unsaid is the uncertainty of a figure that came with none.
const unsaid = time.Second

func (d *decoding) references(what string, all []reportedReference, at time.Time) []clock.Reference {
	if len(all) > maxEntries {
		d.fail(what)
		return nil
	}
	var refs []clock.Reference
	for _, r := range all {
		ref := clock.Reference{Kind: r.Kind, Name: text(r.Name), At: at.Round(0)}
		switch r.Kind {
		case clock.KindNTP, clock.KindHTTP, clock.KindOS, clock.KindUser, clock.KindCode:
		default:
			d.fail(what + ".kind")
		}
		switch {
		case r.Error != nil && *r.Error != "":
			ref.Err = errorOf(ref.Name, text(*r.Error))
		case r.Offset == nil:
			ref.Err = clock.ErrNoAnswer.With("name", ref.Name)
		default:
			ref.Offset, ref.Uncertainty = d.seconds(what+".offset_seconds", *r.Offset), unsaid
			if r.Uncertainty != nil {
				if *r.Uncertainty < 0 {
					d.fail(what + ".uncertainty_seconds")
				}
				ref.Uncertainty = d.seconds(what+".uncertainty_seconds", *r.Uncertainty)
			}
		}
		refs = append(refs, ref)
	}
	return refs
}

// text takes from a report what can be a name.
func text(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > maxText {
		s = string(r[:maxText])
	}
	return strings.TrimSpace(s)
}
