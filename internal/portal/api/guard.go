package api

import "net/http"

// guard puts the bounds, the headers and the barrier against panics around a
// handler.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := &dated{ResponseWriter: rw, s: s}
		most := int64(maxBody)
		if operatorPath(r.URL.Path) {
			most = maxOperatorBody
		}
		r.Body = http.MaxBytesReader(rw, r.Body, most)
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Link", "<"+DocumentPath+`>; rel="service-desc"`)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler || w.started {
				panic(http.ErrAbortHandler) // cut the connection: the answer is half out
			}
			s.fail(w, r, errInternal)
		}()
		next.ServeHTTP(w, r)
		if !w.started {
			w.WriteHeader(http.StatusOK) // else net/http would date the answer itself
		}
	})
}

// dated stamps an answer with the portal's time at the moment that it leaves,
// because clients measure their own clock by it.
type dated struct {
	http.ResponseWriter
	s       *server
	started bool
	linger  func() // nil, or what delays the answer once it is dated
}

func (w *dated) WriteHeader(status int) {
	if !w.started {
		w.started = status >= 200
		w.Header().Set("Date", w.s.p.Now().UTC().Format(http.TimeFormat))
		if w.linger != nil && w.started {
			w.linger()
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *dated) Write(b []byte) (int, error) {
	if !w.started {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *dated) Unwrap() http.ResponseWriter { return w.ResponseWriter }
