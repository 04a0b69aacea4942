package api

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sandi/internal/portal"
	"sandi/internal/portal/ratelimit"
)

const operatorRoot = "/api/v1/operator"

// Wrong operator keys that one address may try: keyTries at once, one more
// every keyInterval.
const (
	keyTries    = 20
	keyInterval = 2 * time.Second
)

func (s *server) operatorRoutes() []route {
	return []route{
		{"GET", operatorRoot + "/status", s.operator(s.status)},
		{"GET", operatorRoot + "/scenarios", s.operator(s.switches)},
		{"PUT", operatorRoot + "/scenarios", s.operator(s.setScenarios)},
		{"GET", operatorRoot + "/attempts", s.operator(s.attempts)},
		{"GET", operatorRoot + "/mail", s.operator(s.mail)},
		{"GET", operatorRoot + "/accounts", s.operator(s.accounts)},
		{"POST", operatorRoot + "/accounts", s.operator(s.addAccounts)},
		{"DELETE", operatorRoot + "/accounts/{role}/{user}", s.operator(s.onAccount((*portal.Portal).RemoveAccount))},
		{"POST", operatorRoot + "/accounts/{role}/{user}/reset", s.operator(s.onAccount((*portal.Portal).ResetAccount))},
		{"POST", operatorRoot + "/accounts/{role}/{user}/unlock", s.operator(s.onAccount((*portal.Portal).Unlock))},
		{"GET", operatorRoot + "/requests", s.operator(s.requests)},
		{"POST", operatorRoot + "/requests/{id}/resolve", s.operator(s.resolve)},
		{"POST", operatorRoot + "/class", s.operator(s.openClass)},
		{"POST", operatorRoot + "/reset", s.operator(s.resetAll)},
	}
}

// operator lets act see only requests with the operator key, and none that a
// browser sends for a page of another site.
func (s *server) operator(act func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := s.admit(r); err != nil {
			s.fail(w, r, err)
			return
		}
		if err := act(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *server) admit(r *http.Request) error {
	if crossOrigin(r) {
		return errCrossOrigin
	}
	// The right key passes whatever others at the address have tried: behind a
	// proxy everybody shares one, and nobody may keep the operator out. The limit
	// is for programs that go on with a wrong key; guessing needs none to fail.
	if s.p.CheckOperator(bearer(r)) {
		return nil
	}
	if wait, ok := s.limits.keys.Take(ratelimit.Address(r), s.p.TrueTime()); !ok {
		return errTooManyRequests.With("wait", wait)
	}
	return errOperatorKey
}

// crossOrigin reports whether a browser sends the request on behalf of a page
// that is not the portal's own. Programs send neither header. The key is in a
// header that such a page cannot set without leave, so this is a second bolt.
func crossOrigin(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return true
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || u.Host == "" || !strings.EqualFold(u.Host, r.Host)
}

type (
	windowBody struct {
		Past   int `json:"past"`
		Future int `json:"future"`
	}
	lockBody struct {
		After   int     `json:"after"`
		Seconds float64 `json:"seconds"`
	}
	statusBody struct {
		Name        string     `json:"name"`
		Version     string     `json:"version"`
		PortalTime  string     `json:"portal_time"`
		TrueTime    string     `json:"true_time"`
		Offset      float64    `json:"clock_offset_seconds"`
		Scenarios   []string   `json:"scenarios"`
		Profile     string     `json:"profile"`
		Window      windowBody `json:"window"`
		Lock        lockBody   `json:"lock"`
		Accounts    int        `json:"accounts"`
		Locked      int        `json:"locked"`
		Sessions    int        `json:"sessions"`
		MailQueued  int        `json:"mail_queued"`
		Requests    int        `json:"requests"`
		LastAttempt int64      `json:"last_attempt"`
	}
	activeBody struct {
		Active []string `json:"active"`
	}
	switchesBody struct {
		Active    []string       `json:"active"`
		Scenarios []scenarioBody `json:"scenarios"`
	}
	attemptBody struct {
		ID      int64          `json:"id"`
		At      string         `json:"at"`
		Role    portal.Role    `json:"role"`
		User    string         `json:"user_id"`
		Act     portal.Act     `json:"act"`
		Verdict portal.Verdict `json:"verdict"`
		Locked  bool           `json:"locked"`
		Known   bool           `json:"known"`
		Steps   int            `json:"steps"`
		Age     float64        `json:"age_seconds"`
		Window  windowBody     `json:"window"`
		Drift   int            `json:"drift"`
		Offset  float64        `json:"clock_offset_seconds"`
		Detail  string         `json:"detail"`
		Note    string         `json:"note"`
	}
	attemptsBody struct {
		Attempts []attemptBody `json:"attempts"`
	}
)

func (s *server) status(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	names, c, err := s.p.Scenarios(ctx)
	if err != nil {
		return err
	}
	accounts, err1 := s.p.Accounts(ctx)
	outbox, err2 := s.p.Outbox(ctx, portal.OutboxSize)
	requests, err3 := s.p.Requests(ctx)
	newest, err4 := s.p.Journal(ctx, 1)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	policy := s.p.Policy(c)
	body := statusBody{
		Name: s.p.Name(), Version: s.p.Version(), PortalTime: stamp(s.p.Now()), TrueTime: stamp(s.p.TrueTime()),
		Offset: c.ClockOffset.Seconds(), Scenarios: names, Profile: string(c.Profile),
		Window: windowBody(policy.Window), Lock: lockBody{policy.LockAfter, policy.LockFor.Seconds()},
		Accounts: len(accounts), Requests: len(requests),
	}
	for _, a := range accounts {
		body.Sessions += a.Sessions
		if a.Locked {
			body.Locked++
		}
	}
	for _, m := range outbox {
		if m.State == portal.MailQueued {
			body.MailQueued++
		}
	}
	for _, a := range newest {
		body.LastAttempt = a.ID
	}
	reply(w, http.StatusOK, body)
	return nil
}

func (s *server) switches(w http.ResponseWriter, r *http.Request) error {
	names, _, err := s.p.Scenarios(r.Context())
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, switchesBody{names, s.scenarioBodies(r)})
	return nil
}

func (s *server) setScenarios(w http.ResponseWriter, r *http.Request) error {
	var in activeBody
	if !s.read(w, r, &in) {
		return nil
	}
	if err := s.p.SetScenarios(r.Context(), in.Active); err != nil {
		return err
	}
	names, _, err := s.p.Scenarios(r.Context())
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, activeBody{names})
	return nil
}

// Bounds of one answer with attempts.
const (
	fewAttempts  = 200
	mostAttempts = 1000
)

func (s *server) attempts(w http.ResponseWriter, r *http.Request) error {
	after, err1 := number(r, "after", 0, 1<<62)
	limit, err2 := number(r, "limit", 0, mostAttempts)
	if err1 != nil || err2 != nil {
		return errBody
	}
	if limit == 0 {
		limit = fewAttempts
	}
	list, err := s.p.Attempts(r.Context(), after, int(limit))
	if err != nil {
		return err
	}
	l := s.words[language(r)]
	body := attemptsBody{[]attemptBody{}}
	for _, a := range list {
		body.Attempts = append(body.Attempts, attemptBody{
			ID: a.ID, At: stamp(a.At), Role: a.Role, User: a.User, Act: a.Act, Verdict: a.Verdict, Locked: a.Locked,
			Known: a.Known, Steps: a.Steps, Age: a.Age.Seconds(), Window: windowBody(a.Window), Drift: a.Drift,
			Offset: a.ClockOffset.Seconds(), Detail: a.Detail, Note: a.Words(l),
		})
	}
	reply(w, http.StatusOK, body)
	return nil
}

// number reads a number of a request's query; one that is missing is the least.
func number(r *http.Request, name string, least, most int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return least, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, errBody
	}
	return n, nil
}

func (s *server) resetAll(w http.ResponseWriter, r *http.Request) error {
	if err := s.p.ResetAll(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mediaType returns the media type of a request's body, "" where none is given.
func mediaType(r *http.Request) (string, error) {
	given := r.Header.Get("Content-Type")
	if given == "" {
		return "", nil
	}
	kind, _, err := mime.ParseMediaType(given)
	return kind, err
}
