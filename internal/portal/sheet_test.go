package portal_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"sandi/internal/portal"
)

// A spreadsheet runs what begins like a formula, also behind blanks.
func TestASheetRunsNothing(t *testing.T) {
	cells := []string{"=1+1", "@SUM", "-2", "+3", "|x", "\t=1", " =1", "\ufeff=1", "＝1", "ani", "ani@example.org", ""}
	b, err := portal.Sheet([][]string{cells})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, cell := range cells {
		want := "'" + cell
		if i >= 9 {
			want = cell
		}
		if got := rows[0][i]; got != want {
			t.Errorf("%q is written as %q, want %q", cell, got, want)
		}
	}
}
