package acceptance_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/otp"
)

const s = time.Second

func policy(past, future int) acceptance.Policy {
	return acceptance.Policy{Window: otp.Window{Past: past, Future: future}}
}

// The figures that are known for verifiers in the field.
func TestShare(t *testing.T) {
	for _, tt := range []struct {
		past, future  int
		offset, delay time.Duration
		accepted      time.Duration // of 30 s
	}{
		{1, 1, 0, 0, 30 * s},
		{1, 1, -30 * s, 0, 30 * s},
		{1, 1, 30 * s, 0, 30 * s},
		{1, 1, 30*s + 1, 0, 30*s - 1},
		{1, 1, -60 * s, 0, 0},
		{1, 1, 60 * s, 0, 0},
		{1, 1, 60*s - 1, 0, 1},
		{1, 1, -30 * s, 10 * s, 20 * s},
		{1, 1, -45 * s, 10 * s, 5 * s},
		{1, 1, 45 * s, 10 * s, 25 * s},
		{1, 0, 15 * s, 5 * s, 20 * s},
		{1, 0, 30 * s, 5 * s, 5 * s},
		{1, 0, -30 * s, 5 * s, 25 * s},
		{1, 0, 0, 30 * s, 30 * s},
		{0, 0, 0, 5 * s, 25 * s},
		{0, 0, 0, 0, 30 * s},
		{0, 0, 5 * s, 5 * s, 30 * s},
		{0, 0, -30 * s, 0, 0},
		{4, 4, -120 * s, 0, 30 * s},
		{4, 4, -135 * s, 0, 15 * s},
		{4, 4, 150 * s, 0, 0},
		{1, 1, 0, -10 * s, 30 * s}, // nobody types into the past
		{1, 1, math.MinInt64, math.MaxInt64, 0},
		{1, 1, math.MaxInt64, math.MinInt64, 0},
	} {
		got := acceptance.Share(policy(tt.past, tt.future), tt.offset, tt.delay)
		if want := (acceptance.Fraction{Accepted: tt.accepted, Of: 30 * s}); got != want {
			t.Errorf("window %d,%d, offset %v, delay %v: got %v, want %v", tt.past, tt.future, tt.offset, tt.delay, got, want)
		}
	}
}

// A table of domain knowledge, in whole per cent as it is told.
func TestShareInPercent(t *testing.T) {
	for _, tt := range []struct {
		past, future  int
		offset, delay time.Duration
		percent       float64
	}{
		{1, 1, -30 * s, 10 * s, 67}, {1, 1, -45 * s, 10 * s, 17}, {1, 1, 45 * s, 10 * s, 83},
		{1, 0, 15 * s, 5 * s, 67}, {1, 0, 30 * s, 5 * s, 17}, {1, 0, -30 * s, 5 * s, 83}, {0, 0, 0, 5 * s, 83},
	} {
		if got := math.Round(100 * acceptance.Share(policy(tt.past, tt.future), tt.offset, tt.delay).Float()); got != tt.percent {
			t.Errorf("window %d,%d, offset %v, delay %v: got %v %%, want %v %%", tt.past, tt.future, tt.offset, tt.delay, got, tt.percent)
		}
	}
}

// verifies plays one attempt with the real verifier: a code is read at instant
// on the wrong clock, and judged on the right one.
func verifies(t *testing.T, key otp.Key, p acceptance.Policy, read time.Time, offset, delay time.Duration) bool {
	t.Helper()
	code, err := key.CodeAt(read)
	if err != nil {
		t.Fatal(err)
	}
	_, ok, err := otp.Match(key, code, read.Add(-offset+delay), p.Window)
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

// Playing attempts over a whole period with otp's own codes comes to the same
// share: at every whole second exactly, if all quantities are whole seconds.
func TestShareAgreesWithCodes(t *testing.T) {
	key := otp.Key{Type: otp.TOTP, Secret: otp.NewSecret([]byte("12345678901234567890")), Digits: 8}
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Unix(1_800_000_000, 0)
	for range 150 {
		period := 30
		if random.IntN(3) == 0 {
			period = 60
		}
		key.Period = period
		p := acceptance.Policy{Window: otp.Window{Past: random.IntN(3), Future: random.IntN(3)}, Period: time.Duration(period) * s}
		offset, delay := time.Duration(random.IntN(400)-200)*s, time.Duration(random.IntN(40))*s
		accepted := 0
		for i := range period {
			if verifies(t, key, p, start.Add(time.Duration(i)*s), offset, delay) {
				accepted++
			}
		}
		want := acceptance.Fraction{Accepted: time.Duration(accepted) * s, Of: p.Period}
		if got := acceptance.Share(p, offset, delay); got != want {
			t.Errorf("%+v, offset %v, delay %v: got %v, played %v", p, offset, delay, got, want)
		}
	}
}

// And so does sampling at moments and offsets that are no whole seconds.
func TestShareAgreesWithSamples(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const samples = 20_000
	for range 50 {
		p := policy(random.IntN(3), random.IntN(3))
		offset := time.Duration((random.Float64() - 0.5) * 300 * float64(s))
		delay := time.Duration(random.Float64() * 40 * float64(s))
		accepted := 0
		for range samples {
			read := int64(1_800_000_000)*int64(s) + random.Int64N(int64(30*s))
			k := read/int64(30*s) - (read-int64(offset)+int64(delay))/int64(30*s)
			if -int64(p.Window.Past) <= k && k <= int64(p.Window.Future) {
				accepted++
			}
		}
		if got, want := acceptance.Share(p, offset, delay).Float(), float64(accepted)/samples; math.Abs(got-want) > 0.02 {
			t.Errorf("%+v, offset %v, delay %v: got %.3f, sampled %.3f", p, offset, delay, got, want)
		}
	}
}

func TestFullAndSome(t *testing.T) {
	for _, p := range append(acceptance.Profiles(), acceptance.Profile{Name: "one minute", Policy: acceptance.Policy{Window: otp.Window{Past: 1}, Period: time.Minute}}) {
		for _, delay := range []time.Duration{0, 7 * s, 45 * s} {
			full, some := p.Policy.Full(delay), p.Policy.Some(delay)
			for _, at := range []struct {
				offset    time.Duration
				all, none bool
			}{
				{full.From, true, false}, {full.To, true, false}, {full.From - 1, false, false}, {full.To + 1, false, false},
				{some.From, false, true}, {some.To, false, true}, {some.From + 1, false, false}, {some.To - 1, false, false},
			} {
				got := acceptance.Share(p.Policy, at.offset, delay)
				if got.All() != at.all || got.None() != at.none {
					t.Errorf("%s, offset %v, delay %v: got %v, want all %v, none %v", p.Name, at.offset, delay, got, at.all, at.none)
				}
			}
		}
	}
}

func TestRange(t *testing.T) {
	for _, tt := range []struct {
		offset, uncertainty time.Duration
		least, most         time.Duration
	}{
		{0, 10 * s, 30 * s, 30 * s},
		{45 * s, 0, 15 * s, 15 * s},
		{45 * s, 5 * s, 10 * s, 20 * s},
		{45 * s, 15 * s, 0, 30 * s},
		{-45 * s, 20 * s, 0, 30 * s},
		{0, 50 * s, 10 * s, 30 * s},
		{0, time.Hour, 0, 30 * s},
		{math.MaxInt64, math.MaxInt64, 0, 30 * s},
		{5 * time.Minute, -s, 0, 0},
	} {
		least, most := acceptance.Range(policy(1, 1), tt.offset, tt.uncertainty, 0)
		if least.Accepted != tt.least || most.Accepted != tt.most {
			t.Errorf("%v ± %v: got %v to %v, want %v to %v", tt.offset, tt.uncertainty, least.Accepted, most.Accepted, tt.least, tt.most)
		}
	}
}

// Whatever the numbers, a share is one, and it falls with the distance from
// the plateau.
func FuzzShare(f *testing.F) {
	f.Add(1, 1, int64(0), int64(0), int64(30*s))
	f.Add(1<<62, 1<<62, int64(math.MinInt64), int64(math.MaxInt64), int64(1))
	f.Fuzz(func(t *testing.T, past, future int, offset, delay, period int64) {
		p := acceptance.Policy{Window: otp.Window{Past: max(past, 0), Future: max(future, 0)}, Period: time.Duration(period)}
		got := acceptance.Share(p, time.Duration(offset), time.Duration(delay))
		if got.Of <= 0 || got.Accepted < 0 || got.Accepted > got.Of {
			t.Fatalf("%+v", got)
		}
		least, most := acceptance.Range(p, time.Duration(offset), time.Minute, time.Duration(delay))
		if got.Less(least) || most.Less(got) {
			t.Fatalf("%v is not between %v and %v", got, least, most)
		}
	})
}

func ExampleShare() {
	lazim := acceptance.Policy{Window: otp.Window{Past: 1, Future: 1}}
	fmt.Printf("%.0f %%\n", 100*acceptance.Share(lazim, -45*time.Second, 10*time.Second).Float())
	// Output: 17 %
}
