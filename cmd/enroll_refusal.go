package cmd

import (
	"sandi/internal/diagnose"
	"sandi/internal/enroll"
)

// refusalJSON is what a refused code turned out to be, in the words of
// `explain --json`.
type refusalJSON struct {
	Verdict     string          `json:"verdict"`
	Count       int             `json:"count"` // refused one after the other
	Findings    []diagnose.Told `json:"findings"`
	Chance      float64         `json:"chance_of_coincidence"`
	WindowPast  int             `json:"window_past"`
	WindowAhead int             `json:"window_future"`
	WindowKnown bool            `json:"window_known"` // else it is the usual one, a guess
}

func (a *app) refusalOf(snap enroll.Snapshot) *refusalJSON {
	r := snap.Refusal
	if r == nil || r.Why == nil {
		return nil
	}
	doc := &refusalJSON{
		Verdict: string(r.Why.Verdict), Count: r.Count, Chance: r.Why.Chance,
		WindowPast: r.Window.Past, WindowAhead: r.Window.Future, WindowKnown: r.WindowKnown, Findings: []diagnose.Told{},
	}
	for _, f := range r.Why.Findings {
		doc.Findings = append(doc.Findings, f.Tell(a.l))
	}
	return doc
}
