package api

import (
	"net/http"
	"strconv"

	"sandi/internal/portal"
)

type (
	requestBody struct {
		ID    int64       `json:"id"`
		At    string      `json:"at"`
		Role  portal.Role `json:"role"`
		User  string      `json:"user_id"`
		Text  string      `json:"text"`
		Known bool        `json:"known"`
	}
	requestsBody struct {
		Requests []requestBody `json:"requests"`
	}
	resolveBody struct {
		Reset bool `json:"reset"`
	}
	mailBody struct {
		ID          int64            `json:"id"`
		Role        portal.Role      `json:"role"`
		User        string           `json:"user_id"`
		To          string           `json:"to"`
		Subject     string           `json:"subject"`
		State       portal.MailState `json:"state"`
		Queued      string           `json:"queued_at"`
		Due         string           `json:"due_at"`
		CodeExpires string           `json:"code_expires_at"`
		Tries       int              `json:"tries"`
		Problem     string           `json:"problem"`
	}
	mailboxBody struct {
		Queue   []mailBody   `json:"queue"`
		Letters []letterBody `json:"letters"`
	}
)

func (s *server) requests(w http.ResponseWriter, r *http.Request) error {
	list, err := s.p.Requests(r.Context())
	if err != nil {
		return err
	}
	body := requestsBody{[]requestBody{}}
	known := map[portal.AccountID]bool{}
	if len(list) > 0 { // operators' screens ask each second, and mostly nobody has called
		accounts, err := s.p.Accounts(r.Context())
		if err != nil {
			return err
		}
		for _, a := range accounts {
			known[portal.AccountID{Role: a.Role, User: a.User}] = true
		}
	}
	for _, q := range list {
		body.Requests = append(body.Requests, requestBody{q.ID, stamp(q.At), q.Role, q.User, q.Text, known[portal.AccountID{Role: q.Role, User: q.User}]})
	}
	reply(w, http.StatusOK, body)
	return nil
}

func (s *server) resolve(w http.ResponseWriter, r *http.Request) error {
	var in resolveBody
	if !s.read(w, r, &in) {
		return nil
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return portal.ErrNoRequest
	}
	if err := s.p.Resolve(r.Context(), id, in.Reset); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// newest is how many mails and letters one answer holds at most.
const newest = 100

func (s *server) mail(w http.ResponseWriter, r *http.Request) error {
	outbox, err := s.p.Outbox(r.Context(), newest)
	if err != nil {
		return err
	}
	letters, err := s.p.Letters(r.Context(), newest)
	if err != nil {
		return err
	}
	body := mailboxBody{[]mailBody{}, letterBodies(letters, 0)}
	for _, m := range outbox {
		body.Queue = append(body.Queue, mailBody{
			m.ID, m.Role, m.User, m.To, m.Subject, m.State, stamp(m.QueuedAt), stamp(m.ArrivesAt), stamp(m.CodeExpires), m.Tries, m.Problem,
		})
	}
	reply(w, http.StatusOK, body)
	return nil
}
