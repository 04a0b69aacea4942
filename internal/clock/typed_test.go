package clock_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/otp"
)

var phoneKey = otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890"))}

func code(t *testing.T, k otp.Key, s otp.Step) otp.Code {
	t.Helper()
	c, err := k.CodeFor(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A person reads two codes off a device with the true time and types them here,
// some seconds later, on a clock that is off.
func TestFromCodesHoldsTheTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		offset := time.Duration(rng.Int64N(int64(25*time.Hour))) - 12*time.Hour - 29*time.Minute
		trueTime := noon.Add(time.Duration(rng.Int64N(int64(30 * time.Second))))
		typing := func() time.Duration { return time.Duration(rng.Int64N(int64(10 * time.Second))) }
		first, second := phoneKey.Step(trueTime), phoneKey.Step(trueTime)+1
		next := phoneKey.Start(second).Add(time.Duration(rng.Int64N(int64(30 * time.Second))))
		seen := []clock.Seen{
			{Code: code(t, phoneKey, first), At: trueTime.Add(typing() + offset)},
			{Code: code(t, phoneKey, second), At: next.Add(typing() + offset)},
		}
		both, odds, err := clock.FromSeen(phoneKey, seen)
		if err != nil {
			t.Fatalf("offset %v: %v", offset, err)
		}
		last, _, err := clock.FromCodes(phoneKey, []otp.Code{seen[0].Code, seen[1].Code}, seen[1].At)
		if err != nil {
			t.Fatal(err)
		}
		for name, r := range map[string]clock.Reference{"both times": both, "the last time": last} {
			if (r.Offset-offset).Abs() > r.Uncertainty || r.Uncertainty > 20*time.Second || r.Kind != clock.KindCode || r.At.IsZero() {
				t.Fatalf("%s: offset %v: got %+v", name, offset, r)
			}
		}
		if both.Uncertainty > last.Uncertainty || odds < 1e-9 || odds > 1e-8 {
			t.Fatalf("got %v and %v, odds %g", both.Uncertainty, last.Uncertainty, odds)
		}
	}
}

func TestFromCodesRefuses(t *testing.T) {
	now := phoneKey.Step(noon)
	c := func(s otp.Step) otp.Code { return code(t, phoneKey, s) }
	short := phoneKey
	short.Digits = 4
	// A pair of four-digit codes that stands at two places within reach.
	var twice []otp.Code
	seen := map[string]bool{}
	for day := otp.Step(0); twice == nil && day < 3000; day++ {
		a, b := code(t, short, now+day), code(t, short, now+day+1)
		if places, _ := otp.Locate(short, []otp.Code{a, b}, noon, clock.CodeReach); len(places) > 1 {
			twice = []otp.Code{a, b}
		}
		seen[a.Reveal()] = true
	}
	for name, tt := range map[string]struct {
		k     otp.Key
		codes []otp.Code
		want  error
	}{
		"none":                  {phoneKey, nil, clock.ErrCodesFew},
		"one":                   {phoneKey, []otp.Code{c(now)}, clock.ErrCodesFew},
		"the same twice":        {phoneKey, []otp.Code{c(now), c(now)}, clock.ErrCodesSame},
		"the newer one first":   {phoneKey, []otp.Code{c(now + 1), c(now)}, clock.ErrCodesNone},
		"not one after another": {phoneKey, []otp.Code{c(now), c(now + 2)}, clock.ErrCodesNone},
		"thirteen hours off":    {phoneKey, []otp.Code{c(now + 1560), c(now + 1561)}, clock.ErrCodesNone},
		"a counter":             {otp.Key{Type: otp.HOTP, Secret: phoneKey.Secret}, []otp.Code{c(now), c(now + 1)}, otp.ErrNotTimeBased},
		"at two places":         {short, twice, clock.ErrCodesAmbiguous},
	} {
		if name == "at two places" && twice == nil {
			continue // this key has none: nothing to test
		}
		if r, _, err := clock.FromCodes(tt.k, tt.codes, noon); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %+v, %v, want %v", name, r, err, tt.want)
		}
	}
	// The second code handed over long after it had gone.
	late := []clock.Seen{{Code: c(now), At: noon}, {Code: c(now + 1), At: noon.Add(3 * time.Minute)}}
	if _, _, err := clock.FromSeen(phoneKey, late); !errors.Is(err, clock.ErrCodesLate) {
		t.Errorf("late: got %v", err)
	}
}

func TestFromUser(t *testing.T) {
	r := clock.FromUser(noon, noon.Add(-93*time.Second), 2*time.Second)
	if r.Offset != -93*time.Second || r.Uncertainty != 2*time.Second || r.Kind != clock.KindUser || !r.At.Equal(noon.Add(-93*time.Second)) {
		t.Errorf("got %+v", r)
	}
}

func TestParseShown(t *testing.T) {
	jakarta := time.FixedZone("WIB", 7*3600)
	now := time.Date(2027, 3, 10, 23, 59, 0, 0, jakarta)
	at := func(day, h, m, s, zone int) time.Time {
		return time.Date(2027, 3, day, h, m, s, 0, time.FixedZone("", zone*3600))
	}
	const exact, minute = 2 * time.Second, 31 * time.Second
	for text, want := range map[string]clock.Shown{
		"23:58:10":                    {Time: at(10, 23, 58, 10, 7), Uncertainty: exact},
		"23.58.10":                    {Time: at(10, 23, 58, 10, 7), Uncertainty: exact},
		"23:58":                       {Time: at(10, 23, 58, 30, 7), Uncertainty: minute},
		"00:01":                       {Time: at(11, 0, 1, 30, 7), Uncertainty: minute}, // the nearest
		"01:01:10 WIT":                {Time: at(11, 1, 1, 10, 9), Uncertainty: exact, Zoned: true},
		"01.01 wita":                  {Time: at(11, 1, 1, 30, 8), Uncertainty: minute, Zoned: true},
		"17:00:00Z":                   {Time: at(10, 17, 0, 0, 0), Uncertainty: exact, Zoned: true},
		"17:00:00 +00:00":             {Time: at(10, 17, 0, 0, 0), Uncertainty: exact, Zoned: true},
		"12:30:00 -04:30":             {Time: time.Date(2027, 3, 10, 17, 0, 0, 0, time.UTC), Uncertainty: exact, Zoned: true},
		"2027-03-01 08:00":            {Time: at(1, 8, 0, 30, 7), Uncertainty: minute},
		"2027-03-01T08:00:05":         {Time: at(1, 8, 0, 5, 7), Uncertainty: exact},
		"2027-03-01 08:00:05 WITA":    {Time: at(1, 8, 0, 5, 8), Uncertainty: exact, Zoned: true},
		"2027-03-01T08:00:05+07:00":   {Time: at(1, 8, 0, 5, 7), Uncertainty: exact, Zoned: true},
		" 2027-03-01   08:00:05  wib": {Time: at(1, 8, 0, 5, 7), Uncertainty: exact, Zoned: true},
	} {
		got, err := clock.ParseShown(text, now, diagnose.ParseZone)
		if err != nil || !got.Time.Equal(want.Time) || got.Uncertainty != want.Uncertainty || got.Zoned != want.Zoned {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "noon", "25:00", "12:61", "12", "12:00:00 Bandung", "2027-13-01 12:00", "1969-01-01 12:00 WIB", "2500-01-01 12:00",
		"99999999999999999999", "12:00:00:00", "+07:00", "12:00 +25:00", string(make([]byte, 5000)),
	} {
		if got, err := clock.ParseShown(text, now, diagnose.ParseZone); err == nil {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func FuzzParseShown(f *testing.F) {
	for _, s := range []string{"23:58", "01.01 wita", "2027-03-01T08:00:05+07:00", "12:30:00 -04:30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := clock.ParseShown(text, noon, diagnose.ParseZone)
		if err == nil && (got.Time.UTC().Year() < 1970 || got.Time.UTC().Year() > 2200 || got.Uncertainty <= 0) {
			t.Errorf("%q: got %+v", text, got)
		}
	})
}
