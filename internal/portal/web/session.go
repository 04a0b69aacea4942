package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"sandi/internal/portal"
)

// session wraps a handler that needs one. Without a session the browser goes
// home, with a word about it if it believed to have one.
func (s *site) session(act func(http.ResponseWriter, *http.Request, *portal.Session)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		open, err := s.portal.Resume(r.Context(), token(r))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		act(w, r, open)
	}
}

// fail answers errors that every act can meet.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, portal.ErrNoSession):
		reason := ""
		if _, err := r.Cookie(sessionCookieName(r)); err == nil {
			forget(w, r)
			reason = "ended"
		}
		seeOther(w, r, "/", reason)
	case errors.Is(err, portal.ErrWrongState), errors.Is(err, portal.ErrAlreadyEnabled):
		// A button pressed twice, or on a page that is no longer true: show
		// how things stand.
		seeOther(w, r, "/session", "")
	default:
		s.broken(w, r)
	}
}

// statePages names the template and the title of each state.
var statePages = map[portal.State]struct{ file, title string }{
	portal.InUnprotected: {"unprotected.html", "web.unprotected.title"},
	portal.EnablingWait:  {"wait.html", "web.wait.title"},
	portal.KeyShown:      {"barcode.html", "web.barcode.title"},
	portal.TOTPPrompt:    {"prompt.html", "web.prompt.title"},
	portal.InProtected:   {"protected.html", "web.protected.title"},
	portal.Disabled:      {"disabled.html", "web.disabled.title"},
}

func (s *site) sessionPage(w http.ResponseWriter, r *http.Request, open *portal.Session) *page {
	p := s.newPage(w, r, open.State(), statePages[open.State()].title)
	p.Path, p.Signed = "/session", true
	p.Role, p.User, p.TOTPOn, p.Notice = open.Role(), open.User(), open.TOTPOn(), notice(r)
	return p
}

// show renders what the session's state offers.
func (s *site) show(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	var barcode portal.Barcode
	if open.State() == portal.EnablingWait || open.State() == portal.KeyShown {
		// The barcode is made when it is first shown, and TOTP is on from
		// then. That a GET does it is the portal's flow: the user asked for
		// it with ENABLE TOTP.
		var err error
		if reloaded(r) && s.due(open) {
			barcode, err = open.Refresh(r.Context())
		} else {
			barcode, err = open.Barcode(r.Context())
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
	}
	p := s.sessionPage(w, r, open)
	if open.State() == portal.EnablingWait {
		if p.Missing = s.due(open); !p.Missing {
			p.Wait = max(1, int(math.Ceil(barcode.ReadyAt.Sub(s.portal.TrueTime()).Seconds())))
			w.Header().Set("Refresh", strconv.Itoa(p.Wait)+"; url=/session")
		}
	}
	if barcode.Ready {
		view, err := newKeyView(barcode)
		if err != nil {
			s.broken(w, r)
			return
		}
		p.Key = view
	}
	s.write(w, http.StatusOK, statePages[p.State].file, p)
}

// due reports whether the barcode should be on the page by now.
func (s *site) due(open *portal.Session) bool {
	return open.State() == portal.KeyShown || open.State() == portal.EnablingWait && !s.portal.TrueTime().Before(open.ReadyAt())
}

// reloaded reports whether the user has pressed the browser's reload button.
// Browsers then ask past their cache and say that a person did it; a page that
// reloads by itself, a link and a prefetch do not. A browser that says nothing
// leaves the page's own button.
func reloaded(r *http.Request) bool {
	c := r.Header.Get("Cache-Control")
	return (strings.Contains(c, "max-age=0") || strings.Contains(c, "no-cache")) &&
		r.Header.Get("Sec-Fetch-User") == "?1" && r.Header.Get("Sec-Purpose") == ""
}

// refresh is the button that reloads the barcode page.
func (s *site) refresh(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	var before portal.Barcode
	if open.State() == portal.KeyShown {
		var err error
		if before, err = open.Barcode(r.Context()); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	after, err := open.Refresh(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reason := ""
	if before.Ready && after.Ready && !after.Key.Secret.Equal(before.Key.Secret) {
		reason = "rotated"
	}
	seeOther(w, r, "/session", reason)
}

func (s *site) enable(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	if _, err := open.Enable(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	seeOther(w, r, "/session", "")
}

func (s *site) submitCode(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	err := open.SubmitCode(r.Context(), r.PostFormValue("code"))
	if errors.Is(err, portal.ErrCodeRefused) {
		p := s.sessionPage(w, r, open)
		p.Error, p.Notice = p.Words.CodeRefused, ""
		s.write(w, http.StatusUnprocessableEntity, "prompt.html", p)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// The session may do more now, so its former token must be worth nothing.
	if err := open.Rotate(r.Context()); err != nil {
		_ = open.Logout(r.Context())
		s.fail(w, r, err)
		return
	}
	keep(w, r, open.Token())
	seeOther(w, r, "/session", "")
}

func (s *site) confirmDisable(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	if open.State() != portal.InProtected {
		seeOther(w, r, "/session", "")
		return
	}
	p := s.sessionPage(w, r, open)
	p.Title, p.Path = p.T("web.disable.title"), r.URL.Path
	s.write(w, http.StatusOK, "disable.html", p)
}

func (s *site) disable(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	if err := open.Disable(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	seeOther(w, r, "/session", "")
}

func (s *site) logout(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	reason := "out"
	switch {
	case open.State() == portal.KeyShown && open.TOTPOn():
		reason = "enrolled"
	case open.State() == portal.Disabled:
		reason = "disabled"
	}
	if err := open.Logout(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	forget(w, r)
	seeOther(w, r, "/", reason)
}
