// Package strength estimates what guessing a vault password costs and says why,
// for the moment at which a person chooses one.
package strength

// Estimate is what guessing a password costs somebody who has the vault's files.
type Estimate struct {
	Bits    float64 // log2 of the guesses that the cheapest way needs
	Guesses float64
	Years   float64 // on one machine of Hardware, half of the guesses
	Level   int     // 0 (falls at once) … 4 (out of reach)
	Reasons []Reason
}

// Reason is a message that explains an estimate.
type Reason struct {
	Key   string // in the message catalogue
	Pairs []any  // its placeholders; never a part of the password
}

// Of estimates a password. hints are words that a guesser tries first, such as
// the user's name; workFactor is that of the vault.
func Of(password []byte, hints []string, workFactor int) Estimate { return Estimate{} }
