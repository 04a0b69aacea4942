package web

import (
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"sandi/internal/portal"
)

// helpdeskView is the form as it was filled in.
type helpdeskView struct {
	Role portal.Role
	User string
	Text string
	Max  int // characters of the text
}

const maxHelpdeskText = portal.MaxRequestText / 4 // characters, of at most 4 bytes each

func (s *site) helpdesk(w http.ResponseWriter, r *http.Request) {
	v := helpdeskView{Role: portal.Penyedia}
	if session, err := s.portal.Resume(r.Context(), token(r)); err == nil {
		v.Role, v.User = session.Role(), session.User()
	}
	s.writeHelpdesk(w, r, http.StatusOK, v, "")
}

func (s *site) writeHelpdesk(w http.ResponseWriter, r *http.Request, status int, v helpdeskView, problem string) {
	v.Max = maxHelpdeskText
	p := s.newPage(w, r, portal.Home, "web.helpdesk.title")
	p.State, p.Notice, p.Roles, p.Body = "", notice(r), portal.Roles(), v
	if problem != "" {
		p.Error = p.T(problem)
	}
	s.write(w, status, "helpdesk.html", p)
}

// askHelpdesk takes a request. It answers alike whether or not the account
// exists.
func (s *site) askHelpdesk(w http.ResponseWriter, r *http.Request) {
	v := helpdeskView{
		Role: portal.Role(r.PostFormValue("role")),
		User: strings.TrimSpace(r.PostFormValue("user_id")),
		Text: strings.TrimSpace(r.PostFormValue("text")),
	}
	switch {
	case !v.Role.Known() || v.User == "" || v.Text == "" || len(v.User) > portal.MaxUserID ||
		!utf8.ValidString(v.Text) || utf8.RuneCountInString(v.Text) > maxHelpdeskText:
		s.writeHelpdesk(w, r, http.StatusUnprocessableEntity, v, "web.helpdesk.incomplete")
	case holdsKey(v.Text) || holdsKey(v.User):
		s.writeHelpdesk(w, r, http.StatusUnprocessableEntity, v, "web.helpdesk.secret")
	default:
		if err := s.portal.AskHelpdesk(r.Context(), v.Role, v.User, v.Text); err != nil {
			s.broken(w, r)
			return
		}
		seeOther(w, r, "/helpdesk", "asked")
	}
}

var (
	keyURI = regexp.MustCompile(`(?i)otpauth(-migration)?://`)
	// keyText is a Secret Key as portals show it: at least 16 characters of
	// base32 in one piece, or in groups of four.
	keyText = regexp.MustCompile(`\b[A-Z2-7]{16,}\b|\b[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,}\b|\b[a-z2-7]{4}(?:[ -][a-z2-7]{4}){5,}\b`)
	digits  = regexp.MustCompile(`[2-7]`)
)

// holdsKey reports whether a text looks as if it held a setup key. A helpdesk
// needs none, and whoever sends one once sends it anywhere.
func holdsKey(text string) bool {
	if keyURI.MatchString(text) {
		return true
	}
	for _, found := range keyText.FindAllString(text, 8) {
		if digits.MatchString(found) { // words in capitals have none
			return true
		}
	}
	return false
}
