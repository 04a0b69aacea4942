package api

import (
	_ "embed"
	"net/http"
	"strings"

	"sandi/internal/locale"
	"sandi/internal/portal"
)

// Options sets a Handler up.
type Options struct {
	// Pages serves everything outside /api/. Nil answers 404 there. A page sets
	// its own Content-Security-Policy; the default forbids everything.
	Pages http.Handler
}

// OpenAPI is the document that describes the API, as served.
//
//go:embed openapi.json
var OpenAPI []byte

// DocumentPath is where a portal serves its OpenAPI document.
const DocumentPath = "/api/openapi.json"

// maxBody bounds a request's body, pages included. The largest honest one is a
// sign-in with a password of MaxPassword bytes, all of them escaped.
const maxBody = 16 << 10

type server struct {
	p     *portal.Portal
	words map[locale.Lang]*locale.Localizer
}

// Handler serves the API and, around it, the pages.
func Handler(p *portal.Portal, o Options) http.Handler {
	s := &server{p: p, words: map[locale.Lang]*locale.Localizer{}}
	for _, lang := range locale.Langs() {
		s.words[lang] = locale.New(lang)
	}
	methods := map[string]map[string]http.HandlerFunc{}
	for _, r := range s.routes() {
		if methods[r.path] == nil {
			methods[r.path] = map[string]http.HandlerFunc{}
		}
		methods[r.path][r.method] = r.handle
	}
	notFound := func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errNotFound) }
	return s.guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api" && !strings.HasPrefix(r.URL.Path, "/api/") {
			if o.Pages != nil {
				o.Pages.ServeHTTP(w, r)
			} else {
				notFound(w, r)
			}
			return
		}
		offered, ok := methods[r.URL.Path]
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
			w.Header().Set("Allow", allow(offered))
			s.fail(w, r, errMethod)
			return
		}
		handle(w, r)
	}))
}
