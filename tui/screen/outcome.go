package screen

// Close leaves the screen for the one below it.
type Close struct{}

// Quit ends the program.
type Quit struct{}

// Say shows a line for a few seconds. The text is finished, in the reader's
// language.
type Say struct {
	Text string
	Tone Tone
}

// Tone is how a line is meant.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Warn
	Bad
)

// Copy puts a secret on the clipboard: a code, a setup key, a demo password.
// Text is a function so that a printed outcome shows no secret. What names the
// thing in the reader's language, for the line that says it was copied.
type Copy struct {
	What string
	Text func() string
}

// Copied answers Copy; Err is nil when the text was handed
// over. The root has already told it in a line, so most screens ignore it.
type Copied struct{ Err error }
