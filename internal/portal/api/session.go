package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sandi/internal/portal"
)

// sessionRoutes need the token of a session.
func (s *server) sessionRoutes() []route {
	return []route{
		{"GET", "/api/v1/session", s.session(s.show)},
		{"DELETE", "/api/v1/session", s.session(s.logout)},
		{"POST", "/api/v1/session/enable", s.session(s.enable)},
		{"GET", "/api/v1/session/barcode", s.session(s.barcode((*portal.Session).Barcode))},
		{"POST", "/api/v1/session/refresh", s.session(s.barcode((*portal.Session).Refresh))},
		{"POST", "/api/v1/session/code", s.session(s.code)},
		{"POST", "/api/v1/session/disable", s.session(s.disable)},
		{"POST", "/api/v1/session/reset", s.session(s.reset)},
		{"GET", "/api/v1/session/mail", s.session(s.inbox)},
	}
}

type (
	sessionBody struct {
		State   portal.State `json:"state"`
		Role    portal.Role  `json:"role"`
		User    string       `json:"user_id"`
		Expires string       `json:"expires_at"`
	}
	waitBody struct {
		State   portal.State `json:"state"`
		ReadyAt string       `json:"ready_at"`
	}
	keyBody struct {
		State  portal.State `json:"state"`
		URI    string       `json:"uri"`
		Secret string       `json:"secret"`
	}
	codeBody struct {
		Code string `json:"code"`
	}
	stateBody struct {
		State   portal.State `json:"state"`
		Message string       `json:"message,omitempty"`
	}
	resetBody struct {
		State       portal.State `json:"state"`
		ArrivesAt   string       `json:"arrives_at"`
		CodeExpires string       `json:"code_expires_at"`
	}
	letterBody struct {
		ID      int64  `json:"id"`
		At      string `json:"at"`
		From    string `json:"from"`
		To      string `json:"to"`
		Subject string `json:"subject"`
		Body    string `json:"body"`
	}
	inboxBody struct {
		Letters []letterBody `json:"letters"`
	}
)

// stamp writes a time with its fraction: a barcode asked for at a ready_at that
// was cut to whole seconds would not be ready.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// shown writes a time as the portal's own clock has it, right or wrong: users
// are told all times by the clock that dates the answers.
func shown(r *http.Request, t time.Time) string { return stamp(t.Add(conditions(r).ClockOffset)) }

func (s *server) show(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	reply(w, http.StatusOK, sessionBody{session.State(), session.Role(), session.User(), shown(r, session.Expires())})
	return nil
}

func (s *server) logout(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	if err := session.Logout(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) enable(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	readyAt, err := session.Enable(r.Context())
	if err != nil {
		return err
	}
	reply(w, http.StatusAccepted, waitBody{session.State(), shown(r, readyAt)})
	return nil
}

// barcode asks for the barcode, or reloads its page.
func (s *server) barcode(ask func(*portal.Session, context.Context) (portal.Barcode, error)) func(http.ResponseWriter, *http.Request, *portal.Session) error {
	return func(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
		b, err := ask(session, r.Context())
		if err != nil {
			return err
		}
		if !b.Ready {
			reply(w, http.StatusAccepted, waitBody{session.State(), shown(r, b.ReadyAt)})
			return nil
		}
		reply(w, http.StatusOK, keyBody{session.State(), b.URI(), b.Key.Secret.Base32()})
		return nil
	}
}

func (s *server) code(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	var in codeBody
	if !s.read(w, r, &in) {
		return nil
	}
	if err := session.SubmitCode(r.Context(), in.Code); err != nil {
		return err
	}
	reply(w, http.StatusOK, stateBody{session.State(), portal.TextSignedIn})
	return nil
}

func (s *server) disable(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	if err := session.Disable(r.Context()); err != nil {
		return err
	}
	reply(w, http.StatusOK, stateBody{State: session.State()})
	return nil
}

func (s *server) reset(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	mail, err := session.RequestReset(r.Context())
	if err != nil {
		return err
	}
	reply(w, http.StatusAccepted, resetBody{session.State(), shown(r, mail.ArrivesAt), shown(r, mail.CodeExpires)})
	return nil
}

func (s *server) inbox(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	letters, err := session.Inbox(r.Context())
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, inboxBody{letterBodies(letters, conditions(r).ClockOffset)})
	return nil
}

// letterBodies tells letters by a clock that is off by so much.
func letterBodies(letters []portal.Letter, off time.Duration) []letterBody {
	list := []letterBody{}
	for _, l := range letters {
		list = append(list, letterBody{l.ID, stamp(l.At.Add(off)), l.From, l.To, l.Subject, l.Body})
	}
	return list
}

// session finds the session of the bearer token and tells what becomes of act.
func (s *server) session(act func(http.ResponseWriter, *http.Request, *portal.Session) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		session, err := s.p.Resume(r.Context(), portal.ParseToken(bearer(r)))
		if err == nil {
			err = act(w, r, session)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// bearer returns the bearer secret of a request, "" if it has none.
func bearer(r *http.Request) string {
	scheme, secret, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}
