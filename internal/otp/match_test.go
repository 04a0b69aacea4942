package otp_test

import (
	"errors"
	"testing"
	"time"

	"sandi/internal/otp"
)

func TestMatch(t *testing.T) {
	key := otp.Key{Secret: seed(20)}
	at := time.Unix(1_111_111_109, 0)
	now := key.Step(at)
	tests := []struct {
		name   string
		away   otp.Step // of the code that is typed
		window otp.Window
		want   bool
	}{
		{"now", 0, otp.Window{}, true},
		{"past outside", -1, otp.Window{Future: 1}, false},
		{"past inside", -1, otp.Window{Past: 1}, true},
		{"future outside", 1, otp.Window{Past: 1}, false},
		{"future inside", 1, otp.Window{Future: 1}, true},
		{"edge of past", -4, otp.Window{Past: 4, Future: 1}, true},
		{"beyond past", -5, otp.Window{Past: 4, Future: 5}, false},
		{"edge of future", 9, otp.Window{Past: 2, Future: 9}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			typed, err := key.CodeFor(now + tt.away)
			if err != nil {
				t.Fatal(err)
			}
			step, ok, err := otp.Match(key, typed, at, tt.window)
			if err != nil {
				t.Fatal(err)
			}
			if ok != tt.want || ok && step != now+tt.away || !ok && step != 0 {
				t.Errorf("got %d away, %t, want %d away, %t", step-now, ok, tt.away, tt.want)
			}
		})
	}
}

// TestMatchNearestFirst uses codes of four digits and a wide window, in which
// some codes belong to several steps.
func TestMatchNearestFirst(t *testing.T) {
	key := otp.Key{Secret: seed(20), Digits: 4, Period: 1}
	const now = 100_000
	const reach = 400
	steps := map[string][]otp.Step{}
	for away := otp.Step(0); away <= reach; away++ {
		for _, s := range []otp.Step{now - away, now + away} {
			code := reveal(t)(key.CodeFor(s))
			if s == now && away > 0 || len(steps[code]) > 0 && steps[code][len(steps[code])-1] == s {
				continue
			}
			steps[code] = append(steps[code], s)
		}
	}
	several := 0
	for code, want := range steps {
		if len(want) < 2 {
			continue
		}
		several++
		got, ok, err := otp.Match(key, mustCode(t, code), time.Unix(now, 0), otp.Window{Past: reach, Future: reach})
		if err != nil || !ok || got != want[0] {
			t.Fatalf("got %d, %t, %v, want %d", got, ok, err, want[0])
		}
		if several == 5 {
			return
		}
	}
	t.Fatal("no code belongs to several steps: the test shows nothing")
}

func TestMatchOtherCodes(t *testing.T) {
	key := otp.Key{Secret: seed(20)}
	at := time.Unix(59, 0)
	for _, typed := range []string{"000000", "94287082", "28708", "2870820", "NTK5M"} {
		if step, ok, err := otp.Match(key, mustCode(t, typed), at, otp.Window{Past: 1, Future: 1}); ok || err != nil {
			t.Errorf("%s: got %d, %t, %v, want no match", typed, step, ok, err)
		}
	}
	if _, ok, err := otp.Match(key, otp.Code{}, at, otp.Window{}); ok || err != nil {
		t.Errorf("zero code: got %t, %v", ok, err)
	}
}

// TestMatchAtTheEpoch: a window that reaches before 1970 is cut there.
func TestMatchAtTheEpoch(t *testing.T) {
	key := otp.Key{Secret: seed(20)}
	step, ok, err := otp.Match(key, mustCode(t, "755224"), time.Unix(31, 0), otp.Window{Past: 5})
	if step != 0 || !ok || err != nil {
		t.Errorf("got %d, %t, %v, want step 0", step, ok, err)
	}
}

func TestMatchRefuses(t *testing.T) {
	key, code := otp.Key{Secret: seed(20)}, mustCode(t, "755224")
	at := time.Unix(59, 0)
	tests := []struct {
		name   string
		key    otp.Key
		at     time.Time
		window otp.Window
		want   error
	}{
		{"negative past", key, at, otp.Window{Past: -1}, otp.ErrWindow},
		{"negative future", key, at, otp.Window{Future: -1}, otp.ErrWindow},
		{"too wide", key, at, otp.Window{Past: 5000, Future: 5000}, otp.ErrWindow},
		{"overflow", key, at, otp.Window{Past: 1<<63 - 1, Future: 1<<63 - 1}, otp.ErrWindow},
		{"before 1970", key, time.Unix(-1, 0), otp.Window{Future: 9}, otp.ErrBeforeEpoch},
		{"counter", otp.Key{Type: otp.HOTP, Secret: seed(20)}, at, otp.Window{}, otp.ErrNotTimeBased},
		{"no secret", otp.Key{}, at, otp.Window{}, otp.ErrSecretEmpty},
	}
	for _, tt := range tests {
		if _, ok, err := otp.Match(tt.key, code, tt.at, tt.window); ok || !errors.Is(err, tt.want) {
			t.Errorf("%s: got %t, %v, want %v", tt.name, ok, err, tt.want)
		}
	}
}
