package refusal

import (
	"cmp"
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// budget bounds a search, in computations of HMAC-SHA-1: 0.2 µs each on a
// computer of today, so that a whole search stays far below 50 ms.
const budget = 60_000

// worthless is how probable a hit may be at most for not being searched: one
// that says nothing need not be found.
const worthless = 0.02

// hit is a comparison that was equal.
type hit struct {
	job    *job
	group  *group
	target target
	step   int64 // absolute; for HOTP the counter
	offset int   // in steps from the moment of typing
	weight float64
	first  float64 // the weight before the second code was looked at
	agrees bool    // the second code fits as well
}

// found is what a search brought.
type found struct {
	hits     []hit // heaviest first
	noise    float64
	searched int
	// plausible counts, for a weight, the chance that a random code hits
	// anything at least as heavy.
	plausible func(weight float64) float64
}

// search compares the reading with all that it may come from, as far from the
// moment of typing as a hit would mean anything.
func search(ctx context.Context, q Question, r, and reading, s spread, at int64) (found, error) {
	all := jobs(q, r)
	defer func() {
		for i := range all {
			clear(all[i].secret)
		}
	}()
	tables := tablesOf(all, s, at)
	type task struct {
		job  *job
		when when
		n    int // steps
	}
	tasks := make([]task, 0, len(all))
	for i := range all {
		if j := &all[i]; len(j.groups) > 0 {
			tasks = append(tasks, task{job: j, when: tables[j.period]})
		}
	}
	noise := priorNone / float64(spaceOf(r))
	pair := 1.0
	if and.text != "" {
		pair = 1 / float64(spaceOf(and))
	}
	// What is worth a comparison, and then what can be afforded.
	price := func(least float64) (sum int) {
		for _, t := range tasks {
			sum += t.when.prefix(least/t.job.heaviest()) * cost(t.job.algorithm)
		}
		return sum
	}
	least := worthless * noise * pair
	if price(least) > budget {
		low, high := math.Log(least), 0.0
		for range 24 {
			if mid := (low + high) / 2; price(math.Exp(mid)) > budget {
				low = mid
			} else {
				high = mid
			}
		}
		least = math.Exp(high)
	}
	for i := range tasks {
		tasks[i].n = tasks[i].when.prefix(least / tasks[i].job.heaviest())
	}

	var mu sync.Mutex
	var hits []hit
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(tasks) {
					return
				}
				t := tasks[i]
				if h := t.job.compare(t.when, t.n, least, base(q, t.job, at)); len(h) > 0 {
					mu.Lock()
					hits = append(hits, h...)
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return found{}, err
	}
	f := found{hits: hits, noise: noise * pair}
	if and.text != "" {
		for i := range f.hits {
			f.hits[i].second(and, pair)
		}
	}
	slices.SortFunc(f.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(max(a.offset, -a.offset), max(b.offset, -b.offset)), cmp.Compare(a.step, b.step), cmp.Compare(a.target.change, b.target.change))
	})
	for _, t := range tasks {
		for i := range t.job.groups {
			f.searched += t.when.prefix(least/t.job.groups[i].prior) * len(t.job.groups[i].targets)
		}
	}
	f.plausible = func(weight float64) float64 {
		weight = max(weight, least)
		missed := 0.0 // logarithm of the chance that nothing is hit
		for _, t := range tasks {
			for i := range t.job.groups {
				g := &t.job.groups[i]
				missed += float64(t.when.prefix(weight/g.prior)*len(g.targets)) * math.Log1p(-g.chance())
			}
		}
		return -math.Expm1(missed)
	}
	return f, nil
}

// tablesOf computes the tables of all periods at once.
func tablesOf(all []job, s spread, at int64) map[int]when {
	periods := map[int]bool{}
	for i := range all {
		if len(all[i].groups) > 0 {
			periods[all[i].period] = true
		}
	}
	tables := map[int]when{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for period := range periods {
		wait.Go(func() {
			w := counters
			if period != 0 {
				own := s
				own.into = float64(at-floor(at, int64(period))*int64(period)) + s.fraction
				w = newWhen(own, period)
			}
			mu.Lock()
			tables[period] = w
			mu.Unlock()
		})
	}
	wait.Wait()
	return tables
}

// spaceOf returns how many codes of this kind there are.
func spaceOf(r reading) uint64 {
	if r.steam && !r.decimal {
		return steamCodes
	}
	return min(power(len(r.text)), 1<<31)
}

// heaviest returns the largest prior of the job's groups.
func (j *job) heaviest() float64 {
	most := 0.0
	for i := range j.groups {
		most = max(most, j.groups[i].prior)
	}
	return most
}

// base returns the step or counter that offsets count from.
func base(q Question, j *job, at int64) int64 {
	if j.period == 0 {
		return int64(min(q.Entries[j.candidate].Key.Counter, math.MaxInt64/2))
	}
	return floor(at, int64(j.period))
}

// floor divides, down also below zero.
func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// compare computes the numbers of the n most probable steps.
func (j *job) compare(w when, n int, least float64, from int64) (hits []hit) {
	if n == 0 {
		return nil
	}
	m := newMAC(j.secret, j.algorithm)
	reach := make([]int, len(j.groups))
	for i := range j.groups {
		reach[i] = min(w.prefix(least/j.groups[i].prior), n)
	}
	for at, offset := range w.steps[:n] {
		step := from + int64(offset)
		if step < 0 {
			continue
		}
		number := m.number(uint64(step))
		for i := range j.groups {
			if at >= reach[i] {
				continue
			}
			g := &j.groups[i]
			value := number % g.modulus / g.divide
			for _, t := range g.targets {
				if t.value == value {
					hits = append(hits, hit{job: j, group: g, target: t, step: step, offset: offset, weight: g.prior * w.share[at], first: g.prior * w.share[at]})
				}
			}
		}
	}
	return hits
}

// Shares of how the second code follows the first.
const (
	shareNextStep  = 0.90
	shareAfterNext = 0.08
	shareUnrelated = 0.02
)

// second weighs a hit by the code that the device showed next.
func (h *hit) second(and reading, pair float64) {
	m := newMAC(h.job.secret, h.job.algorithm)
	fits := func(step int64) bool {
		value := m.number(uint64(step))
		switch {
		case h.group.steam:
			return and.steam && value%steamCodes == steamNumber(and.text)
		case !and.decimal || len(and.text) != h.group.digits:
			return false
		}
		return value%power(h.group.digits) == number(and.text)
	}
	share := shareUnrelated * pair
	if fits(h.step + 1) {
		share, h.agrees = shareNextStep, true
	} else if fits(h.step + 2) {
		share, h.agrees = shareAfterNext, true
	}
	h.weight *= share
}

// reachCounters bounds the counters that are searched around a counter-based
// key's own.
const reachCounters = 1000

// counters is how probable it is that a code comes from a counter, so many from
// the key's own, which is that of the code it shows next. Most are the last that
// was handed out.
var counters = func() when {
	w := when{}
	type one struct {
		offset int
		share  float64
	}
	var all []one
	for d := -reachCounters; d <= reachCounters; d++ {
		away := math.Abs(float64(d + 1))
		share := 0.4 / (1 + away*away*0.5)
		if d > -1 {
			share = 0.6 / (1 + away*away*0.3)
		}
		all = append(all, one{d, share})
	}
	slices.SortStableFunc(all, func(a, b one) int { return cmp.Compare(b.share, a.share) })
	sum := 0.0
	for _, o := range all {
		sum += o.share
	}
	for _, o := range all {
		w.steps, w.share = append(w.steps, o.offset), append(w.share, o.share/sum)
	}
	return w
}()
