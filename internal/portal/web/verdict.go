package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// attemptRow is an attempt in words.
type attemptRow struct {
	At      string
	User    string
	Role    string
	Act     string
	Text    string // what it was on its merits
	Outcome string // message of the badge
	Kind    string // its colour: good, bad or warn
	Window  string // "" except of codes
}

// attempt puts an attempt into words.
func (p *page) attempt(a portal.Attempt) attemptRow {
	row := attemptRow{
		At: p.Short(a.At), User: a.User, Act: p.T("web.act." + string(a.Act)), Text: p.verdict(a),
		Outcome: p.T("web.outcome.refused"), Kind: "bad",
	}
	if a.User != "" {
		row.Role = a.Role.Label()
	}
	switch {
	case a.Locked:
		row.Outcome, row.Kind = p.T("web.outcome.locked"), "warn"
	case a.Verdict == portal.Accepted:
		row.Outcome, row.Kind = p.T("web.outcome.accepted"), "good"
	}
	if a.Act == portal.ActCode {
		row.Window = windowText(a.Window, a.Drift)
	}
	return row
}

// verdict says what an attempt was: of a code, of which step and how old it
// was by the portal's clock.
func (p *page) verdict(a portal.Attempt) string {
	switch {
	case a.Act == portal.ActCode:
	case a.Locked:
		return p.T("web.verdict.locked")
	case a.Act == portal.ActScenario:
		return strings.Join(p.scenarioTitles(strings.Split(a.Detail, ",")), " · ")
	case a.Detail != "":
		return a.Detail
	case a.Verdict == portal.Accepted:
		return ""
	default:
		return p.T("web.verdict." + string(a.Verdict))
	}
	if !a.Known {
		if a.Verdict == portal.MalformedCode {
			return p.T("web.verdict.malformed-code")
		}
		return p.T("web.verdict.wrong-code")
	}
	text := p.codeAge(a)
	if a.Verdict == portal.ReusedCode {
		text += p.T("web.verdict.reused")
	}
	if a.Drift != 0 {
		text += p.T("web.verdict.drift", "n", signed(a.Drift))
	}
	return text
}

// codeAge tells a code's step: "code of 3 steps ago: 92 s old".
func (p *page) codeAge(a portal.Attempt) string {
	age := p.seconds(a.Age)
	switch {
	case a.Steps == 0:
		return p.T("web.code.present", "age", age)
	case a.Steps < 0:
		return p.N("web.code.past", -a.Steps, "age", age)
	default:
		return p.N("web.code.future", a.Steps, "age", age)
	}
}

// seconds tells a short length of time in whole seconds, so that ages near
// each other can be compared, and a long one as Duration does.
func (p *page) seconds(d time.Duration) string {
	d = d.Abs()
	if d < 10*time.Minute {
		return p.T("unit.seconds", "n", int(math.Round(d.Seconds())))
	}
	return p.Duration(d)
}

// windowText tells which steps a verifier accepts, counted from its own:
// "−1 … +1".
func windowText(w otp.Window, drift int) string {
	from, to := drift-w.Past, drift+w.Future
	if from == to {
		return signed(from)
	}
	return fmt.Sprintf("%s … %s", signed(from), signed(to))
}

// signed writes a number with its sign, a real minus.
func signed(n int) string {
	switch {
	case n < 0:
		return "−" + strconv.Itoa(-n)
	case n > 0:
		return "+" + strconv.Itoa(n)
	}
	return "0"
}

// offset tells how far the portal's clock is off; "" if it is right.
func (p *page) offset(d time.Duration) string {
	switch {
	case d > 0:
		return p.T("web.op.clock-fast", "time", p.seconds(d))
	case d < 0:
		return p.T("web.op.clock-slow", "time", p.seconds(d))
	}
	return ""
}
