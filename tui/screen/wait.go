package screen

import (
	"time"

	"sandi/internal/otp"
	"sandi/vault"
)

// missedAfter is how late a screen may be to copy a fresh code. One that was
// not shown meanwhile must not copy by surprise.
const missedAfter = 2 * time.Second

// Wait waits for an entry's next code in order to copy it whole: with all of its
// time before it. The zero Wait waits for nothing.
type Wait struct {
	id    string
	until time.Time
}

// For reports whether it waits for an entry's code.
func (w Wait) For(e vault.Entry) bool { return w.id != "" && w.id == e.ID }

// Toggle waits for the entry's next code, or no longer.
func (w *Wait) Toggle(e vault.Entry, c Context) {
	if w.For(e) || e.Key.Type == otp.HOTP {
		*w = Wait{}
		return
	}
	*w = Wait{e.ID, e.Key.Start(e.Key.Step(c.Now) + 1)}
}

// On reports whether it waits for anything.
func (w Wait) On() bool { return w.id != "" }

// Seconds returns how many whole seconds are left to wait, counted up.
func (w Wait) Seconds(c Context) int {
	return max(int((w.until.Sub(c.Now)+time.Second-1)/time.Second), 0)
}

// Due returns the id of the entry whose fresh code has begun, once.
func (w *Wait) Due(c Context) (id string, ok bool) {
	late := c.Now.Sub(w.until)
	if w.id == "" || late < 0 {
		return "", false
	}
	id = w.id
	*w = Wait{}
	return id, late <= missedAfter
}
