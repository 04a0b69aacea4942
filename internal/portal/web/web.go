package web

import (
	"embed"
	"net/http"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/portal"
)

// Options sets the pages up. The zero value of a field means its default.
type Options struct {
	// Lang is spoken to browsers that ask for no language of ours; Indonesian.
	Lang locale.Lang
	// LoginTimeout is how long the login page may stay open before it returns
	// to the home page (failure F1); 2 minutes. How long the real portal
	// waits is not known.
	LoginTimeout time.Duration
}

// DefaultLoginTimeout lets a person type a password twice without haste.
const DefaultLoginTimeout = 2 * time.Minute

//go:embed assets
var assets embed.FS

// site is what the handlers share.
type site struct {
	portal  *portal.Portal
	o       Options
	tickets tickets
}

// Handler returns the portal's pages, to be served beside the API:
//
//	api.Handler(p, api.Options{Pages: web.Handler(p, web.Options{})})
func Handler(p *portal.Portal, o Options) http.Handler {
	if o.Lang == "" {
		o.Lang = locale.ID
	}
	if o.LoginTimeout <= 0 {
		o.LoginTimeout = DefaultLoginTimeout
	}
	s := &site{portal: p, o: o, tickets: newTickets(o.LoginTimeout)}

	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.home)
	pages.HandleFunc("GET /login/{role}", s.loginForm)
	pages.HandleFunc("POST /login/{role}", s.login)
	pages.HandleFunc("GET /session", s.session(s.show))
	pages.HandleFunc("POST /session/enable", s.session(s.enable))
	// A refused code is answered at the form's address. Who opens that again
	// means the page.
	pages.HandleFunc("GET /session/code", s.session(s.show))
	pages.HandleFunc("POST /session/code", s.session(s.submitCode))
	pages.HandleFunc("POST /session/reset", s.session(s.reset))
	pages.HandleFunc("GET /session/disable", s.session(s.confirmDisable))
	pages.HandleFunc("POST /session/disable", s.session(s.disable))
	pages.HandleFunc("POST /session/logout", s.session(s.logout))
	pages.HandleFunc("GET /assets/{file}", serveAsset)
	pages.HandleFunc("/", s.notFound)

	// Browsers say where a request comes from. What another site makes them
	// send can read nothing here, and with this it cannot act either.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(s.foreign))
	return secured(guard.Handler(pages))
}

// policy lets a page load this server's own style and icon and the barcode that
// is in the page, send its forms here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secured sets the headers that every answer has. api.Handler, around it, dates
// the answers by the portal's clock and bounds what is sent.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// Not no-referrer: with that, browsers send "Origin: null" with their
		// own forms, and those that tell no Sec-Fetch-Site would be refused.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		next.ServeHTTP(w, r)
	})
}

// serveAsset serves the style and the icon. They hold nothing private and may
// be kept for a few minutes.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	kind := "text/css; charset=utf-8"
	if strings.HasSuffix(name, ".svg") {
		kind = "image/svg+xml"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(b) // a client that has gone needs no answer
}
