package lab

import (
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/fault"
)

// Grid is a matrix: clocks × verifiers × delays.
type Grid struct {
	Offsets  []time.Duration
	Policies []acceptance.Profile
	Delays   []time.Duration // between reading a code and its arrival
}

// Cell is one field of a Grid.
type Cell struct {
	Offset  time.Duration
	Policy  acceptance.Profile
	Delay   time.Duration
	Share   acceptance.Fraction
	Applies bool // a Requirement speaks about it
	Met     bool // and is met, or nothing is required
}

// maxCells bounds a grid: far more than anybody reads, and a moment's work.
const maxCells = 200_000

// ErrTooLarge is for a grid that nobody could read.
var ErrTooLarge = fault.New("lab.too-large", "too many cells")

// Check reports whether the grid has cells, and not too many.
func (g Grid) Check() error {
	n := 1
	for _, axis := range []int{len(g.Offsets), len(g.Policies), len(g.Delays)} {
		if axis == 0 {
			return ErrEmpty
		}
		if n *= axis; n > maxCells {
			return ErrTooLarge.With("max", maxCells)
		}
	}
	return nil
}

// Share returns the share of a field.
func (g Grid) Share(policy, delay, offset int) acceptance.Fraction {
	return acceptance.Share(g.Policies[policy].Policy, g.Offsets[offset], g.Delays[delay])
}

// Cells returns all fields: verifier by verifier, delay by delay, offsets
// last.
func (g Grid) Cells(r Requirement) []Cell {
	cells := make([]Cell, 0, len(g.Policies)*len(g.Delays)*len(g.Offsets))
	for _, p := range g.Policies {
		for _, d := range g.Delays {
			for _, o := range g.Offsets {
				c := Cell{Offset: o, Policy: p, Delay: d, Share: acceptance.Share(p.Policy, o, d)}
				c.Applies = r.speaksOf(o, d)
				c.Met = !c.Applies || r.met(c.Share)
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// Requirement is what has to be accepted: at least Percent of a hundred where
// the offset and the delay are inside. The zero Requirement asks for nothing.
type Requirement struct {
	Percent         float64
	Offsets, Delays *Between // nil for any
}

// Between is a range with both ends inside.
type Between struct{ From, To time.Duration }

func (b *Between) holds(d time.Duration) bool { return b == nil || b.From <= d && d <= b.To }

func (r Requirement) speaksOf(offset, delay time.Duration) bool {
	return r.Percent > 0 && r.Offsets.holds(offset) && r.Delays.holds(delay)
}

// met compares with a tolerance of a billionth, because a percentage that is
// written in decimals cannot name a third.
func (r Requirement) met(f acceptance.Fraction) bool { return f.Float()*100 >= r.Percent-1e-7 }
