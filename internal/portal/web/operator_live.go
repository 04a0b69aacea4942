package web

import (
	"net/http"
	"strings"

	"sandi/internal/portal"
)

// liveAttempts is how many attempts the live page shows.
const liveAttempts = 25

type liveView struct {
	Names    []string // titles of the scenarios in force, none if normal
	Window   string
	Profile  string
	Offset   string // of the portal's clock
	Attempts []attemptRow
	Locked   []portal.AccountView
	Counts   struct{ Accounts, Enrolled, Sessions, Queued, Requests int }
}

func (s *site) live(w http.ResponseWriter, r *http.Request) {
	p := s.operatorPage(w, r, "web.op.live-title")
	p.Live = true
	v, err := s.liveView(r, p)
	if err != nil {
		s.broken(w, r)
		return
	}
	p.Body = v
	s.write(w, http.StatusOK, "op-live.html", p)
}

func (s *site) liveView(r *http.Request, p *page) (v liveView, err error) {
	names, c, err := s.portal.Scenarios(r.Context())
	if err != nil {
		return v, err
	}
	v.Names, v.Profile = p.scenarioTitles(names), string(c.Profile)
	v.Window = windowText(s.portal.Window(), 0)
	v.Offset = p.offset(c.ClockOffset)
	attempts, err := s.portal.Journal(r.Context(), liveAttempts)
	if err != nil {
		return v, err
	}
	for _, a := range attempts {
		v.Attempts = append(v.Attempts, p.attempt(a))
	}
	accounts, err := s.portal.Accounts(r.Context())
	if err != nil {
		return v, err
	}
	v.Counts.Accounts = len(accounts)
	for _, a := range accounts {
		if a.Locked {
			v.Locked = append(v.Locked, a)
		}
		if a.TOTP == portal.TOTPOn {
			v.Counts.Enrolled++
		}
		v.Counts.Sessions += a.Sessions
	}
	requests, err := s.portal.Requests(r.Context())
	if err != nil {
		return v, err
	}
	v.Counts.Requests = len(requests)
	mails, err := s.portal.Outbox(r.Context(), portal.OutboxSize)
	for _, m := range mails {
		if m.State == portal.MailQueued {
			v.Counts.Queued++
		}
	}
	return v, err
}

// scenarioTitles tells the scenarios in force, with their values.
func (p *page) scenarioTitles(names []string) []string {
	var titles []string
	for _, full := range names {
		name, value, _ := strings.Cut(full, "=")
		if name == "normal" {
			continue
		}
		title := p.T("portal.scenario." + name + ".title")
		if value != "" {
			title += " (" + value + ")"
		}
		titles = append(titles, title)
	}
	return titles
}
