package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sandi/internal/portal"
)

// resetView is what the RESET TOTP page tells of a mail that is on its way.
type resetView struct {
	Expires time.Time // of the code in the mail
	Arrives time.Time
	Dead    time.Duration // for how long the code is dead when the mail arrives
}

// explainReset says what RESET TOTP is worth before it is chosen, and after it
// when the mail comes.
func (s *site) explainReset(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	if open.State() != portal.TOTPPrompt && open.State() != portal.InProtected {
		seeOther(w, r, "/session", "")
		return
	}
	p := s.sessionPage(w, r, open)
	p.Title, p.Path = p.T("web.reset.title"), r.URL.Path
	if sent, ok := readSent(r.URL.Query().Get("sent")); ok {
		p.Body = sent
	}
	s.write(w, http.StatusOK, "reset.html", p)
}

func (s *site) reset(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	m, err := open.RequestReset(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sent := strconv.FormatInt(m.CodeExpires.Unix(), 10) + "-" + strconv.FormatInt(m.ArrivesAt.Unix(), 10)
	http.Redirect(w, r, "/session/reset?"+url.Values{"sent": {sent}}.Encode(), http.StatusSeeOther)
}

// readSent reads the two times that the address of the RESET TOTP page holds.
// Whoever changes them fools themselves only.
func readSent(text string) (resetView, bool) {
	a, b, ok := strings.Cut(text, "-")
	expires, err1 := strconv.ParseInt(a, 10, 64)
	arrives, err2 := strconv.ParseInt(b, 10, 64)
	const end = 253402300800 // the year 10000
	if !ok || err1 != nil || err2 != nil || expires <= 0 || arrives <= 0 || expires >= end || arrives >= end {
		return resetView{}, false
	}
	v := resetView{Expires: time.Unix(expires, 0), Arrives: time.Unix(arrives, 0)}
	v.Dead = max(0, v.Arrives.Sub(v.Expires))
	return v, true
}

// inbox shows the user's letters. A user who is at the code prompt has shown
// the password only; the codes in the letters are dead, so nothing is gained.
func (s *site) inbox(w http.ResponseWriter, r *http.Request, open *portal.Session) {
	if open.State() != portal.TOTPPrompt && open.State() != portal.InProtected {
		seeOther(w, r, "/session", "")
		return
	}
	letters, err := open.Inbox(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p := s.sessionPage(w, r, open)
	p.Title, p.Path, p.Body = p.T("web.inbox.title"), r.URL.Path, letters
	s.write(w, http.StatusOK, "inbox.html", p)
}
