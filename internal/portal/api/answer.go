package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/portal"
)

// The faults of a request that the portal does not get to see.
var (
	errNotFound        = fault.New("portal.not-found", "no such address")
	errMethod          = fault.New("portal.method-not-allowed", "method not allowed")
	errMediaType       = fault.New("portal.unsupported-media-type", "body is not application/json")
	errBody            = fault.New("portal.bad-request", "malformed request")
	errTooLarge        = fault.New("portal.too-large", "request too large")
	errInternal        = fault.New("portal.internal", "internal error")
	errUnavailable     = fault.New("portal.unavailable", "simulated failure of the network")
	errTooManyRequests = fault.New("portal.too-many-requests", "too many requests from one address")
	errOperatorKey     = fault.New("portal.operator-key", "wrong operator key")
	errCrossOrigin     = fault.New("portal.cross-origin", "asked by a page of another site")
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
	{errOperatorKey, http.StatusUnauthorized},
	{portal.ErrLocked, http.StatusTooManyRequests},
	{errTooManyRequests, http.StatusTooManyRequests},
	{portal.ErrLoginTimeout, http.StatusGone},
	{portal.ErrAlreadyEnabled, http.StatusConflict},
	{portal.ErrWrongState, http.StatusConflict},
	{portal.ErrAccountExists, http.StatusConflict},
	{portal.ErrClassFull, http.StatusConflict},
	{portal.ErrFull, http.StatusConflict},
	{portal.ErrNoClass, http.StatusNotFound},
	{portal.ErrNoAccount, http.StatusNotFound},
	{portal.ErrNoRequest, http.StatusNotFound},
	{portal.ErrUnknownScenario, http.StatusBadRequest},
	{portal.ErrScenariosClash, http.StatusBadRequest},
	{portal.ErrBadValue, http.StatusBadRequest},
	{portal.ErrBadAccount, http.StatusBadRequest},
	{portal.ErrBadTable, http.StatusBadRequest},
	{portal.ErrBadClass, http.StatusBadRequest},
	{errNotFound, http.StatusNotFound},
	{errMethod, http.StatusMethodNotAllowed},
	{errMediaType, http.StatusUnsupportedMediaType},
	{errBody, http.StatusBadRequest},
	{errTooLarge, http.StatusRequestEntityTooLarge},
	{errCrossOrigin, http.StatusForbidden},
	{errUnavailable, http.StatusServiceUnavailable},
}

// told returns an error as a client may know it.
func told(err error) (f *fault.Error, status int) {
	for _, known := range statuses {
		if errors.Is(err, known.fault) {
			return fault.Of(err), known.status
		}
	}
	return errInternal, http.StatusInternalServerError
}

// code is how a fault is called in an answer.
func code(f *fault.Error) string { return strings.TrimPrefix(f.Code(), "portal.") }

type errorBody struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f, status := told(err)
	var body errorBody
	body.Error.Code = code(f)
	body.Error.Message, _ = s.words[language(r)].Describe(f)
	if errors.Is(f, portal.ErrCodeRefused) {
		body.Error.Message = portal.TextCodeRefused // the portal's own words, in every language
	}
	if wait, ok := argument(f, "wait").(time.Duration); ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	}
	if status == http.StatusUnauthorized {
		realm := "portal"
		if errors.Is(f, errOperatorKey) {
			realm = "operator"
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="`+realm+`"`)
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
// itself where it is not. The body must be called JSON: one without a media type
// is what a page of another site can make a browser send, and could lock
// accounts with.
func (s *server) read(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, err := mediaType(r); err != nil || kind != "application/json" {
		s.fail(w, r, errMediaType)
		return false
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
