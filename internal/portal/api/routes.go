package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"sandi/internal/portal"
)

type route struct {
	method, path string
	handle       http.HandlerFunc
}

// routes is the whole API. openapi.json describes the same list; a test
// compares the two.
func (s *server) routes() []route {
	return []route{
		{"GET", DocumentPath, s.document},
		{"GET", "/api/v1/portal", s.portal},
		{"POST", "/api/v1/sessions", s.signIn},
		{"GET", "/api/v1/session", s.session(s.show)},
		{"DELETE", "/api/v1/session", s.session(s.logout)},
		{"POST", "/api/v1/session/enable", s.session(s.enable)},
		{"GET", "/api/v1/session/barcode", s.session(s.barcode)},
		{"POST", "/api/v1/session/code", s.session(s.code)},
		{"POST", "/api/v1/session/disable", s.session(s.disable)},
		{"POST", "/api/v1/session/reset", s.session(s.reset)},
	}
}

func allow(offered map[string]http.HandlerFunc) string {
	var names []string
	for name := range offered {
		names = append(names, name)
		if name == http.MethodGet {
			names = append(names, http.MethodHead)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

type (
	portalBody struct {
		Name         string        `json:"name"`
		Version      string        `json:"version"`
		Practice     bool          `json:"practice"`
		Roles        []portal.Role `json:"roles"`
		Demo         []demoBody    `json:"demo"`
		BarcodeDelay float64       `json:"barcode_delay_seconds"`
	}
	demoBody struct {
		Role     portal.Role `json:"role"`
		User     string      `json:"user_id"`
		Password string      `json:"password"`
	}
	signInBody struct {
		Role     portal.Role `json:"role"`
		User     string      `json:"user_id"`
		Password string      `json:"password"`
	}
	openedBody struct {
		Token   string       `json:"token"`
		State   portal.State `json:"state"`
		Expires string       `json:"expires_at"`
	}
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
	mailBody struct {
		State       portal.State `json:"state"`
		ArrivesAt   string       `json:"arrives_at"`
		CodeExpires string       `json:"code_expires_at"`
	}
)

// stamp writes a time with its fraction: a barcode asked for at a ready_at that
// was cut to whole seconds would not be ready.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func (s *server) document(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(OpenAPI)
}

func (s *server) portal(w http.ResponseWriter, r *http.Request) {
	accounts, err := s.p.DemoAccounts(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	demo := []demoBody{}
	for _, a := range accounts {
		demo = append(demo, demoBody(a))
	}
	reply(w, http.StatusOK, portalBody{
		Name: s.p.Name(), Version: s.p.Version(), Practice: true,
		Roles: portal.Roles(), Demo: demo, BarcodeDelay: s.p.BarcodeDelay().Seconds(),
	})
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	var in signInBody
	if !s.read(w, r, &in) {
		return
	}
	session, err := s.p.SignIn(r.Context(), in.Role, in.User, []byte(in.Password))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply(w, http.StatusCreated, openedBody{session.Token().Reveal(), session.State(), stamp(session.Expires())})
}

func (s *server) show(w http.ResponseWriter, _ *http.Request, session *portal.Session) error {
	reply(w, http.StatusOK, sessionBody{session.State(), session.Role(), session.User(), stamp(session.Expires())})
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
	reply(w, http.StatusAccepted, waitBody{session.State(), stamp(readyAt)})
	return nil
}

func (s *server) barcode(w http.ResponseWriter, r *http.Request, session *portal.Session) error {
	b, err := session.Barcode(r.Context())
	if err != nil {
		return err
	}
	if !b.Ready {
		reply(w, http.StatusAccepted, waitBody{session.State(), stamp(b.ReadyAt)})
		return nil
	}
	reply(w, http.StatusOK, keyBody{session.State(), b.URI(), b.Key.Secret.Base32()})
	return nil
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
	reply(w, http.StatusAccepted, mailBody{session.State(), stamp(mail.ArrivesAt), stamp(mail.CodeExpires)})
	return nil
}

// session finds the session of the bearer token and tells what becomes of act.
func (s *server) session(act func(http.ResponseWriter, *http.Request, *portal.Session) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		session, err := s.p.Resume(r.Context(), bearer(r))
		if err == nil {
			err = act(w, r, session)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

func bearer(r *http.Request) portal.Token {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return portal.Token{}
	}
	return portal.ParseToken(strings.TrimSpace(token))
}
