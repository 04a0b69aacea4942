package web

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// attemptRow is an attempt in words.
type attemptRow struct {
	ID      int64
	At      string
	User    string
	Nobody  string // whose it was if it has no user
	Role    string
	Text    string // what it was on its merits
	Outcome string // message of the badge
	Kind    string // its colour: good, bad or warn
	Window  string // "" except of codes
	Open    string // where it is explained; "" if there is nothing to explain
}

// attempt puts an attempt into words.
func (p *page) attempt(a portal.Attempt) attemptRow {
	row := attemptRow{
		ID: a.ID,
		At: p.Short(a.At), User: a.User, Text: a.Words(p.Localizer),
		Outcome: p.T("web.outcome.refused"), Kind: "bad",
	}
	switch {
	case a.User != "":
		row.Role = a.Role.Label()
	case a.Act == portal.ActClass || a.Act == portal.ActScenario || a.Act == portal.ActResetAll:
		row.Nobody = p.T("operator.outcome.operator")
	default:
		row.Nobody = p.T("web.op.nobody")
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
	if explained(a) {
		row.Open = attemptLink(a.ID)
	}
	return row
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
