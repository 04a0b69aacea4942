package web

import (
	"net/http"

	"sandi/internal/locale"
	"sandi/internal/portal"
)

// The cookies. Over TLS the names carry the prefixes that bind a cookie to
// secure connections and, where its path allows, to this host.
const (
	sessionCookie        = "sandi-session"
	secureSessionCookie  = "__Host-" + sessionCookie
	operatorCookie       = "sandi-operator"
	secureOperatorCookie = "__Secure-" + operatorCookie
	langCookie           = "sandi-lang"
	classCookie          = "sandi-class" // the account that this browser took from a class
)

// overTLS reports whether the browser came by https. A proxy that ends TLS says
// so in a header; a client that lies there only hardens its own cookies.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

func sessionCookieName(r *http.Request) string {
	if overTLS(r) {
		return secureSessionCookie
	}
	return sessionCookie
}

func operatorCookieName(r *http.Request) string {
	if overTLS(r) {
		return secureOperatorCookie
	}
	return operatorCookie
}

// token reads the session's token out of the request; the zero Token if there
// is none that could be one.
func token(r *http.Request) portal.Token {
	return portal.ParseToken(cookieValue(r, sessionCookieName(r)))
}

func cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// keep hands the session's token to the browser. The cookie lives as long as
// the browser; when the session ends is the portal's business.
func keep(w http.ResponseWriter, r *http.Request, t portal.Token) {
	http.SetCookie(w, cookie(r, sessionCookieName(r), t.Reveal(), "/"))
}

// forget takes the session's token away from the browser.
func forget(w http.ResponseWriter, r *http.Request) {
	drop(w, cookie(r, sessionCookieName(r), "", "/"))
}

// keepOperator hands an operator's token to the browser, for the operator's
// pages only.
func keepOperator(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, cookie(r, operatorCookieName(r), token, "/operator"))
}

func forgetOperator(w http.ResponseWriter, r *http.Request) {
	drop(w, cookie(r, operatorCookieName(r), "", "/operator"))
}

func drop(w http.ResponseWriter, c *http.Cookie) {
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func keepLang(w http.ResponseWriter, r *http.Request, lang locale.Lang) {
	c := cookie(r, langCookie, string(lang), "/")
	c.MaxAge = 365 * 24 * 3600
	http.SetCookie(w, c)
}

func cookie(r *http.Request, name, value, path string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: path,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: overTLS(r),
	}
}
