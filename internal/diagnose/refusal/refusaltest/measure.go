package refusaltest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
)

// Row is how the cases of a cause were explained.
type Row struct {
	Cause   diagnose.Cause
	Cases   int
	First   int // the first finding names cause and entry
	Second  int // one of the first two does
	Certain int // a wrong finding is called certain
	Chance  float64
	Wrong   map[string]int // what was named first instead
}

// Accuracy is how a catalogue of cases was explained.
type Accuracy struct {
	Rows []Row
	// Bounds and Below: of the codes that belong to no key, how many were
	// attributed with a stated chance of no more than each bound.
	Bounds []float64
	Below  []int
	Strays int

	Median, P99, Longest time.Duration
}

// Measure explains so many cases of each cause.
func Measure(ctx context.Context, each int) (Accuracy, error) {
	a := Accuracy{Bounds: []float64{0.0001, 0.001, 0.01, 0.05, 0.2}}
	a.Below = make([]int, len(a.Bounds))
	var took []time.Duration
	for i, cause := range Causes {
		row := Row{Cause: cause, Wrong: map[string]int{}}
		for n := range each {
			c := New(cause, uint64(i)<<32|uint64(n)+1)
			start := clock.System{}.Now()
			e, err := refusal.Explain(ctx, c.Question)
			took = append(took, clock.System{}.Now().Sub(start))
			if err != nil {
				return a, fmt.Errorf("%s %d: %w", cause, n, err)
			}
			row.add(c, e)
			if cause == refusal.NoMatch {
				a.stray(e)
			}
		}
		a.Rows = append(a.Rows, row)
	}
	slices.Sort(took)
	a.Median, a.P99, a.Longest = took[len(took)/2], took[len(took)*99/100], took[len(took)-1]
	return a, nil
}

func (a *Accuracy) stray(e refusal.Explanation) {
	a.Strays++
	if len(e.Matches) == 0 {
		return
	}
	for i, bound := range a.Bounds {
		if e.Chance <= bound {
			a.Below[i]++
		}
	}
}

// add judges an explanation. Whose key it is counts only where there is one.
func (r *Row) add(c Case, e refusal.Explanation) {
	right := func(f diagnose.Finding) bool {
		if f.Cause != c.Cause {
			return false
		}
		if c.Cause == refusal.OtherEntry {
			return f.Evidence["entry"] == c.Entry
		}
		return true
	}
	r.Cases++
	r.Chance += e.Chance
	first := e.Findings[0]
	if right(first) {
		r.First++
	} else {
		r.Wrong[string(first.Cause)]++
	}
	if right(first) || len(e.Findings) > 1 && right(e.Findings[1]) {
		r.Second++
	}
	// A mistyped code that has the wrong signs in it may be explained further.
	if first.Confidence == diagnose.Certain && !right(first) {
		r.Certain++
	}
}

// Totals adds all rows up.
func (a Accuracy) Totals() Row {
	sum := Row{Cause: "all"}
	for _, r := range a.Rows {
		sum.Cases += r.Cases
		sum.First += r.First
		sum.Second += r.Second
		sum.Certain += r.Certain
		sum.Chance += r.Chance
	}
	return sum
}

// String is the accuracy as tables of Markdown.
func (a Accuracy) String() string {
	var b strings.Builder
	b.WriteString("| cause | codes | named first | among two | wrong and certain | named instead |\n|---|--:|--:|--:|--:|---|\n")
	percent := func(n, of int) string { return fmt.Sprintf("%.2f %%", 100*float64(n)/float64(of)) }
	for _, r := range append(slices.Clone(a.Rows), a.Totals()) {
		var wrong []string
		for name, n := range r.Wrong {
			wrong = append(wrong, fmt.Sprintf("%s %d", name, n))
		}
		slices.Sort(wrong)
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %d | %s |\n", r.Cause, r.Cases, percent(r.First, r.Cases), percent(r.Second, r.Cases), r.Certain, strings.Join(wrong, ", "))
	}
	b.WriteString("\n| stated chance of coincidence at most | codes of no key attributed |\n|--:|--:|\n")
	for i, bound := range a.Bounds {
		fmt.Fprintf(&b, "| %g %% | %.3f %% (%d of %d) |\n", 100*bound, 100*float64(a.Below[i])/float64(a.Strays), a.Below[i], a.Strays)
	}
	return b.String()
}
