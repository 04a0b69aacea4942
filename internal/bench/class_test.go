package main

import (
	"errors"
	"os"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/postgrestest"
)

// A class of 300 begins at once, each with a connection of their own: everybody
// gets an account, a key and a session that was opened with a code. How long
// that takes is for the program to print; here passwords are cheap to hash.
func TestClass(t *testing.T) {
	size := 300
	if testing.Short() {
		size = 60
	}
	for name, open := range map[string]func(*testing.T) portal.Store{
		"memory": func(*testing.T) portal.Store { return portal.NewMemoryStore() },
		"sqlite": func(t *testing.T) portal.Store {
			store, err := portal.OpenStore(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			return store
		},
		"postgres": func(t *testing.T) portal.Store {
			server, err := postgrestest.Start(postgrestest.Options{})
			if errors.Is(err, postgrestest.ErrMissing) && os.Getenv("CI") != "true" {
				t.Skip(err)
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := server.Close(); err != nil {
					t.Error(err)
				}
			})
			dsn, err := server.Database()
			if err != nil {
				t.Fatal(err)
			}
			store, err := portal.OpenDSN(t.Context(), dsn, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			return store
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			defer store.Close()
			p, err := portal.New(portal.Options{
				Clock: clock.System{}, Store: store, BarcodeDelay: -1, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1},
			})
			if err != nil {
				t.Fatal(err)
			}
			token, err := p.OpenClass(t.Context(), portal.Class{Name: "kelas", Role: portal.Penyedia, Seats: size, Expires: time.Now().Add(time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
			s, err := api.Serve(t.Context(), "127.0.0.1:0", timed(api.Handler(p, api.Options{})))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			f, err := attend(s.URL(), token, size)
			if err != nil {
				t.Fatal(err)
			}
			accounts, err := p.Accounts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			enrolled := 0
			for _, a := range accounts {
				if a.TOTP == portal.TOTPOn && a.Class == "kelas" && a.Sessions == 1 {
					enrolled++
				}
			}
			if enrolled != size {
				t.Errorf("%d of %d went the whole way", enrolled, size)
			}
			t.Logf("%.0f logins/s, p99 %v", f.rate(f.loggingIn), percentile(f.login, 99))
		})
	}
}
