package portal

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/printable"
)

// Scenario is a named change of Conditions.
type Scenario struct {
	Name    string
	Value   string // what may follow "=": the value that is taken without one; "" where nothing may
	Failure string // "F1" … "F7" of the real portal, or ""
	Group   string // one of the Group constants
}

// The groups of scenarios, in the order in which they are offered.
const (
	GroupNormal  = "normal"
	GroupLogin   = "login"
	GroupBarcode = "barcode"
	GroupCode    = "code"
	GroupLock    = "lock"
	GroupClock   = "clock"
	GroupMail    = "mail"
	GroupAccount = "account"
	GroupNetwork = "network"
)

// Normal is the scenario in which nothing goes wrong. It goes with every other
// and changes nothing.
const Normal = "normal"

// Title says what the scenario is, in a few words.
func (s Scenario) Title(l *locale.Localizer) string {
	return l.T("portal.scenario." + s.Name + ".title")
}

// Note says what happens in it, in a sentence or two.
func (s Scenario) Note(l *locale.Localizer) string { return l.T("portal.scenario." + s.Name + ".note") }

// GroupTitle names the scenario's group.
func (s Scenario) GroupTitle(l *locale.Localizer) string {
	return l.T("portal.scenario-group." + s.Group)
}

// rule is a scenario and what it does.
type rule struct {
	Scenario
	changes part
	apply   func(c *Conditions, v value)
	read    func(text string) (v value, canonical string, ok bool) // nil: it takes no value
}

// value is what followed a scenario's "=".
type value struct {
	length time.Duration
	count  int
}

// part names what of the portal a scenario changes. Two that change the same
// part exclude each other.
type part string

// scenarioRules lists every scenario. Values are bounded, so that no scenario
// makes a portal that nobody can bring back.
var scenarioRules = []rule{
	{Scenario{Normal, "", "", GroupNormal}, "", nil, nil},

	{Scenario{"login-timeout", "10s", "F1", GroupLogin}, "login", func(c *Conditions, v value) { c.LoginTimeout = v.length }, length(time.Second, time.Hour)},
	{Scenario{"forced-qr", "", "", GroupLogin}, "forced", func(c *Conditions, _ value) { c.ForcedQR = true }, nil},

	{Scenario{"slow-barcode", "20s", "F2b", GroupBarcode}, "barcode delay", func(c *Conditions, v value) { c.BarcodeDelay = v.length }, length(time.Millisecond, time.Hour)},
	{Scenario{"enabled-before", "", "F2a", GroupBarcode}, "barcode", func(c *Conditions, _ value) { c.Barcode = EnabledBefore }, nil},
	{Scenario{"stale-browser", "", "F2b", GroupBarcode}, "barcode", func(c *Conditions, _ value) { c.Barcode = NeedsRefresh }, nil},
	{Scenario{"refresh-rotates", "", "F2b", GroupBarcode}, "refresh", func(c *Conditions, _ value) { c.RefreshRotates = true }, nil},

	{Scenario{string(Ketat), "", "F3", GroupCode}, "profile", profile(Ketat), nil},
	{Scenario{string(Lampau), "", "F3", GroupCode}, "profile", profile(Lampau), nil},
	{Scenario{string(Lazim), "", "", GroupCode}, "profile", profile(Lazim), nil},
	{Scenario{string(Longgar), "", "", GroupCode}, "profile", profile(Longgar), nil},
	{Scenario{string(Belajar), "", "F4", GroupCode}, "profile", profile(Belajar), nil},

	{Scenario{string(Lock5), "", "F4", GroupLock}, "lock", lock(Lock5), nil},
	{Scenario{string(Lock30), "", "F4", GroupLock}, "lock", lock(Lock30), nil},
	{Scenario{string(NoLock), "", "", GroupLock}, "lock", lock(NoLock), nil},

	{Scenario{"clock", "+90s", "F3", GroupClock}, "clock", func(c *Conditions, v value) { c.ClockOffset = v.length }, offset},

	{Scenario{"late-mail", "15m", "F5", GroupMail}, "mail", func(c *Conditions, v value) { c.MailDelay = v.length }, length(time.Millisecond, 24*time.Hour)},

	{Scenario{"disabled", "", "F6", GroupAccount}, "accounts", nil, nil},
	{Scenario{"lost-key", "", "F7", GroupAccount}, "accounts", nil, nil},

	{Scenario{"slow-network", "2s", "F2b", GroupNetwork}, "network delay", func(c *Conditions, v value) { c.Network.Delay = v.length }, length(time.Millisecond, 30*time.Second)},
	{Scenario{"failing-network", "3", "", GroupNetwork}, "network failures", func(c *Conditions, v value) { c.Network.FailEvery = v.count }, every},
}

func profile(name Profile) func(*Conditions, value) {
	return func(c *Conditions, _ value) { c.Profile = name }
}

func lock(name LockPolicy) func(*Conditions, value) {
	return func(c *Conditions, _ value) { c.Lock = name }
}

// Scenarios returns every scenario, in the order in which they are offered.
func Scenarios() []Scenario {
	all := make([]Scenario, len(scenarioRules))
	for i, r := range scenarioRules {
		all[i] = r.Scenario
	}
	return all
}

// Bounds of a list of scenarios.
const (
	maxScenarioNames = 64
	maxScenarioName  = 64 // bytes
)

// ParseScenarios reads scenario names, each of which may be several with commas
// between. It returns what they amount to, and their names in the order and
// spelling in which the portal keeps and tells them: "normal" if there is none.
func ParseScenarios(names []string) (Conditions, []string, error) {
	var list []string
	for _, several := range names {
		if len(list) > maxScenarioNames || len(several) > maxScenarioNames*maxScenarioName {
			return Conditions{}, nil, ErrUnknownScenario.With("name", "…", "nearest", Normal)
		}
		list = append(list, strings.Split(several, ",")...)
	}
	if len(list) > maxScenarioNames {
		return Conditions{}, nil, ErrUnknownScenario.With("name", "…", "nearest", Normal)
	}
	chosen := map[string]string{} // canonical text by scenario name
	taken := map[part]string{}    // canonical text by what it changes
	values := map[string]value{}
	for _, text := range list {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		r, v, canonical, err := parseScenario(text)
		if err != nil {
			return Conditions{}, nil, err
		}
		for _, p := range r.parts() {
			if other, ok := taken[p]; ok && other != canonical {
				return Conditions{}, nil, ErrScenariosClash.With("a", other, "b", canonical)
			}
			taken[p] = canonical
		}
		chosen[r.Name], values[r.Name] = canonical, v
	}
	var c Conditions
	var canonical []string
	for _, r := range scenarioRules {
		text, ok := chosen[r.Name]
		if !ok || r.Name == Normal {
			continue
		}
		if r.apply != nil {
			r.apply(&c, values[r.Name])
		}
		canonical = append(canonical, text)
	}
	if len(canonical) == 0 {
		canonical = []string{Normal}
	}
	return c, canonical, nil
}

// parts lists what the scenario changes, including what it makes impossible: a
// login that forces the barcode leaves nobody to whom TOTP could have been on
// before.
func (r rule) parts() []part {
	switch {
	case r.changes == "":
		return nil
	case r.Name == string(EnabledBefore) || r.Name == "forced-qr":
		return []part{r.changes, "first login"}
	default:
		return []part{r.changes}
	}
}

func parseScenario(text string) (r rule, v value, canonical string, err error) {
	name, given, has := strings.Cut(text, "=")
	r, ok := findRule(name)
	if !ok {
		return rule{}, value{}, "", ErrUnknownScenario.With("name", shown(name), "nearest", nearest(name))
	}
	if r.read == nil {
		if has {
			return rule{}, value{}, "", ErrBadValue.With("name", r.Name, "value", shown(given), "example", r.Name)
		}
		return r, value{}, r.Name, nil
	}
	if !has {
		given = r.Value
	}
	v, spelled, ok := r.read(given)
	if !ok {
		return rule{}, value{}, "", ErrBadValue.With("name", r.Name, "value", shown(given), "example", r.Name+"="+r.Value)
	}
	return r, v, r.Name + "=" + spelled, nil
}

func findRule(name string) (rule, bool) {
	for _, r := range scenarioRules {
		if r.Name == name {
			return r, true
		}
	}
	return rule{}, false
}

// shown makes what somebody typed fit for a message.
func shown(text string) string {
	return printable.Cut(printable.Text(text[:min(len(text), maxScenarioName)]), 40)
}

// nearest returns the name that takes the fewest changes of one byte to be
// what was typed.
func nearest(typed string) string {
	typed = typed[:min(len(typed), maxScenarioName)]
	best, fewest := Normal, 1<<30
	for _, r := range scenarioRules {
		if d := distance(typed, r.Name); d < fewest {
			best, fewest = r.Name, d
		}
	}
	return best
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func every(text string) (value, string, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 || n > 100 {
		return value{}, "", false
	}
	return value{count: n}, strconv.Itoa(n), true
}
