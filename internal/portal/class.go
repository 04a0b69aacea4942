package portal

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sandi/internal/printable"
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

// Bounds of classes.
const (
	MaxSeats     = 1000
	maxClasses   = 100
	maxClassName = 64 // characters
	classLasts   = 24 * time.Hour
)

// participantSetting holds the number of the last participant of all classes.
const participantSetting = "participants"

// OpenClass makes a class and returns the token of its link.
func (p *Portal) OpenClass(ctx context.Context, c Class) (token string, err error) {
	now := p.clock.Now()
	if c.Expires.IsZero() {
		c.Expires = now.Add(classLasts)
	}
	c.Name = printable.Text(strings.TrimSpace(c.Name))
	switch {
	case c.Name == "" || utf8.RuneCountInString(c.Name) > maxClassName:
		return "", ErrBadClass.With("field", "name")
	case !c.Role.Known():
		return "", ErrBadClass.With("field", "role")
	case c.Seats < 1 || c.Seats > MaxSeats:
		return "", ErrBadClass.With("field", "seats")
	case !c.Expires.After(now):
		return "", ErrBadClass.With("field", "expires")
	}
	secret, err := newToken(p.rand)
	if err != nil {
		return "", err
	}
	err = p.do(ctx, ActClass, func(t *turn) error {
		t.event.Seats, t.event.Expires = c.Seats, c.Expires
		open, err := t.forgetClasses()
		if err != nil {
			return err
		}
		if open >= maxClasses {
			return ErrFull
		}
		if err := t.PutClass(ClassRecord{Class: c, Hash: secret.hash(), Token: secret.Reveal()}); err != nil {
			return err
		}
		return t.note(Attempt{Role: c.Role, Act: ActClass, Verdict: Accepted, Detail: c.Name})
	})
	if err != nil {
		return "", err
	}
	return secret.Reveal(), nil
}

// forgetClasses forgets the classes that are over and returns how many are not.
func (t *turn) forgetClasses() (open int, err error) {
	all, err := t.Classes()
	if err != nil {
		return 0, err
	}
	for len(all) > 0 && !t.now.Before(all[0].Expires) {
		if err := t.DeleteClass(all[0].Hash); err != nil {
			return 0, err
		}
		all = all[1:]
	}
	return len(all), nil
}

// Classes lists the classes whose links are still good, the first to end first.
func (p *Portal) Classes(ctx context.Context) (views []ClassView, err error) {
	err = p.view(ctx, func(t *turn) error {
		all, err := t.Classes()
		views = make([]ClassView, 0, len(all))
		for _, c := range all {
			if t.now.Before(c.Expires) {
				views = append(views, ClassView{Class: c.Class, Token: c.Token, Joined: c.Joined})
			}
		}
		return err
	})
	return views, err
}

// Join makes an account for a participant who has the link: peserta-001 and so
// on. ErrNoClass is a link that is unknown or over, ErrClassFull one whose
// seats are taken.
func (p *Portal) Join(ctx context.Context, token string) (NewAccount, error) {
	hash := ParseToken(token).hash()
	// Before a password is hashed, so that links that are none cost nothing.
	if err := p.view(ctx, func(t *turn) error {
		_, err := t.seat(hash)
		return err
	}); err != nil {
		return NewAccount{}, err
	}
	password, err := madeUpPassword(p.rand)
	if err != nil {
		return NewAccount{}, err
	}
	a := Account{TOTP: TOTPOff}
	if a.PasswordHash, err = p.hashPassword(ctx, []byte(password)); err != nil {
		return NewAccount{}, err
	}
	err = p.do(ctx, ActJoin, func(t *turn) error {
		c, err := t.seat(hash)
		if err != nil {
			return err
		}
		c.Joined++
		if err := t.PutClass(c); err != nil {
			return err
		}
		a.Role, a.Class = c.Role, c.Name
		if a.User, err = t.nextParticipant(); err != nil {
			return err
		}
		a.Email = ownAddress(a.Role, a.User)
		if err := t.add(a); err != nil {
			return err
		}
		return t.note(Attempt{Role: a.Role, User: a.User, Act: ActJoin, Verdict: Accepted, Detail: a.Class})
	})
	if err != nil {
		return NewAccount{}, err
	}
	return NewAccount{Role: a.Role, User: a.User, Password: password, Email: a.Email}, nil
}

// seat finds a class that has one left.
func (t *turn) seat(hash TokenHash) (ClassRecord, error) {
	c, ok, err := t.Class(hash)
	switch {
	case err != nil:
		return ClassRecord{}, err
	case !ok || !t.now.Before(c.Expires):
		return ClassRecord{}, ErrNoClass
	case c.Joined >= c.Seats:
		return ClassRecord{}, ErrClassFull
	}
	return c, nil
}

// nextParticipant returns a user id that no account has, in either role, and
// none ever had from here.
func (t *turn) nextParticipant() (string, error) {
	kept, _, err := t.Setting(participantSetting)
	if err != nil {
		return "", err
	}
	n, _ := strconv.Atoi(string(kept)) // 0 where there is none
	for range MaxAccounts {
		n++
		user := fmt.Sprintf("peserta-%03d", n)
		taken := false
		for _, role := range Roles() {
			_, ok, err := t.Account(role, user)
			if err != nil {
				return "", err
			}
			taken = taken || ok
		}
		if !taken {
			return user, t.PutSetting(participantSetting, []byte(strconv.Itoa(n)))
		}
	}
	return "", ErrFull
}
