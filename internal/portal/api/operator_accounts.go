package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"time"

	"sandi/internal/portal"
)

type (
	accountBody struct {
		Role        portal.Role      `json:"role"`
		User        string           `json:"user_id"`
		Email       string           `json:"email"`
		TOTP        portal.TOTPState `json:"totp"`
		Locked      bool             `json:"locked"`
		LockedUntil *string          `json:"locked_until"`
		Failures    int              `json:"failures"`
		Drift       int              `json:"drift"`
		Demo        bool             `json:"demo"`
		Class       string           `json:"class"`
		Sessions    int              `json:"sessions"`
	}
	accountsBody struct {
		Accounts []accountBody `json:"accounts"`
	}
	newAccountBody struct {
		Role     portal.Role `json:"role"`
		User     string      `json:"user_id"`
		Password string      `json:"password"`
		Email    string      `json:"email"`
	}
	skippedBody struct {
		Line    int    `json:"line"`
		User    string `json:"user_id"`
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	importBody struct {
		Made   []newAccountBody `json:"made"`
		Failed []skippedBody    `json:"failed"`
	}
	openClassBody struct {
		Name  string      `json:"name"`
		Role  portal.Role `json:"role"`
		Seats int         `json:"seats"`
		Lasts float64     `json:"lasts_seconds"`
	}
	classBody struct {
		Name    string      `json:"name"`
		Role    portal.Role `json:"role"`
		Seats   int         `json:"seats"`
		Expires string      `json:"expires_at"`
		Token   string      `json:"token"`
		Path    string      `json:"path"`
	}
)

func (s *server) accounts(w http.ResponseWriter, r *http.Request) error {
	list, err := s.p.Accounts(r.Context())
	if err != nil {
		return err
	}
	body := accountsBody{make([]accountBody, 0, len(list))}
	for _, a := range list {
		b := accountBody{
			Role: a.Role, User: a.User, Email: a.Email, TOTP: a.TOTP, Locked: a.Locked, Failures: a.Failures,
			Drift: a.Drift, Demo: a.Demo, Class: a.Class, Sessions: a.Sessions,
		}
		if a.Locked {
			until := stamp(a.LockedUntil)
			b.LockedUntil = &until
		}
		body.Accounts = append(body.Accounts, b)
	}
	reply(w, http.StatusOK, body)
	return nil
}

// addAccounts takes many accounts as CSV, or one as JSON. Either way the
// portal's one reader of lists judges them.
func (s *server) addAccounts(w http.ResponseWriter, r *http.Request) error {
	if kind, err := mediaType(r); err == nil && kind == "text/csv" {
		return s.importAccounts(w, r)
	}
	var in newAccountBody
	if !s.read(w, r, &in) {
		return nil
	}
	var row bytes.Buffer
	list := csv.NewWriter(&row)
	_ = list.WriteAll([][]string{{"role", "user_id", "password", "email"}, {string(in.Role), in.User, in.Password, in.Email}}) // to memory
	done, err := s.p.ImportAccounts(r.Context(), &row)
	clear(row.Bytes())
	switch {
	case err != nil:
		return err
	case len(done.Skipped) > 0:
		return done.Skipped[0].Err
	case len(done.Added) == 0:
		return errBody
	}
	reply(w, http.StatusCreated, newAccount(done.Added[0], in.Password != ""))
	return nil
}

// newAccount tells an account that was made just now, without the password
// where whoever asked has given it.
func newAccount(a portal.NewAccount, given bool) newAccountBody {
	if given {
		a.Password = ""
	}
	return newAccountBody(a)
}

func (s *server) importAccounts(w http.ResponseWriter, r *http.Request) error {
	list, err := io.ReadAll(r.Body) // guard bounds it
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return errTooLarge
	}
	if err != nil {
		return errBody
	}
	defer clear(list) // holds passwords
	done, err := s.p.ImportAccounts(r.Context(), bytes.NewReader(list))
	if err != nil {
		return err
	}
	body := importBody{[]newAccountBody{}, []skippedBody{}}
	for _, a := range done.Added {
		body.Made = append(body.Made, newAccount(a, false))
	}
	for _, row := range done.Skipped {
		f, _ := told(row.Err)
		text, _ := s.words[language(r)].Describe(f)
		body.Failed = append(body.Failed, skippedBody{Line: row.Line, Code: code(f), Message: text})
	}
	reply(w, http.StatusOK, body)
	return nil
}

// onAccount is an act on the account that the address names.
func (s *server) onAccount(act func(*portal.Portal, context.Context, portal.Role, string) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := act(s.p, r.Context(), portal.Role(r.PathValue("role")), r.PathValue("user")); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// classLasts is how long a class's link is good where the operator does not say.
const classLasts = 24 * time.Hour

func (s *server) openClass(w http.ResponseWriter, r *http.Request) error {
	var in openClassBody
	if !s.read(w, r, &in) {
		return nil
	}
	lasts := classLasts
	if in.Lasts > 0 {
		lasts = time.Duration(min(in.Lasts, maxClassLasts.Seconds()) * float64(time.Second))
	}
	class := portal.Class{Name: in.Name, Role: in.Role, Seats: in.Seats, Expires: s.p.TrueTime().Add(lasts)}
	token, err := s.p.OpenClass(r.Context(), class)
	if err != nil {
		return err
	}
	reply(w, http.StatusCreated, classBody{class.Name, class.Role, class.Seats, stamp(class.Expires), token, "/class/" + token})
	return nil
}

// maxClassLasts keeps a number of seconds within what a time.Duration holds;
// the portal has its own, smaller bound.
const maxClassLasts = 365 * 24 * time.Hour
