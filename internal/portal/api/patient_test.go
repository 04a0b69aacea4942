package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// A request whose answer takes longer than reading may is not given up: in a
// class, a password waits for those of all the others to be hashed.
func TestWaitingIsNotReading(t *testing.T) {
	const bound = 50 * time.Millisecond
	told := make(chan error, 1)
	p, err := portal.New(portal.Options{
		Clock: &manualClock{now: start}, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1},
		Hashing: func(ctx context.Context) func() {
			time.Sleep(5 * bound)
			select {
			case told <- ctx.Err():
			default:
			}
			return func() {}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(api.Handler(p, api.Options{}))
	s.Config.ReadTimeout = bound
	s.Start()
	defer s.Close()
	for name, body := range map[string]string{
		"with its length": `{"role":"penyedia","user_id":"nobody","password":"x"}`,
		"in chunks":       `{"role":"penyedia","user_id":"nobody","password":"y"}`,
	} {
		r, err := http.NewRequest("POST", s.URL+"/api/v1/sessions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if name == "in chunks" {
			r.ContentLength = -1
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_ = answer.Body.Close()
		if err := <-told; err != nil || answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: status %d, %v", name, answer.StatusCode, err)
		}
	}
}
