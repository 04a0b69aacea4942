package practice

import (
	"context"
	"net/http"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

// Service is a practice portal as one user meets it.
type Service struct {
	base   string
	client *http.Client
	clock  clock.Clock
	ticket string // of the login page that was opened last
	token  string // of the session; secret
}

var _ enroll.Service = (*Service)(nil)

// Bounds of what a portal may say about when something happens.
const (
	longestWait = 10 * time.Minute    // until the barcode comes
	longestPage = 24 * time.Hour      // that a login page stays good
	longestMail = 31 * 24 * time.Hour // from now to or from a mail
)

// New returns the portal at an address (see Address). transport may be nil.
func New(address string, transport http.RoundTripper, c clock.Clock) (*Service, error) {
	base, err := Address(address)
	if err != nil {
		return nil, err
	}
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &Service{base: base, clock: c, client: &http.Client{
		Transport: transport,
		Timeout:   requestTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}}, nil
}

// maxScenarios bounds how many a portal may name; there are about twenty.
const maxScenarios = 100

// Portal asks the portal who it is.
func (s *Service) Portal(ctx context.Context) (enroll.PortalInfo, error) {
	var got struct {
		Name     string   `json:"name"`
		Version  string   `json:"version"`
		Practice bool     `json:"practice"`
		Roles    []string `json:"roles"`
		Demo     []struct {
			Role     string `json:"role"`
			UserID   string `json:"user_id"`
			Password string `json:"password"`
		} `json:"demo"`
		Delay     float64  `json:"barcode_delay_seconds"`
		Open      float64  `json:"login_timeout_seconds"`
		Scenarios []string `json:"scenarios"`
	}
	if _, err := s.call(ctx, http.MethodGet, "/portal", nil, &got); err != nil {
		return enroll.PortalInfo{}, notAPortal(err)
	}
	if !got.Practice || len(got.Roles) == 0 {
		return enroll.PortalInfo{}, enroll.ErrNotAPortal.With("address", s.base)
	}
	info := enroll.PortalInfo{
		Name: got.Name, Version: got.Version, Address: s.base, Practice: true,
		Unencrypted: unencrypted(s.base), BarcodeDelay: seconds(got.Delay),
		LoginTimeout: seconds(got.Open),
	}
	for _, name := range got.Scenarios[:min(len(got.Scenarios), maxScenarios)] {
		info.Scenarios = append(info.Scenarios, short(name))
	}
	for _, r := range got.Roles {
		if role := enroll.Role(r); role == enroll.Penyedia || role == enroll.NonPenyedia {
			info.Roles = append(info.Roles, role)
		}
	}
	for _, d := range got.Demo {
		info.Demo = append(info.Demo, enroll.Account{Role: enroll.Role(d.Role), User: d.UserID, Password: d.Password})
	}
	return info, nil
}

// seconds reads a number of seconds that the other side chose.
func seconds(n float64) time.Duration {
	if !(n > 0) { // also NaN
		return 0
	}
	return time.Duration(min(n, longestWait.Seconds()) * float64(time.Second))
}

// OpenLogin opens the login page of a role.
func (s *Service) OpenLogin(ctx context.Context, role enroll.Role) (enroll.Login, error) {
	s.ticket = ""
	var got struct {
		Ticket  string     `json:"ticket"`
		Expires *time.Time `json:"expires_at"`
	}
	date, err := s.call(ctx, http.MethodPost, "/logins", map[string]string{"role": string(role)}, &got)
	if err != nil {
		return enroll.Login{}, err
	}
	if len(got.Ticket) > maxToken {
		return enroll.Login{}, enroll.ErrProtocol.With("status", "ticket")
	}
	s.ticket = got.Ticket
	login := enroll.Login{Ticket: got.Ticket}
	if got.Expires != nil {
		login.Expires = s.here(*got.Expires, date, longestPage)
	}
	return login, nil
}

// SignIn opens a session, on the login page that was opened last.
func (s *Service) SignIn(ctx context.Context, role enroll.Role, user string, password []byte) (enroll.State, error) {
	s.token = ""
	ask := map[string]string{"role": string(role), "user_id": user, "password": string(password)}
	if s.ticket != "" {
		ask["ticket"] = s.ticket
	}
	var got struct {
		Token string `json:"token"`
		State string `json:"state"`
	}
	if _, err := s.call(ctx, http.MethodPost, "/sessions", ask, &got); err != nil {
		return "", err
	}
	if got.Token == "" || len(got.Token) > maxToken {
		return "", enroll.ErrProtocol.With("status", "no token")
	}
	s.token = got.Token
	return enroll.State(got.State), nil
}

// Enable clicks ENABLE TOTP.
func (s *Service) Enable(ctx context.Context) (time.Time, error) {
	var got struct {
		ReadyAt time.Time `json:"ready_at"`
	}
	date, err := s.call(ctx, http.MethodPost, "/session/enable", nil, &got)
	if err != nil {
		return time.Time{}, err
	}
	return s.here(got.ReadyAt, date, longestWait), nil
}

// here turns an instant of the portal's clock that is to come into one of this
// computer's, so that a wrong clock on either side does not make the wait look
// endless. The Date header is cut to whole seconds, so half of one is taken off.
func (s *Service) here(at, date time.Time, most time.Duration) time.Time {
	now := s.clock.Now()
	if at.IsZero() || date.IsZero() {
		return now
	}
	return now.Add(min(max(at.Sub(date)-time.Second/2, 0), most))
}

// then is here for an instant that may be past.
func (s *Service) then(at, date time.Time) time.Time {
	if at.IsZero() || date.IsZero() {
		return time.Time{}
	}
	return s.clock.Now().Add(min(max(at.Sub(date)-time.Second/2, -longestMail), longestMail))
}

// Barcode asks once for the barcode.
func (s *Service) Barcode(ctx context.Context) (enroll.Barcode, bool, error) {
	return s.barcode(ctx, http.MethodGet, "/session/barcode")
}

// Refresh reloads the page with the barcode, once.
func (s *Service) Refresh(ctx context.Context) (enroll.Barcode, bool, error) {
	return s.barcode(ctx, http.MethodPost, "/session/refresh")
}

func (s *Service) barcode(ctx context.Context, method, path string) (enroll.Barcode, bool, error) {
	var got struct {
		State  string `json:"state"`
		URI    string `json:"uri"`
		Secret string `json:"secret"`
	}
	if _, err := s.call(ctx, method, path, nil, &got); err != nil {
		return enroll.Barcode{}, false, err
	}
	switch enroll.State(got.State) {
	case enroll.EnablingWait:
		return enroll.Barcode{}, false, nil
	case enroll.KeyShown:
	default:
		return enroll.Barcode{}, false, enroll.ErrProtocol.With("status", "state")
	}
	key, err := keyOf(got.URI, got.Secret)
	if err != nil {
		return enroll.Barcode{}, false, err
	}
	return enroll.Barcode{Key: key}, true, nil
}

// keyOf reads the key from what the page shows. Barcode and Secret Key must
// agree: which of the two is right could otherwise only be found out after
// Logout.
func keyOf(uri, secret string) (otp.Key, error) {
	if uri == "" && secret == "" {
		return otp.Key{}, enroll.ErrBadKey.With("type", "")
	}
	if uri == "" {
		typed, err := otp.ParseSecret(secret)
		if err != nil {
			return otp.Key{}, enroll.ErrBadKey.With("type", "").Because(err)
		}
		return otp.Key{Type: otp.TOTP, Secret: typed}.WithDefaults(), nil
	}
	key, err := otpauth.Parse(uri)
	if err != nil {
		return otp.Key{}, enroll.ErrBadKey.With("type", "").Because(err)
	}
	if secret != "" {
		typed, err := otp.ParseSecret(secret)
		if err != nil {
			return otp.Key{}, enroll.ErrBadKey.With("type", "").Because(err)
		}
		if !typed.Equal(key.Secret) {
			return otp.Key{}, enroll.ErrBadKey.With("type", "")
		}
	}
	return key, nil
}

// Logout ends the session.
func (s *Service) Logout(ctx context.Context) error {
	if s.token == "" {
		return enroll.ErrNoSession
	}
	_, err := s.call(ctx, http.MethodDelete, "/session", nil, nil)
	if err == nil {
		s.token = ""
	}
	return err
}

// SubmitCode sends a code once.
func (s *Service) SubmitCode(ctx context.Context, code otp.Code) (string, error) {
	var got struct {
		State   string `json:"state"`
		Message string `json:"message"`
	}
	if _, err := s.call(ctx, http.MethodPost, "/session/code", map[string]string{"code": code.Reveal()}, &got); err != nil {
		return "", err
	}
	if enroll.State(got.State) != enroll.InProtected {
		return "", enroll.ErrProtocol.With("status", "state")
	}
	return got.Message, nil
}

// RequestReset clicks RESET TOTP.
func (s *Service) RequestReset(ctx context.Context) (enroll.ResetMail, error) {
	var got struct {
		ArrivesAt   time.Time `json:"arrives_at"`
		CodeExpires time.Time `json:"code_expires_at"`
	}
	date, err := s.call(ctx, http.MethodPost, "/session/reset", nil, &got)
	if err != nil {
		return enroll.ResetMail{}, err
	}
	return enroll.ResetMail{ArrivesAt: s.then(got.ArrivesAt, date), CodeExpires: s.then(got.CodeExpires, date)}, nil
}

// Inbox lists the signed-in user's mail, newest first.
func (s *Service) Inbox(ctx context.Context) ([]enroll.Letter, error) {
	var got struct {
		Letters []struct {
			At      time.Time `json:"at"`
			From    string    `json:"from"`
			Subject string    `json:"subject"`
			Body    string    `json:"body"`
		} `json:"letters"`
	}
	date, err := s.call(ctx, http.MethodGet, inboxPath, nil, &got)
	if err != nil {
		return nil, err
	}
	var letters []enroll.Letter
	for _, l := range got.Letters {
		letters = append(letters, enroll.Letter{At: s.then(l.At, date), From: l.From, Subject: l.Subject, Body: l.Body})
	}
	return letters, nil
}

// AskHelpdesk sends a request to the portal's helpdesk.
func (s *Service) AskHelpdesk(ctx context.Context, role enroll.Role, user, text string) error {
	_, err := s.call(ctx, http.MethodPost, "/helpdesk", map[string]string{"role": string(role), "user_id": user, "text": text}, nil)
	return err
}

// Disable clicks DISABLE TOTP.
func (s *Service) Disable(ctx context.Context) error {
	var got struct {
		State string `json:"state"`
	}
	if _, err := s.call(ctx, http.MethodPost, "/session/disable", nil, &got); err != nil {
		return err
	}
	if enroll.State(got.State) != enroll.Disabled {
		return enroll.ErrProtocol.With("status", "state")
	}
	return nil
}

// ClockSource measures this computer's clock against the portal's, by the Date
// of its answers.
func (s *Service) ClockSource() clock.Source {
	return clock.HTTPDate(s.base+api+"/portal", s.client, s.clock)
}
