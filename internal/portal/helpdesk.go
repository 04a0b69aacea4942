package portal

import (
	"context"
	"time"
)

// Request is what a user asked the helpdesk for.
type Request struct {
	ID   int64
	At   time.Time
	Role Role
	User string
	Text string // of the user, in Unicode, at most MaxRequestText bytes
}

// MaxRequestText bounds the text of a request, in bytes.
const MaxRequestText = 2000

// AskHelpdesk takes a request from somebody who is not signed in. The answer is
// the same whether or not the account exists.
func (p *Portal) AskHelpdesk(ctx context.Context, role Role, user, text string) error { return nil }

// Requests lists the open requests, oldest first.
func (p *Portal) Requests(ctx context.Context) ([]Request, error) { return nil, nil }

// Resolve closes a request, and with reset resets its account as ResetAccount.
func (p *Portal) Resolve(ctx context.Context, id int64, reset bool) error { return nil }
