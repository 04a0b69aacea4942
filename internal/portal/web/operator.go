package web

import (
	"errors"
	"net/http"

	"sandi/internal/portal"
	"sandi/internal/portal/ratelimit"
)

// section is one of the operator's pages, as the head of each names them.
type section struct {
	Path    string
	Name    string
	Current bool
}

var sections = []struct{ path, name string }{
	{"/operator", "web.op.live"},
	{"/operator/scenarios", "web.op.scenarios"},
	{"/operator/accounts", "web.op.accounts"},
	{"/operator/class", "web.op.class"},
	{"/operator/requests", "web.op.requests"},
	{"/operator/mail", "web.op.mail"},
	{"/operator/reset", "web.op.reset"},
}

// operator wraps a handler that only an operator may reach. Everybody else is
// led to the sign-in.
func (s *site) operator(act http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key, err := s.portal.OperatorKey(r.Context())
		if err != nil {
			s.broken(w, r)
			return
		}
		now, shown := s.portal.TrueTime(), cookieValue(r, operatorCookieName(r))
		end, ok := s.operators.valid(shown, key.Reveal(), now)
		switch {
		case ok && end.Sub(now) < operatorTTL/2:
			keepOperator(w, r, s.operators.issue(key.Reveal(), now))
			act(w, r)
		case ok:
			act(w, r)
		case r.URL.Path == "/operator":
			s.writeOperatorSignIn(w, r, http.StatusOK, "")
		case shown != "":
			forgetOperator(w, r)
			seeOther(w, r, "/operator", "operator-ended")
		default:
			seeOther(w, r, "/operator", "")
		}
	}
}

func (s *site) writeOperatorSignIn(w http.ResponseWriter, r *http.Request, status int, problem string) {
	p := s.newPage(w, r, "", "web.op.sign-in")
	p.Operator, p.Notice, p.Path = true, notice(r), "/operator"
	if problem != "" {
		p.Error = p.T(problem)
	}
	s.write(w, status, "op-signin.html", p)
}

// operatorSignIn changes the operator key for a token that only the operator's
// pages get. Wrong keys are slowed down; the right one never is, because behind
// a proxy everybody shares an address and nobody may keep the operator out.
func (s *site) operatorSignIn(w http.ResponseWriter, r *http.Request) {
	now := s.portal.TrueTime()
	if !s.portal.CheckOperator(r.PostFormValue("key")) {
		if wait, ok := s.operatorKeys.Take(ratelimit.Address(r), now); !ok {
			s.tooMany(w, r, wait)
			return
		}
		s.writeOperatorSignIn(w, r, http.StatusUnprocessableEntity, "web.op.sign-in-refused")
		return
	}
	key, err := s.portal.OperatorKey(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	keepOperator(w, r, s.operators.issue(key.Reveal(), now))
	seeOther(w, r, "/operator", "")
}

func (s *site) operatorSignOut(w http.ResponseWriter, r *http.Request) {
	if shown := cookieValue(r, operatorCookieName(r)); shown != "" {
		s.operators.revoke(shown, s.portal.TrueTime())
	}
	forgetOperator(w, r)
	seeOther(w, r, "/operator", "operator-out")
}

// operatorPage starts one of the operator's pages; title is a message key.
func (s *site) operatorPage(w http.ResponseWriter, r *http.Request, title string, pairs ...any) *page {
	p := s.newPage(w, r, "", title, pairs...)
	p.Operator, p.Notice = true, notice(r)
	for _, sec := range sections {
		p.Sections = append(p.Sections, section{sec.path, p.T(sec.name), sec.path == r.URL.Path})
	}
	return p
}

// refuse shows an operator's page again with what the portal had against what
// was asked, and reports whether it was something that the operator can mend.
func (p *page) refuse(err error) bool {
	for _, known := range []error{
		portal.ErrUnknownScenario, portal.ErrScenariosClash, portal.ErrBadValue, portal.ErrNoAccount, portal.ErrNoRequest,
		portal.ErrBadClass, portal.ErrBadTable, portal.ErrBadAccount, portal.ErrAccountExists, portal.ErrFull,
	} {
		if errors.Is(err, known) {
			p.Error = p.tell(err)
			return true
		}
	}
	return false
}

// tell says what an error means and what to do, where the catalogue knows it.
func (p *page) tell(err error) string {
	what, hint := p.Describe(err)
	if hint != "" {
		what += " " + hint
	}
	return what
}
