package diagnose

import "sandi/internal/locale"

// Cause is a stable name for what is wrong, or right.
type Cause string

// Confidence says how sure a finding is.
type Confidence string

// The confidences, strongest first.
const (
	Certain  Confidence = "certain"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"
)

// Finding is one judgement. Title and Advice are keys of the message
// catalogue, filled with Args.
type Finding struct {
	Cause      Cause
	Confidence Confidence
	Title      string
	Advice     []string
	Args       []any
	Evidence   map[string]any
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

// text fills a text, in the plural form for its count if there is one.
func (f Finding) text(l *locale.Localizer, key string) string {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if n, ok := f.Args[i+1].(int); ok && f.Args[i] == "n" {
			return l.N(key, n, f.Args...)
		}
	}
	return l.T(key, f.Args...)
}
