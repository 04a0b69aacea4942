package portal_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/portal"
)

// Three hundred people who open the link at the same moment get three hundred
// accounts, over two portals on one store too, and not one more.
func TestAClassJoinsAtOnce(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		const seats, people = 300, 310
		s := newSite(t, portal.Options{Store: store, Demo: true})
		ctx := t.Context()
		other, err := portal.New(portal.Options{Store: store, Clock: s.clock, HashCost: cheap})
		s.must(err)
		s.must(s.AddAccount(ctx, portal.Penyedia, "peserta-007", []byte("x"))) // in the way
		token, err := s.OpenClass(ctx, portal.Class{Name: " Kelas pagi ", Role: portal.NonPenyedia, Seats: seats})
		s.must(err)
		joined := make([]portal.NewAccount, people)
		errs := make([]error, people)
		var wg sync.WaitGroup
		for i := range people {
			on := s.Portal
			if i%2 == 1 {
				on = other
			}
			wg.Go(func() { joined[i], errs[i] = on.Join(ctx, token) })
		}
		wg.Wait()
		users, passwords, full := map[string]bool{}, map[string]bool{}, 0
		for i, a := range joined {
			if errors.Is(errs[i], portal.ErrClassFull) {
				full++
				continue
			}
			s.must(errs[i])
			users[a.User], passwords[a.Password] = true, true
			if a.Role != portal.NonPenyedia || a.Email != a.User+"@non-penyedia.latihan.example" {
				t.Errorf("got %s %s %s", a.Role, a.User, a.Email)
			}
		}
		if len(users) != seats || len(passwords) != seats || full != people-seats {
			t.Errorf("%d accounts with %d passwords, %d came too late", len(users), len(passwords), full)
		}
		for n := 1; n <= seats+1; n++ {
			if user := fmt.Sprintf("peserta-%03d", n); users[user] == (n == 7) {
				t.Errorf("%s: %v", user, users[user])
			}
		}
		a := joined[0]
		if errs[0] == nil {
			if _, err := s.SignIn(ctx, a.Role, a.User, []byte(a.Password)); err != nil {
				t.Error(err)
			}
			if v := s.view(a.User); v.Class != "Kelas pagi" || v.Demo {
				t.Errorf("got %+v", v)
			}
		}
		classes, err := s.Classes(ctx)
		s.must(err)
		if len(classes) != 1 || classes[0].Joined != seats || classes[0].Token != token || classes[0].Seats != seats {
			t.Errorf("got %d classes, %d joined", len(classes), classes[0].Joined)
		}
	})
}

func TestClassLinks(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		ctx := t.Context()
		good := portal.Class{Name: "Kelas", Role: portal.Penyedia, Seats: 1}
		for field, spoil := range map[string]func(*portal.Class){
			"name":    func(c *portal.Class) { c.Name = " " },
			"name ":   func(c *portal.Class) { c.Name = strings.Repeat("k", 65) },
			"role":    func(c *portal.Class) { c.Role = "" },
			"seats":   func(c *portal.Class) { c.Seats = 0 },
			"seats ":  func(c *portal.Class) { c.Seats = 1001 },
			"expires": func(c *portal.Class) { c.Expires = s.clock.Now() },
		} {
			bad := good
			spoil(&bad)
			if token, err := s.OpenClass(ctx, bad); !errors.Is(err, portal.ErrBadClass) || token != "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		good.Expires = s.clock.Now().Add(time.Hour)
		first, err := s.OpenClass(ctx, good)
		s.must(err)
		second, err := s.OpenClass(ctx, good)
		s.must(err)
		a, err := s.Join(ctx, first)
		s.must(err)
		if _, err := s.Join(ctx, first); !errors.Is(err, portal.ErrClassFull) {
			t.Errorf("got %v", err)
		}
		b, err := s.Join(ctx, second)
		s.must(err)
		if a.User != "peserta-001" || b.User != "peserta-002" {
			t.Errorf("got %s and %s", a.User, b.User)
		}
		// A number is not given twice, also when its account is gone.
		s.must(s.RemoveAccount(ctx, a.Role, a.User))
		good.Seats, good.Expires = 2, time.Time{}
		third, err := s.OpenClass(ctx, good)
		s.must(err)
		c, err := s.Join(ctx, third)
		s.must(err)
		if c.User != "peserta-003" {
			t.Errorf("got %s", c.User)
		}
		// Unknown links are all alike, and cost no hash and no account.
		for _, bad := range []string{"", "x", strings.Repeat("A", 43), third[1:] + "A"} {
			if _, err := s.Join(ctx, bad); told(err) != told(portal.ErrNoClass) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		s.clock.Advance(24 * time.Hour)
		if _, err := s.Join(ctx, third); !errors.Is(err, portal.ErrNoClass) {
			t.Errorf("after its end: %v", err)
		}
		if left, err := s.Classes(ctx); err != nil || len(left) != 0 {
			t.Errorf("%d classes are left, %v", len(left), err)
		}
	})
}

func TestClassesAreBounded(t *testing.T) {
	s := newSite(t, portal.Options{})
	var err error
	n := 0
	for err == nil && n < 1000 {
		_, err = s.OpenClass(t.Context(), portal.Class{Name: "k", Role: portal.Penyedia, Seats: 1})
		n++
	}
	if !errors.Is(err, portal.ErrFull) || n != 101 {
		t.Errorf("class %d: %v", n, err)
	}
}
