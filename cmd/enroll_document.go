package cmd

import (
	"time"

	"sandi/internal/enroll"
	"sandi/internal/fault"
)

// enrolJSON is the document of `enroll --json`.
type enrolJSON struct {
	Service string         `json:"service"`
	Address string         `json:"address"`
	Role    string         `json:"role"`
	User    string         `json:"user"`
	Entry   *entryJSON     `json:"entry"` // null where no key is kept
	State   string         `json:"state"` // of the entry; "" where there is none
	Steps   []stepJSON     `json:"steps"`
	Clock   enrolClockJSON `json:"clock"`
	Message string         `json:"message"`

	Scenarios []string      `json:"scenarios"` // what the practice portal played
	Problems  []problemJSON `json:"problems"`  // oldest first
	Helpdesk  bool          `json:"helpdesk"`  // the portal's helpdesk was asked

	Refusal *refusalJSON `json:"refusal,omitempty"` // what the last refused code was; absent where none is refused
}

type problemJSON struct {
	At    string `json:"at"`
	Stage string `json:"stage"`
	Code  string `json:"code"` // stable; "" for an error that has none
	Text  string `json:"text"` // in the language of the run
}

type stepJSON struct {
	State string `json:"state"`
	At    string `json:"at"`
}

type enrolClockJSON struct {
	Corrected   bool     `json:"corrected"`
	Offset      *float64 `json:"offset_seconds"`
	Uncertainty *float64 `json:"uncertainty_seconds"`
	Source      *string  `json:"source"`
	MeasuredAt  *string  `json:"measured_at"`

	Simulated *float64 `json:"simulated_offset_seconds,omitempty"`
}

func (a *app) document(snap enroll.Snapshot) enrolJSON {
	doc := enrolJSON{
		Service: snap.Service, Address: snap.Portal.Address, Role: string(snap.Role), User: snap.User,
		Steps: []stepJSON{}, Message: snap.Message, Clock: enrolClockJSON{Corrected: snap.Corrected, Simulated: a.simulatedOffset()},
		Scenarios: append([]string{}, snap.Portal.Scenarios...), Problems: []problemJSON{}, Helpdesk: !snap.Asked.IsZero(),
	}
	for _, s := range snap.Steps {
		doc.Steps = append(doc.Steps, stepJSON{string(s.State), stamp(s.At)})
	}
	for _, t := range snap.Problems {
		doc.Problems = append(doc.Problems, a.trouble(t.At, t.Stage, t.Err))
	}
	doc.Refusal = a.refusalOf(snap)
	if c := snap.Clock; c != nil && c.Err == nil {
		offset, uncertainty, source := seconds(c.Offset), seconds(c.Uncertainty), c.Name
		doc.Clock.Offset, doc.Clock.Uncertainty, doc.Clock.Source = &offset, &uncertainty, &source
		doc.Clock.MeasuredAt = stampOrNil(c.At)
	}
	return doc
}

func (a *app) trouble(at time.Time, stage enroll.Stage, err error) problemJSON {
	p := problemJSON{At: stamp(at), Stage: string(stage)}
	if f := fault.Of(err); f != nil {
		p.Code = f.Code()
	}
	what, _ := a.l.Describe(err)
	p.Text = clean(what)
	return p
}
