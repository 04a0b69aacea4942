package cmd_test

import (
	"os"
	"strings"
	"testing"

	practiced "sandi/internal/portal"
)

// Whoever reads the document must find every switch in it.
func TestTheDocumentNamesEveryScenario(t *testing.T) {
	text, err := os.ReadFile("../docs/PRACTICE.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range practiced.Scenarios() {
		name := s.Name
		if s.Value != "" {
			name += "=" + s.Value
		}
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/PRACTICE.md does not name %s", name)
		}
	}
}
