package portal_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

func TestAddAccount(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		for _, tt := range []struct {
			role           portal.Role
			user, password string
			want           error
		}{
			{portal.Penyedia, "siti", "x", nil},
			{portal.NonPenyedia, "siti", "x", nil}, // a user id is unique within its role
			{portal.Penyedia, "siti", "y", portal.ErrAccountExists},
			{"admin", "siti", "x", portal.ErrBadAccount},
			{portal.Penyedia, "", "x", portal.ErrBadAccount},
			{portal.Penyedia, "budi santoso", "x", portal.ErrBadAccount},
			{portal.Penyedia, "a:b", "x", portal.ErrBadAccount},
			{portal.Penyedia, "\x1b[31m", "x", portal.ErrBadAccount},
			{portal.Penyedia, "śiti", "x", portal.ErrBadAccount},
			{portal.Penyedia, strings.Repeat("a", 65), "x", portal.ErrBadAccount},
			{portal.Penyedia, strings.Repeat("a", 64), "x", nil},
			{portal.Penyedia, "tini", "", portal.ErrBadAccount},
			{portal.Penyedia, "tini", strings.Repeat("x", 1025), portal.ErrBadAccount},
			{portal.Penyedia, "tini", strings.Repeat("x", 1024), nil},
		} {
			err := s.AddAccount(t.Context(), tt.role, tt.user, []byte(tt.password))
			if !errors.Is(err, tt.want) || (tt.want == nil && err != nil) {
				t.Errorf("%s %.10q: got %v, want %v", tt.role, tt.user, err, tt.want)
			}
			if tt.want == nil {
				if _, err := s.SignIn(t.Context(), tt.role, tt.user, []byte(tt.password)); err != nil {
					t.Errorf("%s %.10q cannot sign in: %v", tt.role, tt.user, err)
				}
			}
		}
	})
}

func TestDemoAccounts(t *testing.T) {
	a, b := newSite(t, portal.Options{Demo: true}), newSite(t, portal.Options{Demo: true})
	first, err := a.DemoAccounts(t.Context())
	a.must(err)
	second, err := b.DemoAccounts(t.Context())
	b.must(err)
	want := []portal.AccountID{
		{Role: portal.Penyedia, User: portal.DemoPenyedia}, {Role: portal.NonPenyedia, User: portal.DemoNonPenyedia},
		{Role: portal.Penyedia, User: portal.DemoNew}, {Role: portal.Penyedia, User: portal.DemoLost},
	}
	if len(first) != len(want) {
		t.Fatalf("got %d accounts, want %d", len(first), len(want))
	}
	for i, d := range first {
		if d.User != want[i].User || d.Role != want[i].Role {
			t.Errorf("got %s %s, want %s", d.Role, d.User, want[i])
		}
		if !regexp.MustCompile(`^([a-z]{4}-){3}[1-9][0-9]$`).MatchString(d.Password) {
			t.Errorf("%s has a password of another shape", d.User)
		}
		if d.Password == second[i].Password {
			t.Error("two portals share a demonstration password")
		}
		if _, err := a.SignIn(t.Context(), d.Role, d.User, []byte(d.Password)); err != nil {
			t.Error(err)
		}
	}
	if none, err := newSite(t, portal.Options{}).DemoAccounts(t.Context()); err != nil || len(none) != 0 {
		t.Errorf("without Demo there are %v, %v", none, err)
	}
}

func TestImpossibleOptions(t *testing.T) {
	for name, o := range map[string]portal.Options{
		"no clock":        {},
		"wide window":     {Clock: &manualClock{}, Window: otp.Window{Past: 101}},
		"short secret":    {Clock: &manualClock{}, SecretSize: 8},
		"three digits":    {Clock: &manualClock{}, Key: otp.Key{Digits: 3}},
		"unknown hash":    {Clock: &manualClock{}, Key: otp.Key{Algorithm: "MD5"}},
		"endless hash":    {Clock: &manualClock{}, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 1 << 30, Threads: 1}},
		"past expiry":     {Clock: &manualClock{}, SessionTTL: -1},
		"issuer not text": {Clock: &manualClock{}, Name: "\xff"},
	} {
		if p, err := portal.New(o); !errors.Is(err, portal.ErrBadOptions) || p != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
