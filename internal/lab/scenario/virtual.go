package scenario

import (
	"context"
	"errors"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/fault"
	"sandi/internal/portal"
)

// Virtual is a practice portal in memory, made anew for every scenario, with a
// clock that moves when it is told to.
//
// It hashes passwords at the least cost that argon2id has: the password is made
// up here, protects nothing and is forgotten with the portal. That is an option
// of this portal alone; every other one pays the full cost.
type Virtual struct{}

var _ Target = Virtual{}

// Virtual reports that waiting costs no time.
func (Virtual) Virtual() bool { return true }

// leastCost is the least that argon2id takes, about 10 µs.
func leastCost() portal.HashCost { return portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1} }

// pupil is the account of a virtual scenario.
const (
	pupil         = "pemakai"
	pupilPassword = "latihan saja" //nolint:gosec // of a portal that lives for one scenario
)

func (Virtual) open(ctx context.Context, s Scenario) (site, error) {
	c := clock.NewManual(s.Begin.Add(-preparing))
	p, err := portal.New(portal.Options{
		Clock: c, Rand: newStream(s.Name), Key: s.Portal.Key, HashCost: leastCost(), OperatorKey: strings.Repeat("0", 16), // nobody can reach it
	})
	if err != nil {
		return nil, err
	}
	v := &virtual{Manual: c, portal: p}
	if err := p.AddAccount(ctx, portal.Penyedia, pupil, []byte(pupilPassword)); err != nil {
		return nil, err
	}
	return v, nil
}

// preparing is what the way to a scenario's start takes at most.
const preparing = time.Minute

// virtual is such a portal while its scenario is played.
type virtual struct {
	*clock.Manual
	portal *portal.Portal
	seen   int64 // ID of the last attempt
}

func (v *virtual) Account() account {
	return account{enroll.Penyedia, pupil, []byte(pupilPassword)}
}

// Align waits for the moment itself.
func (v *virtual) Align(ctx context.Context, s Scenario) error {
	return v.Wait(ctx, s.Begin.Sub(v.Now()))
}

// Wait lets time pass, and has mail delivered that is due by then.
func (v *virtual) Wait(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.Advance(max(d, 0))
	due, err := v.portal.ClaimMail(ctx, v.Now(), portal.OutboxSize)
	if err != nil {
		return err
	}
	for _, m := range due {
		letter := portal.Letter{From: "portal@localhost", To: m.To, Subject: m.Subject, Body: m.Body}
		if err := errors.Join(v.portal.Deliver(ctx, letter), v.portal.MailSent(ctx, m.ID, nil)); err != nil {
			return err
		}
	}
	return nil
}

func (v *virtual) SetConditions(ctx context.Context, names []string) error {
	return v.portal.SetScenarios(ctx, names)
}

func (v *virtual) ResetAccount(ctx context.Context) error {
	return v.portal.ResetAccount(ctx, portal.Penyedia, pupil)
}

func (v *virtual) Attempts(ctx context.Context) ([]attempt, error) {
	list, err := v.portal.Attempts(ctx, v.seen, portal.JournalSize)
	if err != nil {
		return nil, err
	}
	var mine []attempt
	for _, a := range list {
		v.seen = a.ID
		if a.User == pupil || a.User == "" { // before the portal knows who it is, or who is unknown to it
			mine = append(mine, attempt{string(a.Act), string(a.Verdict), a.Locked})
		}
	}
	return mine, nil
}

func (v *virtual) Person(c clock.Clock) (person, error) {
	return &virtualPerson{site: v, clock: c}, nil
}

func (v *virtual) Close(context.Context) error { return nil }

// virtualPerson is the user at such a portal, without HTTP between them.
type virtualPerson struct {
	site    *virtual
	clock   clock.Clock
	ticket  string
	session *portal.Session
	asked   int // requests, for a way to the portal that fails at every n-th
}

// travel is the way of a request to the portal, which its conditions can make
// slow and faulty.
func (p *virtualPerson) travel(ctx context.Context) error {
	_, c, err := p.site.portal.Scenarios(ctx)
	if err != nil {
		return err
	}
	p.asked++
	if n := c.Network.FailEvery; n > 0 && p.asked%n == 0 {
		return enroll.ErrUnreachable
	}
	if c.Network.Delay > 0 {
		return p.site.Wait(ctx, c.Network.Delay)
	}
	return nil
}

func (p *virtualPerson) OpenLogin(ctx context.Context, role enroll.Role) (enroll.Login, error) {
	if err := p.travel(ctx); err != nil {
		return enroll.Login{}, err
	}
	page, err := p.site.portal.OpenLogin(ctx, portal.Role(role))
	if err != nil {
		return enroll.Login{}, told(err)
	}
	p.ticket = page.Ticket
	login := enroll.Login{Ticket: page.Ticket}
	if !page.Expires.IsZero() {
		login.Expires = p.clock.Now().Add(page.Expires.Sub(p.site.Now()))
	}
	return login, nil
}

func (p *virtualPerson) SignIn(ctx context.Context, role enroll.Role, user string, password []byte) (enroll.State, error) {
	p.session = nil
	if err := p.travel(ctx); err != nil {
		return "", err
	}
	if err := p.site.portal.CheckLogin(ctx, p.ticket, portal.Role(role), 0); err != nil {
		return "", told(err)
	}
	s, err := p.site.portal.SignIn(ctx, portal.Role(role), user, password)
	if err != nil {
		return "", told(err)
	}
	p.session = s
	return enroll.State(s.State()), nil
}

// signedIn does something with the session.
func (p *virtualPerson) signedIn(ctx context.Context, act func(s *portal.Session) error) error {
	if p.session == nil {
		return enroll.ErrNoSession
	}
	if err := p.travel(ctx); err != nil {
		return err
	}
	return told(act(p.session))
}

func (p *virtualPerson) Enable(ctx context.Context) (readyAt time.Time, err error) {
	err = p.signedIn(ctx, func(s *portal.Session) error {
		at, err := s.Enable(ctx)
		readyAt = p.clock.Now().Add(max(at.Sub(p.site.Now()), 0))
		return err
	})
	return readyAt, err
}

func (p *virtualPerson) Barcode(ctx context.Context) (b enroll.Barcode, ready bool, err error) {
	err = p.signedIn(ctx, func(s *portal.Session) error {
		got, err := s.Barcode(ctx)
		b.Key, ready = got.Key, got.Ready
		return err
	})
	return b, ready, err
}

func (p *virtualPerson) Refresh(ctx context.Context) (b enroll.Barcode, ready bool, err error) {
	err = p.signedIn(ctx, func(s *portal.Session) error {
		got, err := s.Refresh(ctx)
		b.Key, ready = got.Key, got.Ready
		return err
	})
	return b, ready, err
}

func (p *virtualPerson) Logout(ctx context.Context) error {
	err := p.signedIn(ctx, func(s *portal.Session) error { return s.Logout(ctx) })
	if err == nil {
		p.session = nil
	}
	return err
}

func (p *virtualPerson) Submit(ctx context.Context, typed string) error {
	return p.signedIn(ctx, func(s *portal.Session) error { return s.SubmitCode(ctx, typed) })
}

func (p *virtualPerson) RequestReset(ctx context.Context) (mail enroll.ResetMail, err error) {
	err = p.signedIn(ctx, func(s *portal.Session) error {
		m, err := s.RequestReset(ctx)
		if err == nil {
			here := p.clock.Now().Sub(p.site.Now())
			mail = enroll.ResetMail{ArrivesAt: m.ArrivesAt.Add(here), CodeExpires: m.CodeExpires.Add(here)}
		}
		return err
	})
	return mail, err
}

func (p *virtualPerson) Inbox(ctx context.Context) (letters []enroll.Letter, err error) {
	err = p.signedIn(ctx, func(s *portal.Session) error {
		got, err := s.Inbox(ctx)
		for _, l := range got {
			letters = append(letters, enroll.Letter{At: l.At, From: l.From, Subject: l.Subject, Body: l.Body})
		}
		return err
	})
	return letters, err
}

func (p *virtualPerson) AskHelpdesk(ctx context.Context, role enroll.Role, user, text string) error {
	if err := p.travel(ctx); err != nil {
		return err
	}
	return told(p.site.portal.AskHelpdesk(ctx, portal.Role(role), user, text))
}

func (p *virtualPerson) Disable(ctx context.Context) error {
	return p.signedIn(ctx, func(s *portal.Session) error { return s.Disable(ctx) })
}

// ClockSource measures exactly, but for the whole seconds that a Date has.
func (p *virtualPerson) ClockSource() clock.Source { return virtualDate{p} }

type virtualDate struct{ person *virtualPerson }

func (virtualDate) Kind() clock.Kind { return clock.KindHTTP }
func (virtualDate) Name() string     { return "http://portal.example" }

func (d virtualDate) Measure(context.Context) clock.Reference {
	now := d.person.clock.Now()
	return clock.Reference{
		Kind: d.Kind(), Name: d.Name(), Offset: now.Sub(d.person.site.portal.Now()), Uncertainty: 100 * time.Millisecond, At: now,
	}
}

// refusals are the portal's faults as a user meets them.
var refusals = map[string]*fault.Error{
	portal.ErrBadCredentials.Code(): enroll.ErrBadCredentials,
	portal.ErrLocked.Code():         enroll.ErrLocked,
	portal.ErrNoSession.Code():      enroll.ErrNoSession,
	portal.ErrAlreadyEnabled.Code(): enroll.ErrAlreadyEnabled,
	portal.ErrWrongState.Code():     enroll.ErrWrongState,
	portal.ErrCodeRefused.Code():    enroll.ErrCodeRefused,
	portal.ErrLoginTimeout.Code():   enroll.ErrLoginTimeout,
}

func told(err error) error {
	if f := fault.Of(err); f != nil {
		if as, ok := refusals[f.Code()]; ok {
			return as
		}
	}
	return err
}
