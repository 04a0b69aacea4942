package web

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"sandi/internal/fault"
	"sandi/internal/portal"
)

// notices are the messages that a redirect may carry to the page it leads to.
// The address holds a name from this list, never text.
var notices = map[string]string{
	"timeout":  "web.notice.timeout",
	"ended":    "web.notice.ended",
	"out":      "web.notice.out",
	"enrolled": "web.notice.enrolled",
	"disabled": "web.notice.disabled",
	"rotated":  "web.notice.rotated",
	"asked":    "web.notice.asked",

	"operator-ended": "web.notice.operator-ended",
	"operator-out":   "web.notice.operator-out",
	"scenarios":      "web.notice.scenarios",
	"account-reset":  "web.notice.account-reset",
	"unlocked":       "web.notice.unlocked",
	"removed":        "web.notice.removed",
	"resolved":       "web.notice.resolved",
	"all-reset":      "web.notice.all-reset",
	"class":          "web.notice.class",
}

func notice(r *http.Request) string { return notices[r.URL.Query().Get("notice")] }

// seeOther sends the browser to another page with GET, so that a reload never
// repeats an act.
func seeOther(w http.ResponseWriter, r *http.Request, path, notice string) {
	if notice != "" {
		path += "?" + url.Values{"notice": {notice}}.Encode()
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	p := s.newPage(w, r, portal.Home, "web.home.title")
	p.Notice, p.Roles = notice(r), portal.Roles()
	if session, err := s.portal.Resume(r.Context(), token(r)); err == nil {
		p.Signed, p.User, p.Role = true, session.User(), session.Role()
	}
	s.write(w, http.StatusOK, "home.html", p)
}

func (s *site) loginForm(w http.ResponseWriter, r *http.Request) {
	role := portal.Role(r.PathValue("role"))
	if !role.Known() {
		s.notFound(w, r)
		return
	}
	s.writeLogin(w, r, http.StatusOK, role, "", nil)
}

// writeLogin shows the login page with a new ticket, and why the portal refused
// the last try. It calls things as the portal does, so it has its own words.
func (s *site) writeLogin(w http.ResponseWriter, r *http.Request, status int, role portal.Role, user string, refusal error) {
	p := s.newPage(w, r, portal.Login, "web.login.title", "role", role.Label())
	p.Role, p.User, p.LoginTimeout = role, user, s.o.LoginTimeout
	opened, err := s.portal.OpenLogin(r.Context(), role)
	if err != nil {
		s.broken(w, r)
		return
	}
	p.Ticket = opened.Ticket
	if !opened.Expires.IsZero() { // a scenario says how long
		p.LoginTimeout = max(0, opened.Expires.Sub(s.portal.TrueTime()))
	}
	switch {
	case errors.Is(refusal, portal.ErrLocked):
		p.Error = p.T("web.login.locked", fault.Of(refusal).Args()...)
	case refusal != nil:
		p.Error = p.T("web.login.refused")
	}
	demo, err := s.portal.DemoAccounts(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	for _, d := range demo {
		if d.Role == role {
			p.Demo = append(p.Demo, d)
		}
	}
	// The page goes home by itself, as the real one does. One second later
	// than the ticket ends, so that the two never disagree about who was late.
	wait := int(math.Ceil(p.LoginTimeout.Seconds())) + 1
	w.Header().Set("Refresh", strconv.Itoa(wait)+"; url=/?notice=timeout")
	s.write(w, status, "login.html", p)
}

func (s *site) login(w http.ResponseWriter, r *http.Request) {
	role := portal.Role(r.PathValue("role"))
	if !role.Known() {
		s.notFound(w, r)
		return
	}
	err := s.portal.CheckLogin(r.Context(), r.PostFormValue("ticket"), role, s.o.LoginTimeout)
	if errors.Is(err, portal.ErrLoginTimeout) {
		seeOther(w, r, "/", "timeout")
		return
	}
	if err != nil {
		s.broken(w, r)
		return
	}
	user := r.PostFormValue("user_id")
	password := []byte(r.PostFormValue("password"))
	session, err := s.portal.SignIn(r.Context(), role, user, password)
	clear(password)
	switch {
	case err == nil:
	case errors.Is(err, portal.ErrBadCredentials):
		s.writeLogin(w, r, http.StatusUnprocessableEntity, role, user, err)
		return
	case errors.Is(err, portal.ErrLocked):
		s.writeLogin(w, r, http.StatusTooManyRequests, role, user, err)
		return
	default:
		s.broken(w, r)
		return
	}
	// SignIn never adopts a token that the browser brought along: a planted
	// one stays worthless. The session that this browser leaves is ended.
	if old, err := s.portal.Resume(r.Context(), token(r)); err == nil {
		_ = old.Logout(r.Context()) // it ends by itself at the latest
	}
	keep(w, r, session.Token())
	seeOther(w, r, "/session", "")
}
