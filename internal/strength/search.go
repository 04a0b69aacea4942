package strength

import "math"

type kind int

const (
	single   kind = iota // characters without a pattern
	common               // a password that many have
	hint                 // a word that was given as one
	name                 // of a person
	word                 // of a dictionary
	date                 // or a year
	repeat               // of what stands before
	sequence             // abc, 321
	keyboard             // neighbouring keys
	joint                // between words
)

// part is a stretch of a password that is guessed as a whole.
type part struct {
	from, to int // characters
	kind     kind
	bits     float64 // log2 of the guesses
	leet     bool
}

type finding struct {
	bits  float64
	parts []part
}

// apart is what it costs to learn of how many parts a password consists: those
// who guess try few parts before many. As in zxcvbn.
const apart = 1e4

// cheapest finds the way to guess a password with the fewest guesses: of all
// ways to cut it into parts, the one with the smallest product of the parts'
// guesses, times the orders of the parts, plus all passwords of fewer parts.
func (t *text) cheapest(hints []string) finding {
	parts := t.parts(hints)
	n := len(t.as)
	ending := make([][]part, n+1)
	for _, p := range parts {
		ending[p.to] = append(ending[p.to], p)
	}
	type step struct {
		bits float64
		last part
	}
	// steps[k][l]: the first k characters in l parts.
	steps := make([]map[int]step, n+1)
	steps[0] = map[int]step{0: {}}
	for k := 1; k <= n; k++ {
		steps[k] = map[int]step{}
		for _, p := range ending[k] {
			for l, before := range steps[p.from] {
				// Two stretches without a pattern are one.
				if p.kind == single && before.last.kind == single && l > 0 {
					continue
				}
				bits := before.bits + p.bits
				count := l + 1
				if p.kind == joint {
					count = l // comes with the word before it
				}
				if old, ok := steps[k][count]; !ok || bits < old.bits {
					steps[k][count] = step{bits, p}
				}
			}
		}
	}
	best, count := math.Inf(1), 0
	for l := 0; l <= n; l++ {
		s, ok := steps[n][l]
		if !ok {
			continue
		}
		orders, _ := math.Lgamma(float64(l + 1))
		bits := addBits(s.bits+orders/math.Ln2, float64(max(l-1, 0))*math.Log2(apart))
		if bits < best {
			best, count = bits, l
		}
	}
	f := finding{bits: best + t.single*float64(t.length-n)}
	for k, l := n, count; k > 0; {
		p := steps[k][l].last
		f.parts = append(f.parts, p)
		k = p.from
		if p.kind != joint {
			l--
		}
	}
	return f
}

// addBits is log2(2^a + 2^b).
func addBits(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	return a + math.Log2(1+math.Exp2(b-a))
}

// parts lists every stretch that follows a pattern, and every one as if it
// followed none.
func (t *text) parts(hints []string) []part {
	var list []part
	n := len(t.as)
	for i := range n {
		for j := i + 1; j <= n; j++ {
			// A pattern of one character would only cut others in two.
			list = append(list, part{i, j, single, max(1, t.single*float64(j-i)), false})
		}
	}
	list = append(list, t.words(hints)...)
	list = append(list, t.runs()...)
	list = append(list, t.walks()...)
	list = append(list, t.dates()...)
	list = append(list, t.repeats(hints)...)
	return append(list, t.joints()...)
}
