package cmd

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/lab/probe"
)

// sayTry tells one try as it was made.
func (a *app) sayTry(t probe.Try) {
	code := a.l.T("probe.code.wrong")
	if !t.Wrong {
		code = a.l.T("probe.code.step", "offset", signed(t.Offset))
	}
	a.say("probe.try", "n", t.N, "question", a.l.T("probe.question."+string(t.Question)), "code", code, "answer", a.l.T("probe.answer."+string(t.Answer)))
}

func signed(n int) string {
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "0"
}

// probeText tells what was found out, and what was not.
func (a *app) probeText(r probe.Result) string {
	rows := [][]string{
		{a.l.T("probe.past"), a.edge(r.Past)},
		{a.l.T("probe.future"), a.edge(r.Future)},
		{a.l.T("probe.reused"), a.found(r.Reused)},
		{a.l.T("probe.older"), a.found(r.Older)},
		{a.l.T("probe.learns"), a.found(r.Learns)},
		{a.l.T("probe.lock-out"), a.lockOut(r.LockOut)},
		{a.l.T("probe.sent"), a.l.T("probe.sent.figure", "n", r.Tries, "accepted", r.Accepted, "time", a.l.Duration(r.Ended.Sub(r.Began)))},
	}
	var b strings.Builder
	b.WriteString(a.table(rows, 1))
	if name := r.Profile(); name != "" {
		b.WriteString(wrap(a.l.T("probe.profile", "name", name), a.helpWidth(), "") + "\n")
	}
	return b.String()
}

func (a *app) edge(e *probe.Edge) string {
	switch {
	case e == nil:
		return a.l.T("probe.unknown")
	case e.AtLeast:
		return a.l.N("probe.steps.at-least", e.Steps)
	}
	return a.l.N("probe.steps", e.Steps)
}

func (a *app) found(b *bool) string {
	switch {
	case b == nil:
		return a.l.T("probe.unknown")
	case *b:
		return a.l.T("probe.yes")
	}
	return a.l.T("probe.no")
}

func (a *app) lockOut(l *probe.LockOut) string {
	switch {
	case l == nil:
		return a.l.T("probe.lock-out.not-asked")
	case l.After == 0:
		return a.l.T("probe.lock-out.none", "n", l.Looked)
	case l.OpenAfter == 0:
		return a.l.T("probe.lock-out.still", "n", l.After, "from", a.l.Duration(l.StillAfter))
	}
	return a.l.T("probe.lock-out.after", "n", l.After, "from", a.l.Duration(l.StillAfter), "to", a.l.Duration(l.OpenAfter))
}

type probeJSON struct {
	Service     string       `json:"service"`
	Offset      float64      `json:"offset_seconds"`
	Past        *int         `json:"past"`
	PastMore    bool         `json:"past_at_least"`
	Future      *int         `json:"future"`
	FutureMore  bool         `json:"future_at_least"`
	Reused      *bool        `json:"reused"`
	Older       *bool        `json:"older_after_newer"`
	Learns      *bool        `json:"learns_drift"`
	LockOut     *lockOutJSON `json:"lock_out"`
	Profile     *string      `json:"profile"`
	Tries       int          `json:"tries"`
	AcceptedN   int          `json:"accepted"`
	BeganAt     string       `json:"began_at"`
	TookSeconds float64      `json:"took_seconds"`
	Error       *string      `json:"error"`
}

type lockOutJSON struct {
	Looked     int      `json:"failures_tried"`
	After      *int     `json:"after_failures"`
	Told       bool     `json:"told"`
	StillAfter *float64 `json:"still_locked_after_seconds"`
	OpenAfter  *float64 `json:"open_after_seconds"`
}

func (a *app) probeDocument(service string, ref clock.Reference, r probe.Result, err error) probeJSON {
	doc := probeJSON{
		Service: service, Offset: *microseconds(ref.Offset), Reused: r.Reused, Older: r.Older, Learns: r.Learns,
		Tries: r.Tries, AcceptedN: r.Accepted, BeganAt: stamp(r.Began), TookSeconds: seconds(r.Ended.Sub(r.Began).Round(time.Millisecond)),
	}
	if r.Past != nil {
		doc.Past, doc.PastMore = &r.Past.Steps, r.Past.AtLeast
	}
	if r.Future != nil {
		doc.Future, doc.FutureMore = &r.Future.Steps, r.Future.AtLeast
	}
	if l := r.LockOut; l != nil {
		doc.LockOut = &lockOutJSON{Looked: l.Looked, Told: l.Told}
		if l.After > 0 {
			doc.LockOut.After = &l.After
			doc.LockOut.StillAfter = microseconds(l.StillAfter)
		}
		if l.OpenAfter > 0 {
			doc.LockOut.OpenAfter = microseconds(l.OpenAfter)
		}
	}
	if name := r.Profile(); name != "" {
		doc.Profile = &name
	}
	if err != nil {
		what, _ := a.l.Describe(err)
		doc.Error = &what
	}
	return doc
}
