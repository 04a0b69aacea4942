package web

import (
	"net/http"
	"strconv"

	"sandi/internal/diagnose/attempt"
	"sandi/internal/portal"
)

// attemptView is one attempt with code, explained. No code is in it: the journal
// keeps none.
type attemptView struct {
	attemptRow
	Offset string // of the portal's clock; "" if it was right
	Why    []string
	Link   string // to the account; "" if there is none
}

// explained reports whether a row of the journal can be opened: those of codes
// that were refused.
func explained(a portal.Attempt) bool {
	return a.Act == portal.ActCode && a.Verdict != portal.Refused && (a.Locked || a.Verdict != portal.Accepted)
}

func attemptLink(id int64) string { return "/operator/attempt?id=" + strconv.FormatInt(id, 10) }

// attempt explains one attempt with a code that was refused.
func (s *site) attempt(w http.ResponseWriter, r *http.Request) {
	p := s.operatorPage(w, r, "web.op.attempt-title")
	p.Path = "/operator"
	id, err := strconv.ParseInt(r.URL.Query().Get("id"), 10, 64)
	if err != nil || id < 1 {
		p.Error = p.T("web.op.no-attempt")
		s.write(w, http.StatusNotFound, "op-attempt.html", p)
		return
	}
	found, err := s.portal.Attempts(r.Context(), id-1, 1)
	switch {
	case err != nil:
		s.broken(w, r)
		return
	case len(found) == 0 || found[0].ID != id || !explained(found[0]):
		p.Error = p.T("web.op.no-attempt")
		s.write(w, http.StatusNotFound, "op-attempt.html", p)
		return
	}
	a := found[0]
	v := attemptView{attemptRow: p.attempt(a), Offset: p.offset(a.ClockOffset)}
	for _, line := range attempt.Explain(attempt.Facts{
		Verdict: string(a.Verdict), Locked: a.Locked, Known: a.Known, Steps: a.Steps, Age: a.Age,
		Window: a.Window, Drift: a.Drift, Ahead: a.ClockOffset,
	}) {
		v.Why = append(v.Why, line.Tell(p.Localizer))
	}
	if a.User != "" {
		v.Link = accountLink(a.Role, a.User)
	}
	p.Body = v
	s.write(w, http.StatusOK, "op-attempt.html", p)
}
