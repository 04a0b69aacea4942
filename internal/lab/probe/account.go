package probe

import (
	"context"
	"errors"
	"net/netip"

	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// Account is an account at a service that an enrolment could be made at.
type Account struct {
	Service  enroll.Service
	Role     enroll.Role
	User     string
	Password []byte

	asked bool // the session is where the code is asked for
}

var _ Verifier = (*Account)(nil)

// Try signs in and sends a code once.
func (a *Account) Try(ctx context.Context, code otp.Code) (Answer, error) {
	if !a.asked {
		if _, err := a.Service.OpenLogin(ctx, a.Role); err != nil {
			return "", err
		}
		state, err := a.Service.SignIn(ctx, a.Role, a.User, a.Password)
		switch {
		case errors.Is(err, enroll.ErrLocked):
			return Locked, nil
		case err != nil:
			return "", err
		case state != enroll.TOTPPrompt:
			_ = a.Service.Logout(ctx) // the account is as it was either way
			return "", ErrNoTOTP
		}
		a.asked = true
	}
	_, err := a.Service.SubmitCode(ctx, code)
	switch {
	case err == nil:
		a.asked = false
		return Accepted, a.Service.Logout(ctx)
	case errors.Is(err, enroll.ErrCodeRefused):
		return Refused, nil
	case errors.Is(err, enroll.ErrLocked):
		a.asked = false
		return Locked, nil
	case errors.Is(err, enroll.ErrNoSession), errors.Is(err, enroll.ErrWrongState), errors.Is(err, enroll.ErrLoginTimeout):
		// The page was open for too long. The code was not judged, and a new
		// session is opened for it.
		if a.asked = false; ctx.Err() == nil {
			return a.afresh(ctx, code)
		}
	}
	return "", err
}

// afresh is Try in a session that is certainly new; it does not try once more.
func (a *Account) afresh(ctx context.Context, code otp.Code) (Answer, error) {
	once := *a
	once.Service = unforgiving{a.Service}
	answer, err := once.Try(ctx, code)
	a.asked = once.asked
	return answer, err
}

// unforgiving makes a session that ends at once an error.
type unforgiving struct{ enroll.Service }

func (u unforgiving) SubmitCode(ctx context.Context, code otp.Code) (string, error) {
	said, err := u.Service.SubmitCode(ctx, code)
	if errors.Is(err, enroll.ErrNoSession) || errors.Is(err, enroll.ErrWrongState) || errors.Is(err, enroll.ErrLoginTimeout) {
		err = enroll.ErrProtocol.With("status", "session").Because(err)
	}
	return said, err
}

// Near reports whether an address belongs to this computer or to a private
// network.
func Near(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast()
}
