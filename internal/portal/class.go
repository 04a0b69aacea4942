package portal

import (
	"context"
	"time"
)

// Class is a group of participants who make their own accounts by one link.
type Class struct {
	Name    string // at most 64 printable characters
	Role    Role
	Seats   int       // 1 … 1000
	Expires time.Time // of the link; zero: a day from now
}

// ClassView is a class as an operator sees it.
type ClassView struct {
	Class
	Token  string
	Joined int
}

// NewAccount is an account that was just made. Its password is told this once.
type NewAccount struct {
	Role     Role
	User     string
	Password string
	Email    string
}

// OpenClass makes a class and returns the token of its link.
func (p *Portal) OpenClass(ctx context.Context, c Class) (token string, err error) { return "", nil }

// Classes lists the classes whose links are still good.
func (p *Portal) Classes(ctx context.Context) ([]ClassView, error) { return nil, nil }

// Join makes an account for a participant who has the link: peserta-001 and so
// on. ErrNoClass is a link that is unknown or over, ErrClassFull one whose
// seats are taken.
func (p *Portal) Join(ctx context.Context, token string) (NewAccount, error) {
	return NewAccount{}, nil
}
