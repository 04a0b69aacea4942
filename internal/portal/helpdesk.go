package portal

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Request is what a user asked the helpdesk for.
type Request struct {
	ID   int64
	At   time.Time // of the last text
	Role Role
	User string
	Text string // of the user: Unicode without control characters but line feeds, at most MaxRequestText bytes
}

// MaxRequestText bounds the text of a request, in bytes; what is longer is cut.
const MaxRequestText = 2000

// AskHelpdesk takes a request from somebody who is not signed in. The answer is
// the same whether or not the account exists; nothing is kept for one that does
// not, because people type passwords into the wrong field.
func (p *Portal) AskHelpdesk(ctx context.Context, role Role, user, text string) error {
	if !role.Known() {
		role = ""
	}
	return p.do(ctx, ActHelpdesk, func(t *turn) error {
		ok := validUserID(user)
		if ok {
			var err error
			if _, ok, err = p.account(t.Tx, role, user); err != nil {
				return err
			}
		}
		if !ok {
			return t.note(Attempt{Role: role, Act: ActHelpdesk, Verdict: UnknownUser})
		}
		if err := t.PutRequest(Request{At: t.now, Role: role, User: user, Text: plainText(text)}); err != nil {
			return err
		}
		return t.note(Attempt{Role: role, User: user, Act: ActHelpdesk, Verdict: Accepted})
	})
}

// plainText makes what a stranger wrote fit to be kept and shown.
func plainText(text string) string {
	text = strings.ToValidUTF8(text[:min(len(text), 4*MaxRequestText)], "")
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, text))
	for len(text) > MaxRequestText {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// Requests lists the open requests, oldest first.
func (p *Portal) Requests(ctx context.Context) (all []Request, err error) {
	err = p.store.Do(ctx, func(tx Tx) error {
		all, err = tx.Requests()
		return err
	})
	return all, err
}

// Resolve closes a request, and with reset resets its account as ResetAccount.
func (p *Portal) Resolve(ctx context.Context, id int64, reset bool) error {
	return p.do(ctx, ActResolve, func(t *turn) error {
		t.event.Reset = reset
		all, err := t.Requests()
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.ID != id {
				continue
			}
			if err := t.DeleteRequest(id); err != nil {
				return err
			}
			if reset {
				if err := t.change(ActResetAccount, r.Role, r.User, (*turn).reset); err != nil {
					return err
				}
			}
			return t.note(Attempt{Role: r.Role, User: r.User, Act: ActResolve, Verdict: Accepted})
		}
		return ErrNoRequest
	})
}
