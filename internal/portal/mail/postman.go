package mail

import (
	"context"
	"errors"
	"net/mail"
	"time"

	"sandi/internal/portal"
)

const (
	// round is how often the postman looks for mails that are due.
	round = time.Second
	// bag is how many mails are claimed at once. All must be sent before the
	// portal lets another postman claim them.
	bag = 20
)

// office is what the postman needs of a portal.
type office interface {
	ClaimMail(ctx context.Context, now time.Time, limit int) ([]portal.Mail, error)
	MailSent(ctx context.Context, id int64, failure error) error
}

// postman carries what is due to a mail server.
type postman struct {
	office office
	server *server
	from   string
	clock  portal.Clock
}

// run makes rounds until ctx ends.
func (p *postman) run(ctx context.Context) {
	tick := time.NewTicker(round)
	defer tick.Stop()
	for {
		p.round(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// round sends what is due. A portal whose store fails now will be asked again
// at the next round; its users meet the failure on their pages.
func (p *postman) round(ctx context.Context) {
	mails, err := p.office.ClaimMail(ctx, p.clock.Now(), bag)
	if err != nil || len(mails) == 0 {
		return
	}
	var c *caller
	defer func() {
		if c != nil {
			c.end()
		}
	}()
	var down error // why the server cannot be had: asked once, not for every mail
	for _, m := range mails {
		if c == nil && down == nil {
			c, down = p.server.call(ctx)
		}
		failure := down
		if down == nil {
			failure = p.deliver(ctx, c, m)
		}
		if ctx.Err() != nil {
			return // nothing wrong with the mail: it is claimed again after a while
		}
		if failure != nil && c != nil {
			if _, ok := errors.AsType[*refusal](failure); !ok || c.smtp.Reset() != nil {
				c.done()
				c = nil
			}
		}
		// The outcome of a mail that has left is kept also when the post closes now.
		_ = p.office.MailSent(context.WithoutCancel(ctx), m.ID, failure)
	}
}

func (p *postman) deliver(ctx context.Context, c *caller, m portal.Mail) error {
	letter, err := write(m, p.from, p.clock.Now())
	if err != nil {
		return &refusal{ErrRefused.With("server", p.server.addr).Because(errors.New("the mail has no proper address")), true}
	}
	from, err := mail.ParseAddress(p.from)
	if err != nil {
		return ErrBadFrom.With("from", p.from)
	}
	return p.server.send(ctx, c, from.Address, m.To, letter)
}
