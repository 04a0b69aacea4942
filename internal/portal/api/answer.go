package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/portal"
)

// The faults of a request that says nothing to the portal.
var (
	errNotFound  = fault.New("portal.not-found", "no such address")
	errMethod    = fault.New("portal.method-not-allowed", "method not allowed")
	errMediaType = fault.New("portal.unsupported-media-type", "body is not application/json")
	errBody      = fault.New("portal.bad-request", "malformed request")
	errTooLarge  = fault.New("portal.too-large", "request too large")
	errInternal  = fault.New("portal.internal", "internal error")
)

// statuses says which fault is told to a client, and how. All others are told
// as errInternal, because their texts are the operator's.
var statuses = []struct {
	fault  *fault.Error
	status int
}{
	{portal.ErrBadCredentials, http.StatusUnauthorized},
	{portal.ErrNoSession, http.StatusUnauthorized},
	{portal.ErrCodeRefused, http.StatusUnauthorized},
	{portal.ErrLocked, http.StatusTooManyRequests},
	{portal.ErrAlreadyEnabled, http.StatusConflict},
	{portal.ErrWrongState, http.StatusConflict},
	{errNotFound, http.StatusNotFound},
	{errMethod, http.StatusMethodNotAllowed},
	{errMediaType, http.StatusUnsupportedMediaType},
	{errBody, http.StatusBadRequest},
	{errTooLarge, http.StatusRequestEntityTooLarge},
}

type errorBody struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f, status := errInternal, http.StatusInternalServerError
	for _, known := range statuses {
		if errors.Is(err, known.fault) {
			f, status = fault.Of(err), known.status
			break
		}
	}
	var body errorBody
	body.Error.Code = strings.TrimPrefix(f.Code(), "portal.")
	body.Error.Message, _ = s.words[language(r)].Describe(f)
	switch {
	case errors.Is(f, portal.ErrCodeRefused):
		body.Error.Message = portal.TextCodeRefused // the portal's own words, in every language
	case status == http.StatusTooManyRequests:
		if wait, ok := argument(f, "wait").(time.Duration); ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		}
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="portal"`)
	}
	reply(w, status, body)
}

func argument(f *fault.Error, name string) any {
	args := f.Args()
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	return nil
}

// language returns the first language of Accept-Language that the portal
// speaks, and Indonesian where there is none: it is an Indonesian portal.
func language(r *http.Request) locale.Lang {
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ = strings.Cut(tag, ";")
		if lang, ok := locale.Parse(strings.TrimSpace(tag)); ok {
			return lang
		}
	}
	return locale.ID
}

func reply(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil { // unreachable: the bodies are plain structs
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)+1))
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '\n'))
}

// read decodes the one JSON object that a body must be, and answers the request
// itself where it is not.
func (s *server) read(w http.ResponseWriter, r *http.Request, into any) bool {
	if given := r.Header.Get("Content-Type"); given != "" {
		if kind, _, err := mime.ParseMediaType(given); err != nil || kind != "application/json" {
			s.fail(w, r, errMediaType)
			return false
		}
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.Join(more, errBody)
		}
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		s.fail(w, r, errTooLarge)
		return false
	}
	if err != nil {
		s.fail(w, r, errBody) // not the cause: it quotes what was sent
		return false
	}
	return true
}
