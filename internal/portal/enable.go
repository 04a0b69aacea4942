package portal

import (
	"context"
	"io"
	"time"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

// Barcode is the answer to "show me the barcode".
type Barcode struct {
	Ready   bool      // false: not yet, ask again from ReadyAt on
	ReadyAt time.Time // zero after DISABLE TOTP, where there is no wait
	Key     otp.Key   // zero unless Ready
}

// URI returns the otpauth URI that the barcode holds, and "" unless Ready. It
// contains the secret.
func (b Barcode) URI() string {
	if !b.Ready {
		return ""
	}
	return otpauth.Format(b.Key)
}

// Enable clicks ENABLE TOTP and returns when the barcode will be ready. Clicking
// again while waiting changes nothing.
func (s *Session) Enable(ctx context.Context) (readyAt time.Time, err error) {
	err = s.do(ctx, func(tx Tx, a *Account) error {
		switch s.record.State {
		case EnablingWait:
			return nil
		case InUnprotected:
			if a.TOTP == TOTPOn {
				return s.refuse(tx, ActEnable, ErrAlreadyEnabled)
			}
		case InProtected, KeyShown:
			return s.refuse(tx, ActEnable, ErrAlreadyEnabled)
		default:
			return s.refuse(tx, ActEnable, ErrWrongState)
		}
		s.record.State = EnablingWait
		s.record.ReadyAt = s.p.clock.Now().Add(s.p.o.BarcodeDelay)
		return s.note(tx, ActEnable, Accepted)
	})
	if err != nil {
		return time.Time{}, err
	}
	return s.record.ReadyAt, nil
}

// Barcode asks for the barcode. The first time that it is ready the secret is
// made and TOTP is on; asking again in the same session shows the same one.
func (s *Session) Barcode(ctx context.Context) (b Barcode, err error) {
	err = s.do(ctx, func(tx Tx, a *Account) error {
		b = Barcode{}
		switch s.record.State {
		case EnablingWait:
			if s.p.clock.Now().Before(s.record.ReadyAt) {
				b.ReadyAt = s.record.ReadyAt
				return nil
			}
		case KeyShown:
			if a.TOTP == TOTPOn {
				b.Ready, b.Key = true, a.Key
				return nil
			}
		default:
			return s.refuse(tx, ActBarcode, ErrWrongState)
		}
		key, err := s.p.newKey(a.User)
		if err != nil {
			return err
		}
		a.TOTP, a.Key, a.ShownTo, a.LastStep, a.Codes = TOTPOn, key, s.record.ID, 0, Failures{}
		s.record.State, s.record.ReadyAt = KeyShown, time.Time{}
		b.Ready, b.Key = true, key
		return s.note(tx, ActBarcode, Accepted)
	})
	if err != nil {
		return Barcode{}, err
	}
	return b, nil
}

// Refresh is the user's reload of the barcode page. What it brings depends on
// the conditions: the same barcode, one that a stale browser did not show
// before, or a new one that voids the one before.
func (s *Session) Refresh(ctx context.Context) (Barcode, error) { return s.Barcode(ctx) }

func (p *Portal) newKey(user string) (otp.Key, error) {
	raw := make([]byte, p.o.SecretSize)
	if _, err := io.ReadFull(p.rand, raw); err != nil {
		return otp.Key{}, err
	}
	key := p.pattern
	key.Account, key.Secret = user, otp.NewSecret(raw)
	return key, key.Validate()
}

// Disable clicks DISABLE TOTP: the secret is destroyed, every other session of
// the account ends, and the next login shows a new barcode. It needs a session
// that was opened with a code.
func (s *Session) Disable(ctx context.Context) error {
	return s.do(ctx, func(tx Tx, a *Account) error {
		if s.record.State != InProtected {
			return s.refuse(tx, ActDisable, ErrWrongState)
		}
		sessions, err := tx.SessionsOf(a.Role, a.User)
		if err != nil {
			return err
		}
		for _, other := range sessions {
			if other.ID == s.record.ID {
				continue
			}
			if err := tx.DeleteSession(other.ID); err != nil {
				return err
			}
		}
		a.TOTP, a.Key, a.ShownTo, a.LastStep, a.Codes = TOTPReset, otp.Key{}, "", 0, Failures{}
		s.record.State = Disabled
		return s.note(tx, ActDisable, Accepted)
	})
}

// RequestReset clicks RESET TOTP. The portal accepts it and queues a mail, which
// arrives long after the code in it has expired: nothing about the account
// changes.
func (s *Session) RequestReset(ctx context.Context) (m Mail, err error) {
	err = s.do(ctx, func(tx Tx, a *Account) error {
		if s.record.State != TOTPPrompt && s.record.State != InProtected {
			return s.refuse(tx, ActReset, ErrWrongState)
		}
		now := s.p.clock.Now()
		m = Mail{
			Role: a.Role, User: a.User, QueuedAt: now, ArrivesAt: now.Add(s.p.o.MailDelay),
			CodeExpires: a.Key.End(a.Key.Step(now)),
		}
		if _, err := tx.Queue(m); err != nil {
			return err
		}
		return s.note(tx, ActReset, Accepted)
	})
	return m, err
}
