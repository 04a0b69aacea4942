package web

import (
	"net/http"

	"sandi/internal/locale"
	"sandi/internal/portal"
)

// The cookies. Over TLS the session's name carries the prefix that binds it to
// this host and to secure connections.
const (
	sessionCookie       = "sandi-session"
	secureSessionCookie = "__Host-" + sessionCookie
	langCookie          = "sandi-lang"
)

func sessionCookieName(r *http.Request) string {
	if r.TLS != nil {
		return secureSessionCookie
	}
	return sessionCookie
}

// token reads the session's token out of the request; the zero Token if there
// is none that could be one.
func token(r *http.Request) portal.Token {
	c, err := r.Cookie(sessionCookieName(r))
	if err != nil {
		return portal.Token{}
	}
	return portal.ParseToken(c.Value)
}

// keep hands the session's token to the browser. The cookie lives as long as
// the browser; when the session ends is the portal's business.
func keep(w http.ResponseWriter, r *http.Request, t portal.Token) {
	http.SetCookie(w, cookie(r, sessionCookieName(r), t.Reveal()))
}

// forget takes the session's token away from the browser.
func forget(w http.ResponseWriter, r *http.Request) {
	c := cookie(r, sessionCookieName(r), "")
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func keepLang(w http.ResponseWriter, r *http.Request, lang locale.Lang) {
	c := cookie(r, langCookie, string(lang))
	c.MaxAge = 365 * 24 * 3600
	http.SetCookie(w, c)
}

func cookie(r *http.Request, name, value string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}
