package scenario

import (
	"maps"
	"slices"
	"strings"
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/portal"
)

// What can come of a step, besides the states in which a login ends.
const (
	cameAccepted = "accepted"
	cameRefused  = "refused"
	cameDone     = "done"
	cameWaiting  = "waiting"
	cameShown    = "shown"
	cameMissing  = "missing"
	cameLetter   = "letter"
	cameExpired  = "expired-letter" // the code in it is dead already
	cameNone     = "none"
	cameNoAnswer = "no-answer" // a measurement without one

	badCredentials = "bad-credentials"
	locked         = "locked"
	loginTimeout   = "login-timeout"
	noSession      = "no-session"
	alreadyEnabled = "already-enabled"
	wrongState     = "wrong-state"
	unreachable    = "unreachable"
)

// rule says what belongs to an act.
type rule struct {
	fields string   // that it takes, besides do and expect
	must   string   // of them, those that it needs
	expect []string // what can come of it; the first one where a step does not say. nil: nothing can
}

const codeFields = "typing network phase key mistake phone times operator locked"

// rules returns the rule of every act.
func rules() map[Act]rule {
	states := []string{
		string(portal.InUnprotected), string(portal.TOTPPrompt), string(portal.KeyShown), string(portal.EnablingWait),
		badCredentials, locked, loginTimeout, unreachable,
	}
	codes := []string{cameAccepted, cameRefused, noSession, wrongState, unreachable}
	return map[Act]rule{
		Login:        {"typing password operator locked", "expect", states},
		Enable:       {"operator", "", []string{cameWaiting, alreadyEnabled, wrongState, noSession, unreachable}},
		WaitBarcode:  {"most", "", []string{cameShown, cameMissing, noSession, wrongState, unreachable}},
		Reload:       {"key", "", []string{cameShown, cameMissing, noSession, wrongState, unreachable}},
		Logout:       {"", "", []string{cameDone, noSession, unreachable}},
		SendCode:     {codeFields, "", codes},
		NextCode:     {codeFields, "", codes},
		ReuseCode:    {"typing network times operator locked", "", []string{cameRefused, cameAccepted, noSession, wrongState, unreachable}},
		MailCode:     {"typing network operator locked", "", []string{cameRefused, cameAccepted, noSession, wrongState, unreachable}},
		Reset:        {"operator", "", []string{cameAccepted, wrongState, noSession, unreachable}},
		ReadMail:     {"most", "", []string{cameLetter, cameExpired, cameNone, wrongState, noSession, unreachable}},
		Disable:      {"operator", "", []string{cameDone, wrongState, noSession, unreachable}},
		Helpdesk:     {"operator", "", []string{cameDone, unreachable}},
		ResetAccount: {"", "", []string{cameDone}},
		Wait:         {"for", "for", nil},
		Sleep:        {"for clock", "for", nil},
		SetClock:     {"to by", "", nil},
		SetZone:      {"zone utc_offset", "zone", nil},
		SetPortal:    {"conditions", "conditions", nil},
		Measure:      {"within", "", nil},
		Judge:        {"confidence also never", "expect", clockCauses()},
		Explain:      {"confidence also never", "expect", codeCauses()},
	}
}

// allRules is rules, made once.
var allRules = rules()

// verdicts are what the operator's journal can say.
var verdicts = []string{
	string(portal.Accepted), string(portal.UnknownUser), string(portal.WrongPassword), string(portal.WrongCode), string(portal.MalformedCode),
	string(portal.ExpiredCode), string(portal.EarlyCode), string(portal.ReusedCode), string(portal.TimedOut), string(portal.Refused),
}

var mistakes = []string{
	string(WrongAlgorithm), string(WrongDigits), string(WrongPeriod), string(MisreadKey), string(KeyAsText), string(OtherEntry), string(Mistyped),
	string(Malformed),
}

func (c *checker) step(field string, d stepDocument) Step {
	s := Step{Line: c.lines.Line(field + ".do"), Act: Act(d.Do), Times: 1}
	r, ok := allRules[s.Act]
	if !ok {
		if d.Do == "" {
			c.fail(ErrMissing, field+".do")
		} else {
			c.bad(field+".do", strings.Join(acts(), ", "))
		}
		return s
	}
	takes := append(strings.Fields(r.fields), "expect")
	has := d.present()
	for _, name := range slices.Sorted(maps.Keys(has)) {
		if !slices.Contains(takes, name) || name == "expect" && r.expect == nil && s.Act != Measure {
			c.fail(ErrField, field+"."+name)
		}
	}
	for _, name := range strings.Fields(r.must) {
		if !has[name] {
			c.fail(ErrMissing, field+"."+name)
		}
	}
	c.lengths(field, d, &s)
	c.choices(field, d, &s)
	c.expectations(field, d, &s, r)
	return s
}

// acts lists the acts in the order of the alphabet.
func acts() []string {
	var names []string
	for a := range allRules {
		names = append(names, string(a))
	}
	slices.Sort(names)
	return names
}

// longest bounds what a single step takes of true time.
const longest = 400 * day

func (c *checker) lengths(field string, d stepDocument, s *Step) {
	s.For = c.length(field+".for", d.For, time.Millisecond, longest)
	s.Most = c.length(field+".most", d.Most, 0, longest)
	s.Typing = c.length(field+".typing", d.Typing, 0, day)
	s.Phone = c.signed(field+".phone", d.Phone)
	s.Network = c.length(field+".network", d.Network, 0, time.Hour)
	if d.Phase != nil {
		phase := c.length(field+".phase", d.Phase, 0, time.Hour)
		s.Phase = &phase
	}
	if d.Times != nil {
		if s.Times = *d.Times; s.Times < 1 || s.Times > maxTimes {
			c.bad(field+".times", "1 … 100")
		}
	}
	if d.To != nil {
		to := c.signed(field+".to", d.To)
		s.To = &to
	}
	if d.By != nil {
		by := c.signed(field+".by", d.By)
		s.By = &by
	}
	if s.Act == SetClock && (s.To == nil) == (s.By == nil) {
		c.fail(ErrMissing, field+".to")
	}
}

func (c *checker) choices(field string, d stepDocument, s *Step) {
	choice := func(name string, text *string, known []string) string {
		if text == nil {
			return ""
		}
		c.oneOf(field+"."+name, *text, known, false)
		return *text
	}
	s.Password = choice("password", d.Password, []string{"right", "wrong"})
	s.Mistake = Mistake(choice("mistake", d.Mistake, mistakes))
	s.Stops = choice("clock", d.Clock, []string{"runs", "stops"}) == "stops"
	if s.Act == Reload {
		s.Key = choice("key", d.Key, []string{"same", "other"})
	} else {
		s.Key = choice("key", d.Key, []string{"current", "former"})
	}
	if d.Zone != nil {
		s.Zone = *d.Zone
		s.UTCOffset = c.zone(field+".", s.Zone, d.UTCOffset)
	}
	if d.Conditions != nil {
		s.Conditions = c.conditions(field+".conditions", d.Conditions)
	}
}

func (c *checker) expectations(field string, d stepDocument, s *Step, r rule) {
	if s.Act == Measure {
		c.measured(field, d, s)
		return
	}
	if r.expect != nil {
		s.Expect = r.expect[0]
	}
	if d.Expect != nil {
		s.Expect = *d.Expect
		c.oneOf(field+".expect", s.Expect, r.expect, false)
	}
	if d.Operator != nil {
		s.Operator = *d.Operator
		c.oneOf(field+".operator", s.Operator, verdicts, false)
	}
	s.Locked = d.Locked
	if d.Confidence != nil {
		s.Confidence = *d.Confidence
		c.oneOf(field+".confidence", s.Confidence, []string{string(diagnose.Certain), string(diagnose.Likely), string(diagnose.Possible)}, false)
	}
	s.Also, s.Never = c.causes(field+".also", d.Also, r.expect), c.causes(field+".never", d.Never, r.expect)
}

func (c *checker) causes(field string, list, known []string) []string {
	if len(list) > maxList {
		c.fail(ErrMany, field, "max", maxList)
	}
	for _, cause := range list {
		c.oneOf(field, cause, known, false)
	}
	return list
}

// measured reads what a measurement must say: an offset, or that there is none.
func (c *checker) measured(field string, d stepDocument, s *Step) {
	s.Within = 500 * time.Millisecond
	if d.Within != nil {
		s.Within = c.length(field+".within", d.Within, 0, day)
	}
	switch {
	case d.Expect == nil:
	case *d.Expect == cameNoAnswer:
		s.Expect = cameNoAnswer
	default:
		offset := c.signed(field+".expect", d.Expect)
		s.Offset = &offset
	}
}
