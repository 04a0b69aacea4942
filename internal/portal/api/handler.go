package api

import (
	_ "embed"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"sandi/internal/clock"
	"sandi/internal/locale"
	"sandi/internal/portal"
)

// Options sets a Handler up.
type Options struct {
	// Pages serves everything outside /api/. Nil answers 404 there. A page sets
	// its own Content-Security-Policy; the default forbids everything. With a
	// method Unavailable(http.ResponseWriter, *http.Request) it also answers
	// what a failing network refuses.
	Pages http.Handler
}

// OpenAPI is the document that describes the API, as served.
//
//go:embed openapi.json
var OpenAPI []byte

// DocumentPath is where a portal serves its OpenAPI document.
const DocumentPath = "/api/openapi.json"

// Bounds of a request's body, pages included. The largest honest one is a
// sign-in with a password of MaxPassword bytes, all of them escaped, and on
// operator paths a list of accounts with what a form puts around it.
const (
	maxBody         = 16 << 10
	maxOperatorBody = portal.MaxImportSize + maxBody
)

type server struct {
	p      *portal.Portal
	clock  clock.Clock
	words  map[locale.Lang]*locale.Localizer
	limits limits
	asked  atomic.Uint64 // requests since the start that a failing network may refuse
	pages  http.Handler
}

// routes is the whole API. openapi.json describes the same list; a test
// compares the two.
func (s *server) routes() []route {
	return slices.Concat(s.visitorRoutes(), s.sessionRoutes(), s.operatorRoutes())
}

// Handler serves the API and, around it, the pages.
func Handler(p *portal.Portal, o Options) http.Handler {
	s := &server{p: p, clock: clock.System{}, words: map[locale.Lang]*locale.Localizer{}, limits: newLimits(), pages: o.Pages}
	for _, lang := range locale.Langs() {
		s.words[lang] = locale.New(lang)
	}
	operations := newSite(s.routes())
	notFound := func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errNotFound) }
	return s.guard(s.network(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api" && !strings.HasPrefix(r.URL.Path, "/api/") {
			if o.Pages != nil {
				o.Pages.ServeHTTP(w, r)
			} else {
				notFound(w, r)
			}
			return
		}
		offered, ok := operations.find(r)
		if !ok {
			notFound(w, r)
			return
		}
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet // net/http drops the body
		}
		handle, ok := offered[method]
		if !ok {
			w.Header().Set("Allow", offered.allow())
			s.fail(w, r, errMethod)
			return
		}
		handle(w, r)
	})))
}
