package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sandi/internal/portal"
)

// operatorPath tells the addresses that stay reachable whatever is simulated:
// an operator must be able to end a bad network.
func operatorPath(path string) bool {
	for _, root := range []string{"/operator", operatorRoot} {
		if rest, ok := strings.CutPrefix(path, root); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}

// network makes the way to the portal as bad as the conditions in force say.
// A refused request is not looked at, so that asking again is safe; a slow one
// is late on its way in and on its way out in equal parts, so that who measures
// the portal's clock by the middle of the round trip measures it right.
func (s *server) network(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.p.Conditions(r.Context())
		if err != nil {
			next.ServeHTTP(w, r) // told by whoever needs the store
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), conditionsKey{}, c))
		bad := c.Network
		if operatorPath(r.URL.Path) {
			bad = portal.Network{}
		}
		// Style and icon never fail: they are no step of what is practised.
		if bad.FailEvery > 0 && !strings.HasPrefix(r.URL.Path, "/assets/") && s.asked.Add(1)%uint64(bad.FailEvery) == 0 {
			s.unavailable(w, r)
			return
		}
		if bad.Delay > 0 {
			// The usual bounds begin after the wait that is the portal's own doing.
			c := http.NewResponseController(w)
			now := s.clock.Now()
			_ = c.SetReadDeadline(now.Add(bad.Delay + readTimeout))
			_ = c.SetWriteDeadline(now.Add(bad.Delay + writeTimeout))
			if !pause(r.Context(), bad.Delay/2) {
				panic(http.ErrAbortHandler) // the client has gone
			}
			if d, ok := w.(*dated); ok {
				d.linger = func() { pause(r.Context(), bad.Delay-bad.Delay/2) }
			}
		}
		next.ServeHTTP(w, r)
	})
}

type conditionsKey struct{}

// conditions returns how the portal behaves while it answers r.
func conditions(r *http.Request) portal.Conditions {
	c, _ := r.Context().Value(conditionsKey{}).(portal.Conditions)
	return c
}

// pause waits, and reports false where the client has gone before.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// retryUnavailable is after how long a refused request may be sent again: the
// next one is not refused, unless every one is.
const retryUnavailable = time.Second

func (s *server) unavailable(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		s.fail(w, r, errUnavailable.With("wait", retryUnavailable))
		return
	}
	if pages, ok := s.pages.(interface {
		Unavailable(http.ResponseWriter, *http.Request)
	}); ok {
		pages.Unavailable(w, r)
		return
	}
	w.Header().Set("Retry-After", "1")
	http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
}
