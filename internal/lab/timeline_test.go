package lab_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/lab"
	"sandi/internal/otp"
)

const s = time.Second

// noon is the first moment of a step.
var noon = time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC)

func setting(past, future int, offset, delay, phase time.Duration) lab.Setting {
	return lab.Setting{
		Policy: acceptance.Policy{Window: otp.Window{Past: past, Future: future}},
		Offset: offset, Typing: delay, At: noon.Add(phase),
	}
}

// At turns at the very nanosecond.
func TestAt(t *testing.T) {
	for _, tt := range []struct {
		name          string
		past, future  int
		offset, delay time.Duration
		phase         time.Duration
		apart         int64
		want          bool
	}{
		{"nothing is off", 0, 0, 0, 0, 0, 0, true},
		{"last moment of the step", 0, 0, 0, 30*s - 1, 0, 0, true},
		{"first moment of the next", 0, 0, 0, 30 * s, 0, -1, false},
		{"one step of tolerance", 1, 0, 0, 60*s - 1, 0, -1, true},
		{"and no more", 1, 0, 0, 60 * s, 0, -2, false},
		{"slow by 40 s, 12 s into the step", 1, 1, -40 * s, 11 * s, 12 * s, -1, true},
		{"slow by 42 s is the last", 1, 1, -42 * s, 11 * s, 12 * s, -1, true},
		{"slow by a little more", 1, 1, -42*s - 1, 11 * s, 12 * s, -2, false},
		{"fast: the next step is ahead", 1, 0, 18 * s, 0, 12 * s, 1, false},
		{"fast, and typed until it is there", 1, 0, 18 * s, 18 * s, 12 * s, 0, true},
		{"hours", 1, 1, 7 * time.Hour, 10 * s, 0, 840, false},
		{"before 1970", 0, 0, -100 * 365 * 24 * time.Hour, 0, 0, -105120000, false},
	} {
		got := lab.At(setting(tt.past, tt.future, tt.offset, tt.delay, tt.phase))
		if got.Apart != tt.apart || got.Accepted != tt.want {
			t.Errorf("%s: got %d steps, accepted %v; want %d, %v", tt.name, got.Apart, got.Accepted, tt.apart, tt.want)
		}
	}
}

// Mail, typing and network follow one another.
func TestDelaysAddUp(t *testing.T) {
	set := setting(1, 1, 0, 10*s, 5*s)
	set.Mail, set.Network = 90*s, 2*s
	got := lab.At(set)
	if want := noon.Add(5 * s); !got.Shown.Equal(want) {
		t.Errorf("read at %v, want %v", got.Shown, want)
	}
	if want := noon.Add(95 * s); !got.Opened.Equal(want) {
		t.Errorf("letter at %v, want %v", got.Opened, want)
	}
	if want := noon.Add(107 * s); !got.Received.Equal(want) || got.Age != 107*s || got.Apart != -3 {
		t.Errorf("arrived at %v, %v old, %d steps; want %v, 107 s, -3", got.Received, got.Age, got.Apart, want)
	}
	set.Mail = -time.Hour
	if got := lab.At(set); got.Setting.Delay() != 12*s {
		t.Errorf("a negative delay counts as none: got %v", got.Setting.Delay())
	}
}

// What a story says of itself holds: the spans and the interval are exactly
// where the verdict is "accepted", and the step that Turn names turns it.
func TestTheStoryIsTrue(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	between := func(low, high time.Duration) time.Duration { return low + time.Duration(rng.Int64N(int64(high-low))) }
	for range 4000 {
		set := setting(rng.IntN(5), rng.IntN(5), between(-200*s, 200*s), between(0, 200*s), between(0, 30*s))
		if rng.IntN(2) == 0 {
			set.Policy.Period = time.Duration(1+rng.IntN(90)) * s
			set.Offset = set.Offset.Truncate(s)
		}
		story := lab.At(set)
		if story.Offsets.Holds(set.Offset) != story.Accepted || story.Delays.Holds(set.Delay()) != story.Accepted {
			t.Fatalf("%+v: the spans say otherwise", story)
		}
		if in := !story.Received.Before(story.From) && story.Received.Before(story.Until); in != story.Accepted {
			t.Fatalf("%+v: the code's interval says otherwise", story)
		}
		for _, edge := range []struct {
			at   time.Duration
			want bool
		}{{story.Offsets.From - 1, false}, {story.Offsets.From, true}, {story.Offsets.Until - 1, true}, {story.Offsets.Until, false}} {
			other := set
			other.Offset = edge.at
			if got := lab.At(other).Accepted; got != edge.want {
				t.Fatalf("%+v: at offset %v accepted is %v", story, edge.at, got)
			}
		}
		for _, edge := range []struct {
			at   time.Duration
			want bool
		}{{story.Delays.From - 1, false}, {story.Delays.From, true}, {story.Delays.Until - 1, true}, {story.Delays.Until, false}} {
			if edge.at < 0 {
				continue
			}
			other := set
			other.Typing = edge.at
			if got := lab.At(other).Accepted; got != edge.want {
				t.Fatalf("%+v: at delay %v accepted is %v", story, edge.at, got)
			}
		}
		if by, ok := story.Offsets.Turn(set.Offset, -1<<62); ok {
			turned, before := set, set
			turned.Offset += by
			before.Offset += by - by/by.Abs()*s
			if lab.At(turned).Accepted == story.Accepted || lab.At(before).Accepted != story.Accepted {
				t.Fatalf("%+v: does not turn at %v", story, by)
			}
		} else {
			t.Fatalf("%+v: no second turns it", story)
		}
		if by, ok := story.Delays.Turn(set.Delay(), 0); ok {
			turned := set
			turned.Typing += by
			if turned.Typing < 0 || lab.At(turned).Accepted == story.Accepted {
				t.Fatalf("%+v: does not turn at delay %v", story, by)
			}
		}
	}
}

// The share is what comes of reading at every moment of a step.
func TestTheShareIsThatOfAllMoments(t *testing.T) {
	for _, tt := range []struct{ offset, delay time.Duration }{{-40 * s, 11 * s}, {45 * s, 10 * s}, {0, 5 * s}, {-90 * s, 0}} {
		accepted := time.Duration(0)
		for phase := time.Duration(0); phase < 30*s; phase += s {
			if lab.At(setting(1, 1, tt.offset, tt.delay, phase)).Accepted {
				accepted += s
			}
		}
		if got := lab.At(setting(1, 1, tt.offset, tt.delay, 0)).Share.Accepted; got != accepted {
			t.Errorf("%+v: the share is %v, %v were accepted", tt, got, accepted)
		}
	}
}
