package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"sandi/internal/portal"
	"sandi/internal/portal/api"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// document is the OpenAPI document, made strict: it tolerates no member that it
// does not name.
type document struct {
	spec   *openapi3.T
	router routers.Router
}

func loadDocument(t testing.TB) *document {
	t.Helper()
	spec, err := openapi3.NewLoader().LoadFromData(api.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := spec.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, schema := range spec.Components.Schemas {
		strict(schema.Value)
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		t.Fatal(err)
	}
	return &document{spec, router}
}

func strict(s *openapi3.Schema) {
	if s.Type.Is("object") {
		no := false
		s.AdditionalProperties.Has = &no
	}
	for _, property := range s.Properties {
		strict(property.Value)
	}
}

// check compares an answer with what the document says about it.
func (d *document) check(t testing.TB, method, path string, a answer) {
	t.Helper()
	if !strings.HasPrefix(path, "/api") {
		return
	}
	req, err := http.NewRequest(method, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := d.router.FindRoute(req)
	switch {
	case errors.Is(err, routers.ErrPathNotFound):
		if a.status != http.StatusNotFound {
			t.Errorf("%s %s: %d, but the document does not know the address", method, path, a.status)
		}
		return
	case errors.Is(err, routers.ErrMethodNotAllowed):
		if a.status != http.StatusMethodNotAllowed && method != http.MethodHead {
			t.Errorf("%s %s: %d, but the document does not know the method", method, path, a.status)
		}
		return
	case err != nil:
		t.Fatal(err)
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 a.status,
		Header:                 a.header,
		Body:                   io.NopCloser(bytes.NewReader(a.body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s %s: %d is not what the document says: %v", method, path, a.status, err)
	}
}

// The document lists what is served, nothing more and nothing less.
func TestDocumentListsTheRoutes(t *testing.T) {
	c := newClient(t, portal.Options{}, nil)
	served := c.want(c.do("GET", api.DocumentPath, nil), 200, "")
	if !bytes.Equal(served.body, api.OpenAPI) || !json.Valid(served.body) {
		t.Error("the portal serves another document")
	}
	var listed []string
	for path, item := range c.doc.spec.Paths.Map() {
		for method := range item.Operations() {
			listed = append(listed, method+" "+path)
		}
	}
	slices.Sort(listed)
	if want := api.RouteList(); !slices.Equal(listed, want) {
		t.Errorf("the document lists\n%s\nthe portal serves\n%s", strings.Join(listed, "\n"), strings.Join(want, "\n"))
	}
}

func TestDocumentNamesTheStates(t *testing.T) {
	spec := loadDocument(t).spec
	got := map[string]bool{}
	for _, name := range []string{"Opened", "Session", "Waiting", "Key", "Done", "Disabled", "Reset"} {
		for _, v := range spec.Components.Schemas[name].Value.Properties["state"].Value.Enum {
			got[v.(string)] = true
		}
	}
	want := []portal.State{portal.InUnprotected, portal.EnablingWait, portal.KeyShown, portal.TOTPPrompt, portal.InProtected, portal.Disabled}
	for _, s := range want {
		if !got[string(s)] {
			t.Errorf("the document does not name %s", s)
		}
	}
	if len(got) != len(want) {
		t.Errorf("the document names %v", got)
	}
}
