package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"sandi/internal/portal"
)

// tickets are handed out with a login page and come back with its form: they
// tell how long the page was open, and that this server made it. They are not
// bound to a browser; what keeps other sites out is the guard in Handler.
type tickets struct {
	key []byte
	ttl time.Duration
}

func newTickets(ttl time.Duration) tickets {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the program instead
	return tickets{key: key, ttl: ttl}
}

const ticketTime = 8 // bytes

// issue returns a ticket for a login page of the role that was made at now.
func (t tickets) issue(role portal.Role, now time.Time) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(b, t.sum(role, b)...))
}

// valid reports whether the ticket is one of ours for this role and not too old.
func (t tickets) valid(ticket string, role portal.Role, now time.Time) bool {
	b, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil || len(b) != ticketTime+sha256.Size {
		return false
	}
	if !hmac.Equal(b[ticketTime:], t.sum(role, b[:ticketTime])) {
		return false
	}
	age := now.Sub(time.Unix(int64(binary.BigEndian.Uint64(b)), 0))
	return age >= -time.Second && age <= t.ttl // −1 s: the ticket has whole seconds
}

func (t tickets) sum(role portal.Role, b []byte) []byte {
	m := hmac.New(sha256.New, t.key)
	m.Write([]byte(role))
	m.Write([]byte{0})
	m.Write(b)
	return m.Sum(nil)
}
