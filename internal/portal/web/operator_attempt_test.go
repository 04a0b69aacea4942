package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
)

// A refused code is explained to the operator, and is itself nowhere.
func TestARefusedCodeIsExplained(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	key := r.enrolled(t, b, portal.Penyedia)
	old, err := key.CodeAt(r.portal.TrueTime().Add(-95 * time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{old.Reveal(), "letters"} {
		b.post("/session/code", "code", code)
	}
	op := r.operator(t)
	page := op.get("/operator")
	links := regexp.MustCompile(`/operator/attempt\?id=\d+`).FindAllString(page.body, -1)
	if len(links) != 2 { // newest first
		t.Fatalf("got %d links", len(links))
	}
	if a := op.get(links[0]); a.status != http.StatusOK || !strings.Contains(a.body, "Yang masuk bukan kode") {
		t.Errorf("malformed: %d\n%s", a.status, a.body)
	}
	if a := op.get(links[1]); a.status != http.StatusOK || !strings.Contains(a.body, "jam yang lebih lambat") || strings.Contains(a.body, old.Reveal()) {
		t.Errorf("old: %d\n%s", a.status, a.body)
	}
	for _, path := range []string{"/operator/attempt", "/operator/attempt?id=1", "/operator/attempt?id=-4", "/operator/attempt?id=999999", "/operator/attempt?id=%3Cb%3E"} {
		if a := op.get(path); a.status != http.StatusNotFound || strings.Contains(a.body, "<b>") {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	if a := r.browser(t).get(links[0]); a.path != "/operator" {
		t.Errorf("a stranger reads %s", a.path)
	}
}
