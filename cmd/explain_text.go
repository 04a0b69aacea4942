package cmd

import (
	"strconv"
	"strings"

	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/printable"
)

type explainJSON struct {
	Verdict  refusal.Verdict `json:"verdict"`
	Findings []diagnose.Told `json:"findings"`
	Matches  []matchJSON     `json:"matches"`
	Chance   float64         `json:"chance_of_coincidence"`

	Simulated *simulatedJSON `json:"clock,omitempty"`
}

type matchJSON struct {
	Entry      string  `json:"entry"`
	StepOffset int     `json:"step_offset"`
	FromNow    float64 `json:"seconds_from_now"`
	ValidFrom  *string `json:"valid_from"`
	ValidUntil *string `json:"valid_until"`
	Change     *string `json:"change"`
}

func (a *app) explainJSON(e refusal.Explanation) explainJSON {
	doc := explainJSON{Verdict: e.Verdict, Findings: []diagnose.Told{}, Matches: []matchJSON{}, Chance: e.Chance, Simulated: a.simulatedMark()}
	for _, f := range e.Findings {
		doc.Findings = append(doc.Findings, f.Tell(a.l))
	}
	for _, m := range e.Matches {
		shape := matchJSON{Entry: m.Entry, StepOffset: m.StepOffset, FromNow: seconds(m.FromNow), ValidFrom: stampOrNil(m.ValidFrom), ValidUntil: stampOrNil(m.ValidUntil)}
		if m.Change != "" {
			shape.Change = &m.Change
		}
		doc.Matches = append(doc.Matches, shape)
	}
	return doc
}

// explainText tells the verdict, why, what the code fits, and what chance could
// have done.
func (a *app) explainText(q refusal.Question, e refusal.Explanation, measured bool) string {
	width := a.helpWidth()
	var b strings.Builder
	b.WriteString(a.simulationNote("simulate.note.", a.simulation.by, width))
	b.WriteString(wrap(a.l.T("explain.verdict."+string(e.Verdict)), width, "") + "\n")

	b.WriteString("\n" + a.l.T("explain.causes") + "\n")
	for _, f := range e.Findings {
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
	if len(e.Matches) > 0 {
		b.WriteString("\n" + a.l.T("explain.matches") + "\n")
		rows := make([][]string, len(e.Matches))
		for i, m := range e.Matches {
			rows[i] = a.matchRow(q, m)
		}
		b.WriteString(a.table(rows, 1, 3))
	}
	if e.Searched > 0 {
		key := "explain.chance"
		if len(e.Matches) == 0 {
			key = "explain.chance.none"
		}
		b.WriteString("\n" + wrap(a.l.T(key, "percent", a.percent(e.Chance), "n", e.Searched), width, "") + "\n")
	}
	switch {
	case q.Offset != nil:
	case measured:
		b.WriteString(wrap(a.l.T("explain.unmeasured"), width, "") + "\n")
	default:
		b.WriteString(wrap(a.l.T("explain.unchecked"), width, "") + "\n")
	}
	return b.String()
}

func (a *app) matchRow(q refusal.Question, m refusal.Match) []string {
	offset := strconv.Itoa(m.StepOffset)
	if m.StepOffset > 0 {
		offset = "+" + offset
	}
	if m.ValidFrom.IsZero() {
		return []string{"  " + a.percent(m.Probability) + " %", m.Name, a.l.T("explain.match.counter", "n", uint64(m.Step)), m.Change}
	}
	zone := q.At.Location()
	when := m.ValidFrom.In(zone).Format("2006-01-02 15:04:05") + "–" + m.ValidUntil.In(zone).Format("15:04:05")
	return []string{"  " + a.percent(m.Probability) + " %", m.Name, when + " (" + a.l.T("explain.match.step", "n", offset) + ")", m.Change}
}

// percent writes a share with as many decimals as it needs to differ from 0 and
// from 100.
func (a *app) percent(share float64) string {
	p := 100 * share
	for decimals := range 4 {
		text := a.l.Float(p, decimals)
		if rounded, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64); err == nil && (rounded != 0 || p == 0) && (rounded != 100 || p == 100) && (p >= 1 || decimals > 0) {
			return text
		}
	}
	if p > 50 {
		return ">" + a.l.Float(99.999, 3)
	}
	return "<" + a.l.Float(0.001, 3)
}
