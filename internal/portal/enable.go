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
	Ready   bool      // false: not yet
	ReadyAt time.Time // unless Ready: when it was promised, in true time; long over where it does not come by itself
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
	err = s.do(ctx, ActEnable, func(t *turn, a *Account) error {
		switch s.record.State {
		case EnablingWait:
			return nil
		case InUnprotected:
			if a.TOTP == TOTPOn {
				return s.refuse(t, ActEnable, ErrAlreadyEnabled)
			}
		case InProtected, KeyShown:
			return s.refuse(t, ActEnable, ErrAlreadyEnabled)
		default:
			return s.refuse(t, ActEnable, ErrWrongState)
		}
		s.record.State, s.record.Reloaded = EnablingWait, false
		s.record.ReadyAt = t.now.Add(s.p.barcodeDelay(t.conditions))
		if t.conditions.Barcode == EnabledBefore {
			if err := s.p.enrolInVain(a); err != nil {
				return err
			}
			a.ShownTo = s.record.ID // so that this session goes on waiting
		}
		return s.note(t, ActEnable, Accepted)
	})
	if err != nil {
		return time.Time{}, err
	}
	return s.record.ReadyAt, nil
}

// Barcode asks for the barcode. The first time that it is ready the secret is
// made and TOTP is on; asking again in the same session shows the same one.
func (s *Session) Barcode(ctx context.Context) (b Barcode, err error) {
	err = s.do(ctx, ActBarcode, func(t *turn, a *Account) (err error) {
		b, err = s.barcode(t, a, ActBarcode)
		return err
	})
	if err != nil {
		return Barcode{}, err
	}
	return b, nil
}

// Refresh is the user's reload of the barcode page. What it brings depends on
// the conditions: the same barcode, one that a stale browser did not show
// before, or a new one that voids the one before.
func (s *Session) Refresh(ctx context.Context) (b Barcode, err error) {
	err = s.do(ctx, ActRefresh, func(t *turn, a *Account) (err error) {
		switch {
		case s.record.State == EnablingWait:
			s.record.Reloaded = true
		case s.record.State == KeyShown && a.TOTP == TOTPOn && t.conditions.RefreshRotates:
			if err := s.p.enrol(a, s.record.ID); err != nil {
				return err
			}
		}
		if b, err = s.barcode(t, a, ActRefresh); err != nil {
			return err
		}
		return s.note(t, ActRefresh, Accepted)
	})
	if err != nil {
		return Barcode{}, err
	}
	return b, nil
}

// barcode shows the barcode, or says from when on to ask for it. It may never
// come, or only after a reload: then ReadyAt is over.
func (s *Session) barcode(t *turn, a *Account, act Act) (Barcode, error) {
	switch s.record.State {
	case EnablingWait:
		later := Barcode{ReadyAt: s.record.ReadyAt}
		if t.now.Before(s.record.ReadyAt) {
			return later, nil
		}
		if t.conditions.Barcode == EnabledBefore && a.TOTP == TOTPOff { // in force only since the click
			if err := s.p.enrol(a, s.record.ID); err != nil {
				return Barcode{}, err
			}
		}
		if a.TOTP == TOTPOn || t.conditions.Barcode == NeedsRefresh && !s.record.Reloaded {
			return later, nil
		}
	case KeyShown:
		if a.TOTP == TOTPOn {
			t.event.Ready = true
			return Barcode{Ready: true, Key: a.Key}, nil
		}
	default:
		return Barcode{}, s.refuse(t, act, ErrWrongState)
	}
	if err := s.p.enrol(a, s.record.ID); err != nil {
		return Barcode{}, err
	}
	s.record.State, s.record.ReadyAt, s.record.Reloaded = KeyShown, time.Time{}, false
	t.event.Ready = true
	return Barcode{Ready: true, Key: a.Key}, s.note(t, ActBarcode, Accepted)
}

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
	return s.do(ctx, ActDisable, func(t *turn, a *Account) error {
		if s.record.State != InProtected {
			return s.refuse(t, ActDisable, ErrWrongState)
		}
		if err := t.endSessions(*a, s.record.ID); err != nil {
			return err
		}
		a.unenrol(TOTPReset)
		s.record.State = Disabled
		return s.note(t, ActDisable, Accepted)
	})
}
