package practice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/fault"
)

const (
	api = "/api/v1"
	// requestTimeout bounds one request; the portal answers at once or not at
	// all, apart from password hashing.
	requestTimeout = 10 * time.Second
	// maxAnswer bounds what is read of an answer; real ones are below 2 KiB, an
	// inbox with its letters below 400 KiB.
	maxAnswer = 64 << 10
	maxInbox  = 1 << 20
	inboxPath = "/session/mail"
	maxToken  = 4 << 10
	maxSaid   = 200 // runes of the portal's own words in an error
)

// refusals are the API's error codes as the wizard knows them.
var refusals = map[string]*fault.Error{
	"bad-credentials": enroll.ErrBadCredentials,
	"locked":          enroll.ErrLocked,
	"no-session":      enroll.ErrNoSession,
	"already-enabled": enroll.ErrAlreadyEnabled,
	"wrong-state":     enroll.ErrWrongState,
	"code-refused":    enroll.ErrCodeRefused,
	"login-timeout":   enroll.ErrLoginTimeout,
}

// call makes one request and never a second one. ask and answer may be nil. It
// returns the Date of the answer, zero if it had none.
func (s *Service) call(ctx context.Context, method, path string, ask, answer any) (time.Time, error) {
	var body []byte
	if ask != nil {
		var err error
		if body, err = json.Marshal(ask); err != nil {
			return time.Time{}, err
		}
		defer clear(body) // holds a password or a code
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+api+path, bytes.NewReader(body))
	if err != nil {
		return time.Time{}, ErrBadAddress
	}
	req.Header.Set("Accept", "application/json")
	// A POST that net/http considers safe to repeat is sent again when a kept
	// connection turns out to be dead. A code must not be: a fresh connection
	// for every request rules that out.
	req.Close = true
	if ask != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return time.Time{}, s.unreachable(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	most := maxAnswer
	if path == inboxPath {
		most = maxInbox
	}
	got, err := io.ReadAll(io.LimitReader(res.Body, int64(most)+1))
	if err != nil {
		return time.Time{}, s.unreachable(ctx, err)
	}
	defer clear(got) // may hold the key
	date, _ := http.ParseTime(res.Header.Get("Date"))
	if len(got) > most {
		return date, enroll.ErrProtocol.With("status", "length")
	}
	if res.StatusCode >= 300 {
		return date, refusal(s.base, res, got)
	}
	if answer == nil {
		// What has no body to be read is believed by its very status: a page of
		// the network in between would say 200.
		if res.StatusCode != http.StatusNoContent && res.StatusCode != http.StatusAccepted {
			return date, enroll.ErrProtocol.With("status", res.StatusCode)
		}
		return date, nil
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return date, enroll.ErrProtocol.With("status", res.StatusCode) // the cause could quote the answer
	}
	return date, nil
}

func (s *Service) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return enroll.ErrUnreachable.With("address", s.base).Because(err)
}

// refusal reads an error answer: an object {"error":{"code","message"}}.
func refusal(address string, res *http.Response, body []byte) error {
	var got struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if err := json.Unmarshal(body, &got); err == nil {
		if f, ok := refusals[got.Error.Code]; ok {
			return f.With("said", short(got.Error.Message))
		}
	}
	switch res.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		// The way to the portal is bad, whatever stands in it: the portal itself
		// has said nothing.
		return enroll.ErrUnreachable.With("address", address, "status", res.StatusCode)
	}
	return enroll.ErrProtocol.With("status", res.StatusCode)
}

func short(s string) string {
	s = strings.ToValidUTF8(s, "")
	if r := []rune(s); len(r) > maxSaid {
		return string(r[:maxSaid])
	}
	return s
}

// notAPortal tells an address where something else answers from one that
// nobody answers at.
func notAPortal(err error) error {
	if errors.Is(err, enroll.ErrProtocol) {
		return enroll.ErrNotAPortal.Because(err)
	}
	return err
}
