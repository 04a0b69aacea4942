package web

import (
	"embed"
	"net/http"
	"path"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/portal"
	"sandi/internal/portal/ratelimit"
)

// Options sets the pages up. The zero value of a field means its default.
type Options struct {
	// Lang is spoken to browsers that ask for no language of ours; Indonesian.
	Lang locale.Lang
	// LoginTimeout is how long the login page may stay open before it returns
	// to the home page (failure F1), where no scenario says otherwise; 2
	// minutes. How long the real portal waits is not known.
	LoginTimeout time.Duration
}

// DefaultLoginTimeout lets a person type a password twice without haste.
const DefaultLoginTimeout = 2 * time.Minute

//go:embed assets
var assets embed.FS

// site is what the handlers share.
type site struct {
	portal    *portal.Portal
	o         Options
	operators *operatorTokens

	// What one address may do without a session. A class of 300 behind one
	// address must not notice these bounds.
	logins, joins, asks, operatorKeys *ratelimit.Limiter
}

// pages is what Handler returns: the pages, and the one for when they cannot be
// reached.
type pages struct {
	http.Handler
	site *site
}

// Handler returns the portal's pages, to be served beside the API:
//
//	api.Handler(p, api.Options{Pages: web.Handler(p, web.Options{})})
//
// The handler also has a method Unavailable(http.ResponseWriter, *http.Request)
// that answers 503 with a page, for whoever makes the network fail.
func Handler(p *portal.Portal, o Options) http.Handler {
	if o.Lang == "" {
		o.Lang = locale.ID
	}
	if o.LoginTimeout <= 0 {
		o.LoginTimeout = DefaultLoginTimeout
	}
	s := &site{
		portal: p, o: o, operators: newOperatorTokens(),
		logins:       ratelimit.New(1500, 100*time.Millisecond),
		joins:        ratelimit.New(1500, 100*time.Millisecond),
		asks:         ratelimit.New(300, time.Second),
		operatorKeys: ratelimit.New(10, 6*time.Second),
	}
	mux := http.NewServeMux()
	s.userPages(mux)
	s.operatorPages(mux)
	mux.HandleFunc("GET /assets/{file}", serveAsset)
	mux.HandleFunc("/", s.notFound)

	// Browsers say where a request comes from. What another site makes them
	// send can read nothing here, and with this it cannot act either.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(s.foreign))
	return pages{secured(guard.Handler(mux)), s}
}

// userPages are the pages of people who practise.
func (s *site) userPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /login/{role}", s.loginForm)
	mux.HandleFunc("POST /login/{role}", limited(s, s.logins, s.login))
	mux.HandleFunc("GET /session", s.session(s.show))
	mux.HandleFunc("POST /session/enable", s.session(s.enable))
	mux.HandleFunc("POST /session/refresh", s.session(s.refresh))
	// A refused code is answered at the form's address. Who opens that again
	// means the page.
	mux.HandleFunc("GET /session/code", s.session(s.show))
	mux.HandleFunc("POST /session/code", s.session(s.submitCode))
	mux.HandleFunc("GET /session/reset", s.session(s.explainReset))
	mux.HandleFunc("POST /session/reset", s.session(s.reset))
	mux.HandleFunc("GET /session/inbox", s.session(s.inbox))
	mux.HandleFunc("GET /session/disable", s.session(s.confirmDisable))
	mux.HandleFunc("POST /session/disable", s.session(s.disable))
	mux.HandleFunc("POST /session/logout", s.session(s.logout))
	mux.HandleFunc("GET /helpdesk", s.helpdesk)
	mux.HandleFunc("POST /helpdesk", limited(s, s.asks, s.askHelpdesk))
	mux.HandleFunc("GET /class/{token}", limited(s, s.joins, s.class))
	mux.HandleFunc("POST /class/{token}", limited(s, s.joins, s.join))
}

// operatorPages are the pages of who runs the portal.
func (s *site) operatorPages(mux *http.ServeMux) {
	mux.HandleFunc("POST /operator/login", s.operatorSignIn)
	mux.HandleFunc("POST /operator/logout", s.operatorSignOut)
	for pattern, act := range map[string]http.HandlerFunc{
		"GET /operator":                 s.live,
		"GET /operator/scenarios":       s.scenarios,
		"POST /operator/scenarios":      s.setScenarios,
		"GET /operator/accounts":        s.accounts,
		"POST /operator/accounts":       s.importAccounts,
		"GET /operator/account":         s.account,
		"GET /operator/attempt":         s.attempt,
		"POST /operator/account/reset":  s.resetAccount,
		"POST /operator/account/unlock": s.unlockAccount,
		"POST /operator/account/remove": s.removeAccount,
		"GET /operator/mail":            s.mail,
		"GET /operator/requests":        s.requests,
		"POST /operator/requests":       s.resolve,
		"GET /operator/class":           s.classes,
		"POST /operator/class":          s.openClass,
		"GET /operator/reset":           s.confirmResetAll,
		"POST /operator/reset":          s.resetAll,
	} {
		mux.HandleFunc(pattern, s.operator(act))
	}
}

// limited answers 429 to an address that acts too often.
func limited(s *site, l *ratelimit.Limiter, act http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := l.Take(ratelimit.Address(r), s.portal.TrueTime()); !ok {
			s.tooMany(w, r, wait)
			return
		}
		act(w, r)
	}
}

// policy lets a page load this server's own style and icon and the barcode that
// is in the page, send its forms here, and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// livePolicy also lets the page's own script from this server fetch the page
// again. Inline scripts stay forbidden.
const livePolicy = policy + "; script-src 'self'; connect-src 'self'"

// secured sets the headers that every answer has. api.Handler, around it, dates
// the answers by the portal's clock and bounds what is sent.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		setHeaders(w.Header())
		next.ServeHTTP(w, r)
	})
}

func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// Not no-referrer: with that, browsers send "Origin: null" with their own
	// forms, and those that tell no Sec-Fetch-Site would be refused.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}

// Unavailable answers 503 with a page, where the way to the portal fails.
func (p pages) Unavailable(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	p.site.unavailable(w, r)
}

// serveAsset serves the style, the icon and the script. They hold nothing
// private and may be kept for a few minutes.
func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, err := assets.ReadFile("assets/" + name)
	if err != nil || strings.ContainsAny(name, `/\`) {
		http.NotFound(w, r)
		return
	}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
	w.Header().Set("Content-Type", kinds[path.Ext(name)])
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(b) // a client that has gone needs no answer
}
