package refusal

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// reach is how far around the moment of typing codes are searched. Clocks that
// are further off are told by the clock's own diagnosis.
const reach = 24 * time.Hour

// mostSteps bounds the steps to either side for keys of very short periods.
const mostSteps = 6000

// How the clock that showed a code relates to the moment of typing. The shares
// are judgements about what people do; the accuracy measured with other shares
// is in docs/EXPLAIN.md.
const (
	shareHere  = 0.70 // this computer showed it
	shareRight = 0.10 // another device with the right time did
	shareOff   = 0.20 // another device did, or this one at another time, with a wrong clock

	shareQuick = 0.85 // typed at once
	shareSlow  = 0.13 // typed with an interruption
	shareStale = 0.02 // an old one from a note, a mail or the clipboard

	meanQuick  = 12.0 // seconds
	meanSlow   = 90.0
	fromStale  = 60.0
	dayReach   = 86400.0
	knee       = 45.0 // errors of clocks thin out beyond it
	shareDrift = 0.55 // of wrong clocks: any error, small ones more often
	shareHours = 0.35 // of wrong clocks: a wrong zone, moved hands
	shareAny   = 0.10 // of wrong clocks: anything within a day
	hourScale  = 40.0 // seconds; nine of ten are within two minutes of the hour
)

// hourWeights say how often clocks are off by so many hours, either way: an
// hour between neighbours' zones and for summer time, 7 to 9 for UTC taken for
// Indonesian time, 12 for morning and afternoon, 14 to 17 for Windows as it is
// delivered, 24 for a wrong day.
var hourWeights = func() [25]float64 {
	var w [25]float64
	for k := 1; k <= 24; k++ {
		w[k] = 1
	}
	for k, weight := range map[int]float64{1: 25, 2: 10, 7: 16, 8: 8, 9: 5, 12: 12, 14: 2, 15: 3, 16: 3, 17: 2, 24: 4} {
		w[k] = weight
	}
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	for k := range w {
		w[k] /= 2 * sum // either way
	}
	return w
}()

// when is how probable it is that a code comes from a step, so many steps from
// the moment of typing.
type when struct {
	steps []int     // most probable first
	share []float64 // of each; falls
}

// spread describes the moment of typing.
type spread struct {
	into      float64 // seconds of the running step that had passed
	fraction  float64 // of a second of the moment of typing
	here      float64 // what this computer's clock is ahead, as far as it shifts its codes; seconds
	known     bool    // that is measured
	uncertain float64 // of the moment of typing; seconds
}

// newWhen computes the table for a period.
func newWhen(s spread, period int) when {
	p := float64(period)
	most := min(int(math.Ceil(reach.Seconds()/p)), mostSteps)
	type one struct {
		step  int
		share float64
	}
	all := make([]one, 0, 2*most+1)
	low := s.edge(float64(-most)*p - s.into)
	for d := -most; d <= most; d++ {
		high := s.edge(float64(d+1)*p - s.into)
		all = append(all, one{d, max(high-low, 0) + s.hours(d, p)})
		low = high
	}
	// A clock that is further off is known to be, and so are its codes' steps.
	if far := int(math.Round(s.here / p)); s.known && math.Abs(s.here) > reach.Seconds()-3600 {
		const beside = 120
		for d := far - beside; d <= far+beside; d++ {
			if d < -most || d > most {
				all = append(all, one{d, s.edge(float64(d+1)*p-s.into) - s.edge(float64(d)*p-s.into)})
			}
		}
	}
	slices.SortFunc(all, func(a, b one) int {
		if c := cmp.Compare(b.share, a.share); c != 0 {
			return c
		}
		return cmp.Compare(max(a.step, -a.step), max(b.step, -b.step))
	})
	w := when{steps: make([]int, len(all)), share: make([]float64, len(all))}
	for i, o := range all {
		w.steps[i], w.share[i] = o.step, o.share
	}
	return w
}

// prefix returns how many steps are at least so probable.
func (w when) prefix(least float64) int {
	n, _ := slices.BinarySearchFunc(w.share, least, func(share, least float64) int {
		if share >= least {
			return -1
		}
		return 1
	})
	return n
}

// edge is the probability that the clock that showed the code was less than x
// seconds ahead of the moment of typing, whole hours left out.
func (s spread) edge(x float64) float64 {
	drift := 0.5 + 0.5*math.Copysign(math.Log1p(math.Min(math.Abs(x), dayReach)/knee)/dayDrift, x)
	anywhere := math.Min(math.Max((x+dayReach)/(2*dayReach), 0), 1)
	wrong := shareDrift*drift + shareAny*anywhere
	if !s.known {
		return (shareHere+shareRight)*s.delayed(x-s.here) + shareOff*wrong
	}
	return shareHere*s.delayed(x-s.here) + shareRight*s.delayed(x) + shareOff*wrong
}

// delayed is the probability that a code was shown, by a clock that is right,
// before x seconds after it was typed. The uncertainty of that moment is evenly
// spread.
func (s spread) delayed(x float64) float64 {
	u := max(s.uncertain, 1) // people's seconds are rounded
	if x >= u {
		return 1
	}
	if x < -u-far {
		return stale(x)
	}
	sum := 0.0
	const parts = 5
	for i := range parts {
		y := x + u*(2*float64(i)/(parts-1)-1)
		if y >= 0 {
			sum++
			continue
		}
		sum += shareQuick*math.Exp(y/meanQuick) + shareSlow*math.Exp(y/meanSlow) + stale(y)
	}
	return sum / parts
}

// far is from when on, in seconds, a code can only be an old one.
const far = 20 * meanSlow

func stale(y float64) float64 {
	return shareStale * (1 - math.Min(math.Log1p(-y/fromStale)/dayStale, 1))
}

var (
	dayStale = math.Log1p(dayReach / fromStale)
	dayDrift = math.Log1p(dayReach / knee)
)

// hours is the probability that a clock which is a whole number of hours off
// showed the code of step d.
func (s spread) hours(d int, period float64) float64 {
	low := float64(d)*period - s.into
	k := math.Round((low + period/2) / 3600)
	if k == 0 || math.Abs(k) > 24 || period > 900 {
		return 0
	}
	logistic := func(x float64) float64 { return 1 / (1 + math.Exp(-(x-k*3600)/hourScale)) }
	return shareOff * shareHours * hourWeights[int(math.Abs(k))] * (logistic(low+period) - logistic(low))
}
