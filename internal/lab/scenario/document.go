package scenario

import (
	"errors"
	"io"
	"time"
	"unicode/utf8"

	"sandi/internal/printable"
	"sandi/internal/tomlfile"
)

// Version is the format that this package reads.
const Version = 1

// Bounds of a scenario.
const (
	maxBytes = 64 << 10 // of the file
	maxName  = 40
	maxTitle = 80  // characters, as those below
	maxText  = 400 // of a complaint
	maxWord  = 64  // of a zone, a service, a host
	maxSteps = 200
	maxList  = 20
	maxTimes = 100
)

// document is the file.
type document struct {
	Scenario  int            `toml:"scenario"`
	Name      string         `toml:"name"`
	Title     Text           `toml:"title"`
	Complaint Text           `toml:"complaint"`
	Failure   string         `toml:"failure"`
	Cause     string         `toml:"cause"`
	Begin     *time.Time     `toml:"begin"`
	Start     string         `toml:"start"`
	Portal    portalDocument `toml:"portal"`
	Client    clientDocument `toml:"client"`
	Step      []stepDocument `toml:"step"`
}

type portalDocument struct {
	Conditions []string `toml:"conditions"`
	Algorithm  string   `toml:"algorithm"`
	Digits     int      `toml:"digits"`
	Period     *string  `toml:"period"`
}

type clientDocument struct {
	OS         string              `toml:"os"`
	Offset     *string             `toml:"offset"`
	Drift      *string             `toml:"drift_per_day"`
	Zone       string              `toml:"zone"`
	UTCOffset  *string             `toml:"utc_offset"`
	TrueZone   string              `toml:"true_zone"`
	Built      *time.Time          `toml:"built"`
	DualBoot   *bool               `toml:"dual_boot"`
	Sync       syncDocument        `toml:"sync"`
	References []referenceDocument `toml:"references"`
	AskPortal  *bool               `toml:"ask_portal"`
}

type syncDocument struct {
	Service      string  `toml:"service"`
	Running      *bool   `toml:"running"`
	Synchronised *bool   `toml:"synchronised"`
	LastSync     *string `toml:"last_sync"`
}

type referenceDocument struct {
	Kind        string  `toml:"kind"`
	Name        string  `toml:"name"`
	Wrong       *string `toml:"wrong"`
	Uncertainty *string `toml:"uncertainty"`
	Silent      bool    `toml:"silent"`
}

// stepDocument has the fields of all acts. Those that are absent are nil, so
// that one which does not belong to an act can be refused.
type stepDocument struct {
	Do         string   `toml:"do"`
	For        *string  `toml:"for"`
	Most       *string  `toml:"most"`
	Typing     *string  `toml:"typing"`
	Network    *string  `toml:"network"`
	Phase      *string  `toml:"phase"`
	Password   *string  `toml:"password"`
	Key        *string  `toml:"key"`
	Mistake    *string  `toml:"mistake"`
	Phone      *string  `toml:"phone"`
	Times      *int     `toml:"times"`
	To         *string  `toml:"to"`
	By         *string  `toml:"by"`
	Clock      *string  `toml:"clock"`
	Zone       *string  `toml:"zone"`
	UTCOffset  *string  `toml:"utc_offset"`
	Conditions []string `toml:"conditions"`
	Expect     *string  `toml:"expect"`
	Operator   *string  `toml:"operator"`
	Locked     *bool    `toml:"locked"`
	Within     *string  `toml:"within"`
	Confidence *string  `toml:"confidence"`
	Also       []string `toml:"also"`
	Never      []string `toml:"never"`
}

// present lists the fields that the step has.
func (d stepDocument) present() map[string]bool {
	has := map[string]bool{}
	for name, v := range map[string]*string{
		"for": d.For, "most": d.Most, "typing": d.Typing, "network": d.Network, "phase": d.Phase, "password": d.Password, "key": d.Key,
		"mistake": d.Mistake, "phone": d.Phone, "to": d.To, "by": d.By, "clock": d.Clock, "zone": d.Zone, "utc_offset": d.UTCOffset, "expect": d.Expect,
		"operator": d.Operator, "within": d.Within, "confidence": d.Confidence,
	} {
		if v != nil {
			has[name] = true
		}
	}
	for name, v := range map[string][]string{"conditions": d.Conditions, "also": d.Also, "never": d.Never} {
		if v != nil {
			has[name] = true
		}
	}
	if d.Times != nil {
		has["times"] = true
	}
	if d.Locked != nil {
		has["locked"] = true
	}
	return has
}

// Load reads a scenario and checks all of it. file is what errors call it.
func Load(r io.Reader, file string) (Scenario, error) {
	file = word(file)
	b, err := tomlfile.Read(r, maxBytes)
	if errors.Is(err, tomlfile.ErrTooLarge) {
		return Scenario{}, ErrTooLarge.With("file", file, "max", maxBytes>>10)
	}
	if err != nil {
		return Scenario{}, ErrRead.With("file", file).Because(err)
	}
	var d document
	if err := tomlfile.Decode(b, &d); err != nil {
		e, ok := errors.AsType[*tomlfile.Error](err)
		switch {
		case !ok:
			return Scenario{}, ErrRead.With("file", file).Because(err)
		case e.Field != "":
			return Scenario{}, ErrField.With("file", file, "line", e.Line, "field", word(e.Field))
		}
		return Scenario{}, ErrSyntax.With("file", file, "line", e.Line, "why", word(e.Why))
	}
	c := checker{file: file, lines: tomlfile.Places(b)}
	return c.scenario(d)
}

// word makes a text of somebody's file fit for an error.
func word(s string) string {
	const most = 120
	s = printable.Text(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}
