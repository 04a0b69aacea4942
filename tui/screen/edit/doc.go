// Package edit is the form for an entry that exists: every field of it, and the
// repair of one in quarantine. What is wrong is told below its field; what a
// change elsewhere did meanwhile is noted and never overwritten.
package edit

import "sandi/vault"

// Save is the outcome: keep what the user changed, from Base to Edited.
type Save struct{ Base, Edited vault.Entry }

// Failed tells the screen that saving failed: what was typed is still there.
type Failed struct{ Err error }

// Changed brings the entry as another program has saved it meanwhile.
type Changed struct{ Entry vault.Entry }
