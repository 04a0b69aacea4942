package api_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// The document lists what is served, nothing more and nothing less.
func TestDocumentListsTheRoutes(t *testing.T) {
	c := newClient(t, portal.Options{}, nil)
	served := c.want(c.do("GET", api.DocumentPath, nil), 200, "")
	if !bytes.Equal(served.body, api.OpenAPI) || !json.Valid(served.body) {
		t.Error("the portal serves another document")
	}
	var listed []string
	for path, item := range c.checker.Spec().Paths.Map() {
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
	spec := newClient(t, portal.Options{}, nil).checker.Spec()
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
