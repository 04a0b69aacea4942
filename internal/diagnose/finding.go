package diagnose

import (
	"sandi/internal/clock"
	"sandi/internal/locale"
)

// Confidence says how sure a finding is.
type Confidence string

// The confidences, strongest first.
const (
	Certain  Confidence = "certain"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"
)

// weaker returns the weaker of two confidences.
func weaker(a, b Confidence) Confidence {
	if a == Possible || b == Possible {
		return Possible
	}
	if a == Likely || b == Likely {
		return Likely
	}
	return Certain
}

// Finding is one judgement. Title and Advice are keys of the message
// catalogue, filled with Args; a clock.Reference among them stands for its name.
type Finding struct {
	Cause      Cause
	Confidence Confidence
	Title      string
	Advice     []string
	Args       []any
	Evidence   map[string]any
	Other      bool // it is about somebody else's computer, and worded for that
}

// Told is a finding in the words of a language; its JSON is the contract's.
type Told struct {
	Cause      Cause          `json:"cause"`
	Confidence Confidence     `json:"confidence"`
	Title      string         `json:"title"`
	Advice     []string       `json:"advice"`
	Evidence   map[string]any `json:"evidence"`
}

// Tell puts the finding into words.
func (f Finding) Tell(l *locale.Localizer) Told {
	t := Told{Cause: f.Cause, Confidence: f.Confidence, Title: f.text(l, f.Title), Advice: []string{}, Evidence: f.Evidence}
	for _, key := range f.Advice {
		t.Advice = append(t.Advice, f.text(l, key))
	}
	if t.Evidence == nil {
		t.Evidence = map[string]any{}
	}
	return t
}

// text fills a text, in the plural form for its count if there is one. Texts
// name the clock and the computer by placeholders, so that the same sentence
// serves for one's own and for somebody else's. A sentence that has to differ
// stands under its key + ".other".
func (f Finding) text(l *locale.Localizer, key string) string {
	if f.Other && l.Has(key+".other") {
		key += ".other"
	}
	args := append(subject(l, f.Other), f.Args...)
	for i := 0; i+1 < len(args); i += 2 {
		if r, ok := args[i+1].(clock.Reference); ok {
			args[i+1] = NameOf(l, r)
		}
	}
	for i := 0; i+1 < len(args); i += 2 {
		if n, ok := args[i+1].(int); ok && args[i] == "n" {
			return l.N(key, n, args...)
		}
	}
	return l.T(key, args...)
}

// subject returns what the placeholders for the clock and the computer stand
// for; {Clock} begins a sentence.
func subject(l *locale.Localizer, other bool) []any {
	whose := "diagnose.own."
	if other {
		whose = "diagnose.other."
	}
	return []any{"Clock", l.T(whose + "Clock"), "clock", l.T(whose + "clock"), "computer", l.T(whose + "computer")}
}
