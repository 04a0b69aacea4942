package trace

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
	"sandi/internal/portal"
)

// stage is a portal on which a file is played: with the clock, the store and
// the accounts that the file describes, and keys and passwords of its own.
type stage struct {
	head   head
	clock  *clock.Manual
	store  portal.Store
	portal *portal.Portal // nil until the first act
	seen   []portal.Event // since the act under way began

	hash      string                                // of rightPassword
	passwords map[portal.AccountID]string           // of accounts that the portal made
	users     map[portal.AccountID]portal.AccountID // of the file → of the stage, where they differ
	sessions  map[string]*portal.Session            // by the file's ID
	resumable map[string]portal.Token               // that were open at the beginning
	classes   map[string][]string                   // name → tokens, oldest first
	over      *portal.Session                       // one that has ended
	tokens    uint64                                // made so far
}

const (
	rightPassword = "right"
	wrongPassword = "wrong"
)

// cheapest is a hash that costs nothing: the passwords of a stage protect
// nothing.
var cheapest = portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}

// digits of the stage's codes. The file tells codes by their step alone; with
// more digits than people type, codes of two steps are hardly ever the same.
const digits = 10

// newStage prepares a portal as the first line of a file describes it.
func newStage(ctx context.Context, h head) (*stage, error) {
	s := &stage{
		head: h, clock: clock.NewManual(h.Started), store: portal.NewMemoryStore(),
		passwords: map[portal.AccountID]string{}, users: map[portal.AccountID]portal.AccountID{},
		sessions: map[string]*portal.Session{}, resumable: map[string]portal.Token{}, classes: map[string][]string{},
	}
	// One hash serves all accounts of the file.
	model := portal.NewMemoryStore()
	p, err := portal.New(portal.Options{Clock: s.clock, Store: model, HashCost: cheapest})
	if err != nil {
		return nil, err
	}
	if err := p.AddAccount(ctx, portal.Penyedia, "model", []byte(rightPassword)); err != nil {
		return nil, err
	}
	err = model.Do(ctx, func(tx portal.Tx) error {
		a, _, err := tx.Account(portal.Penyedia, "model")
		s.hash = a.PasswordHash
		return err
	})
	return s, err
}

// put takes over a line of the beginning.
func (s *stage) put(ctx context.Context, l line) error {
	return s.store.Do(ctx, func(tx portal.Tx) error {
		switch {
		case l.Account != nil:
			return s.putAccount(tx, *l.Account)
		case l.Session != nil:
			o := l.Session
			token := s.token()
			s.resumable[o.ID] = token
			return tx.PutSession(portal.SessionRecord{
				ID: o.ID, Token: sha256.Sum256([]byte(token.Reveal())), Role: o.Role, User: o.User, State: o.State,
				Created: o.Created, Expires: o.Expires, ReadyAt: o.ReadyAt, Reloaded: o.Reloaded,
			})
		case l.Request != nil:
			o := l.Request
			return tx.PutRequest(portal.Request{At: o.At, Role: o.Role, User: o.User})
		case l.Class != nil:
			o := l.Class
			token := s.token().Reveal()
			s.classes[o.Name] = append(s.classes[o.Name], token)
			return tx.PutClass(portal.ClassRecord{
				Class: portal.Class{Name: o.Name, Role: o.Role, Seats: o.Seats, Expires: o.Expires},
				Hash:  sha256.Sum256([]byte(token)), Token: token, Joined: o.Joined,
			})
		}
		return ErrBadLine
	})
}

func (s *stage) putAccount(tx portal.Tx, o accountLine) error {
	if n, err := tx.CountAccounts(); err != nil || n >= portal.MaxAccounts {
		return ErrBadLine
	}
	a := portal.Account{
		Role: o.Role, User: o.User, Email: o.Email, Class: o.Class, PasswordHash: s.hash, TOTP: o.TOTP, ShownTo: o.ShownTo,
		LastStep: o.LastStep, Drift: o.Drift, Passwords: portal.Failures(o.Passwords), Codes: portal.Failures(o.Codes),
	}
	if o.Demo {
		a.DemoPassword = rightPassword
	}
	if a.TOTP == portal.TOTPOn {
		token := sha256.Sum256([]byte(s.token().Reveal()))
		a.Key = otp.Key{
			Type: otp.TOTP, Issuer: s.head.Name, Account: o.User, Secret: otp.NewSecret(token[:20]),
			Algorithm: s.head.Algorithm, Digits: digits, Period: s.head.Period,
		}.WithDefaults()
	}
	return tx.PutAccount(a)
}

// token makes a session token. It needs to be unique and nothing else.
func (s *stage) token() portal.Token {
	s.tokens++
	var raw [32]byte
	binary.BigEndian.PutUint64(raw[:], s.tokens)
	return portal.ParseToken(base64.RawURLEncoding.EncodeToString(raw[:]))
}

// open starts the portal on what the file's beginning has put into the store.
func (s *stage) open(ctx context.Context) error {
	h := s.head
	p, err := portal.New(portal.Options{
		Clock: s.clock, Store: s.store, Name: h.Name, Window: otp.Window(h.Window), BarcodeDelay: h.Barcode, SessionTTL: h.Session, MailDelay: h.Mail,
		Key:      otp.Key{Algorithm: h.Algorithm, Digits: digits, Period: h.Period},
		HashCost: cheapest, LockAfter: h.LockAfter, LockFor: h.LockFor, Demo: h.Demo,
		Observe: func(e portal.Event) { s.seen = append(s.seen, e) },
	})
	if err != nil {
		return err
	}
	s.portal = p
	if err := s.endOne(ctx); err != nil {
		return err
	}
	// What some scenarios do to the sample accounts has been done already: the
	// lines of these accounts are written over what it does again.
	before, err := s.accounts(ctx)
	if err != nil {
		return err
	}
	if err := p.SetScenarios(ctx, strings.Split(h.Scenarios, ",")); err != nil {
		return err
	}
	return s.store.Do(ctx, func(tx portal.Tx) error {
		for _, a := range before {
			if err := tx.PutAccount(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// endOne opens and ends a session: an act in one that was over has no session
// in the file.
func (s *stage) endOne(ctx context.Context) (err error) {
	const user = "over"
	if err := s.portal.AddAccount(ctx, portal.NonPenyedia, user, []byte(rightPassword)); err != nil {
		return err
	}
	if s.over, err = s.portal.SignIn(ctx, portal.NonPenyedia, user, []byte(rightPassword)); err != nil {
		return err
	}
	return s.portal.RemoveAccount(ctx, portal.NonPenyedia, user)
}

func (s *stage) accounts(ctx context.Context) (all []portal.Account, err error) {
	err = s.store.Do(ctx, func(tx portal.Tx) error {
		all, err = tx.Accounts()
		return err
	})
	return all, err
}

// at moves the clock to an act. It may jump back: what two users do in one
// moment is written in the order of the store.
func (s *stage) at(t time.Time) { s.clock.Set(t) }
