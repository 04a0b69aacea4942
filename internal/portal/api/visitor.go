package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"sandi/internal/portal"
	"sandi/internal/portal/ratelimit"
)

// limits bound what one address may send without a session. Wrong passwords
// are not among them: they lock the account.
type limits struct {
	logins, helpdesk, joins *ratelimit.Limiter
	keys                    *ratelimit.Limiter // wrong operator keys
}

// newLimits leaves room for a class of 300 that begins at once behind one
// address, and again soon after a restart of the portal.
func newLimits() limits {
	return limits{
		logins:   ratelimit.New(2000, 50*time.Millisecond),
		joins:    ratelimit.New(700, 200*time.Millisecond),
		helpdesk: ratelimit.New(350, time.Second),
		keys:     ratelimit.New(keyTries, keyInterval),
	}
}

// visitorRoutes need no session.
func (s *server) visitorRoutes() []route {
	return []route{
		{"GET", DocumentPath, s.document},
		{"GET", "/api/v1/portal", s.visitor(s.portal)},
		{"GET", "/api/v1/scenarios", s.visitor(s.scenarios)},
		{"POST", "/api/v1/logins", s.limited(s.limits.logins, s.openLogin)},
		{"POST", "/api/v1/sessions", s.visitor(s.signIn)},
		{"POST", "/api/v1/helpdesk", s.limited(s.limits.helpdesk, s.askHelpdesk)},
		{"POST", "/api/v1/class/{token}", s.limited(s.limits.joins, s.join)},
	}
}

func (s *server) visitor(act func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := act(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *server) limited(l *ratelimit.Limiter, act func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return s.visitor(func(w http.ResponseWriter, r *http.Request) error {
		if wait, ok := l.Take(ratelimit.Address(r), s.p.TrueTime()); !ok {
			return errTooManyRequests.With("wait", wait)
		}
		return act(w, r)
	})
}

type (
	portalBody struct {
		Name         string        `json:"name"`
		Version      string        `json:"version"`
		Practice     bool          `json:"practice"`
		Roles        []portal.Role `json:"roles"`
		Demo         []demoBody    `json:"demo"`
		BarcodeDelay float64       `json:"barcode_delay_seconds"`
		LoginTimeout float64       `json:"login_timeout_seconds"`
		Scenarios    []string      `json:"scenarios"`
	}
	demoBody struct {
		Role     portal.Role `json:"role"`
		User     string      `json:"user_id"`
		Password string      `json:"password"`
	}
	scenarioBody struct {
		Name    string `json:"name"`
		Value   string `json:"value"`
		Failure string `json:"failure"`
		Group   string `json:"group"`
		Title   string `json:"title"`
		Note    string `json:"note"`
	}
	scenariosBody struct {
		Scenarios []scenarioBody `json:"scenarios"`
	}
	roleBody struct {
		Role portal.Role `json:"role"`
	}
	loginBody struct {
		Ticket  string  `json:"ticket"`
		Expires *string `json:"expires_at"`
	}
	signInBody struct {
		Role     portal.Role `json:"role"`
		User     string      `json:"user_id"`
		Password string      `json:"password"`
		Ticket   string      `json:"ticket"`
	}
	openedBody struct {
		Token   string       `json:"token"`
		State   portal.State `json:"state"`
		Expires string       `json:"expires_at"`
	}
	helpBody struct {
		Role portal.Role `json:"role"`
		User string      `json:"user_id"`
		Text string      `json:"text"`
	}
)

func (s *server) document(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(OpenAPI)
}

func (s *server) portal(w http.ResponseWriter, r *http.Request) error {
	names, c, err := s.p.Scenarios(r.Context())
	if err != nil {
		return err
	}
	accounts, err := s.p.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	demo := []demoBody{}
	for _, a := range accounts {
		demo = append(demo, demoBody(a))
	}
	reply(w, http.StatusOK, portalBody{
		Name: s.p.Name(), Version: s.p.Version(), Practice: true, Roles: portal.Roles(), Demo: demo,
		BarcodeDelay: s.p.BarcodeDelay().Seconds(), LoginTimeout: c.LoginTimeout.Seconds(), Scenarios: names,
	})
	return nil
}

func (s *server) scenarios(w http.ResponseWriter, r *http.Request) error {
	reply(w, http.StatusOK, scenariosBody{s.scenarioBodies(r)})
	return nil
}

func (s *server) scenarioBodies(r *http.Request) []scenarioBody {
	l := s.words[language(r)]
	list := []scenarioBody{}
	for _, c := range portal.Scenarios() {
		list = append(list, scenarioBody{c.Name, c.Value, c.Failure, c.Group, c.Title(l), c.Note(l)})
	}
	return list
}

func (s *server) openLogin(w http.ResponseWriter, r *http.Request) error {
	var in roleBody
	if !s.read(w, r, &in) {
		return nil
	}
	if !in.Role.Known() {
		return errBody
	}
	login, err := s.p.OpenLogin(r.Context(), in.Role)
	if err != nil {
		return err
	}
	body := loginBody{Ticket: login.Ticket}
	if !login.Expires.IsZero() {
		at := shown(r, login.Expires)
		body.Expires = &at
	}
	reply(w, http.StatusCreated, body)
	return nil
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) error {
	var in signInBody
	if !s.read(w, r, &in) {
		return nil
	}
	session, err := s.p.SignInWith(r.Context(), in.Ticket, in.Role, in.User, []byte(in.Password))
	if err != nil {
		return err
	}
	reply(w, http.StatusCreated, openedBody{session.Token().Reveal(), session.State(), shown(r, session.Expires())})
	return nil
}

// askHelpdesk answers alike whether or not the account exists; what no account
// can have is told, because it tells nothing about any.
func (s *server) askHelpdesk(w http.ResponseWriter, r *http.Request) error {
	var in helpBody
	if !s.read(w, r, &in) {
		return nil
	}
	if !in.Role.Known() || in.User == "" || len(in.User) > portal.MaxUserID || strings.TrimSpace(in.Text) == "" || len(in.Text) > portal.MaxRequestText {
		return errBody
	}
	if err := s.p.AskHelpdesk(r.Context(), in.Role, in.User, in.Text); err != nil {
		if errors.Is(err, portal.ErrBadAccount) {
			return errBody
		}
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

func (s *server) join(w http.ResponseWriter, r *http.Request) error {
	account, err := s.p.Join(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	reply(w, http.StatusCreated, newAccount(account, false))
	return nil
}
