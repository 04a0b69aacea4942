// Package apicheck compares what clients and a practice portal say to each
// other with the portal's OpenAPI document. It is for tests: put a Checker
// under the http.Client of any of them, and the document cannot drift away from
// the server without a test that fails.
package apicheck

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sandi/internal/portal/api"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Checker is an http.RoundTripper that reports every answer which the document
// does not describe, and every request that was granted although the document
// does not allow it. Addresses outside /api are let through. It is safe for
// concurrent use.
type Checker struct {
	next   http.RoundTripper
	report func(format string, args ...any)
	spec   *openapi3.T
	router routers.Router

	mu   sync.Mutex
	seen map[string]bool
}

// New returns a Checker in front of next, which may be nil. report is such as
// testing.T's Errorf.
func New(next http.RoundTripper, report func(format string, args ...any)) (*Checker, error) {
	spec, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		return nil, err
	}
	if err := spec.Validate(context.Background()); err != nil {
		return nil, err
	}
	for _, schema := range spec.Components.Schemas {
		strict(schema)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		return nil, err
	}
	if next == nil {
		next = http.DefaultTransport
	}
	return &Checker{next: next, report: report, spec: spec, router: router, seen: map[string]bool{}}, nil
}

// strict makes the document tolerate no member that it does not name. Clients
// must tolerate some, because members may be added; the tests must not.
func strict(s *openapi3.SchemaRef) {
	if s == nil || s.Value == nil || s.Ref != "" {
		return
	}
	if s.Value.Type.Is("object") {
		no := false
		s.Value.AdditionalProperties.Has = &no
	}
	for _, property := range s.Value.Properties {
		strict(property)
	}
	strict(s.Value.Items)
}

// Spec returns the document.
func (c *Checker) Spec() *openapi3.T { return c.spec }

// RoundTrip sends a request on and compares both sides with the document.
func (c *Checker) RoundTrip(req *http.Request) (*http.Response, error) {
	var asked []byte
	if req.Body != nil {
		var err error
		if asked, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	sent := req.Clone(req.Context())
	sent.Body = io.NopCloser(bytes.NewReader(asked))
	res, err := c.next.RoundTrip(sent)
	if err != nil {
		return res, err
	}
	answered, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		return res, err
	}
	res.Body = io.NopCloser(bytes.NewReader(answered))
	if strings.HasPrefix(req.URL.Path, "/api") {
		c.check(req, asked, res, answered)
	}
	return res, nil
}

func (c *Checker) check(req *http.Request, asked []byte, res *http.Response, answered []byte) {
	ctx := context.Background()
	r, err := http.NewRequestWithContext(ctx, req.Method, req.URL.RequestURI(), bytes.NewReader(asked))
	if err != nil {
		c.report("%s %s: %v", req.Method, req.URL.Path, err)
		return
	}
	r.Header = req.Header.Clone()
	name := req.Method + " " + req.URL.Path
	route, params, err := c.router.FindRoute(r)
	switch {
	case errors.Is(err, routers.ErrPathNotFound):
		if res.StatusCode != http.StatusNotFound {
			c.report("%s: %d, but the document does not know the address", name, res.StatusCode)
		}
		return
	case errors.Is(err, routers.ErrMethodNotAllowed):
		if res.StatusCode != http.StatusMethodNotAllowed && req.Method != http.MethodHead {
			c.report("%s: %d, but the document does not know the method", name, res.StatusCode)
		}
		return
	case err != nil:
		c.report("%s: %v", name, err)
		return
	}
	c.mu.Lock()
	c.seen[req.Method+" "+route.Path+" "+strconv.Itoa(res.StatusCode)] = true
	c.mu.Unlock()
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true,
		},
	}
	if err := openapi3filter.ValidateRequest(ctx, input); err != nil && res.StatusCode < 400 {
		c.report("%s: granted with %d, but the document does not allow the request: %v", name, res.StatusCode, err)
	}
	if err := openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: res.StatusCode, Header: res.Header, Body: io.NopCloser(bytes.NewReader(answered)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}); err != nil {
		c.report("%s: %d is not what the document says: %v", name, res.StatusCode, err)
	}
}

// Seen lists the documented answers that went through, as "POST /path 201",
// sorted.
func (c *Checker) Seen() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var list []string
	for s := range c.seen {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

// Documented lists all answers that the document describes, as Seen.
func (c *Checker) Documented() []string {
	var list []string
	for path, item := range c.spec.Paths.Map() {
		for method, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				list = append(list, method+" "+path+" "+status)
			}
		}
	}
	slices.Sort(list)
	return list
}
