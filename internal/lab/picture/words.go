package picture

import (
	"math"
	"strconv"
	"time"

	"sandi/internal/lab"
	"sandi/internal/locale"
)

// Amount tells a length of time exactly, to the millisecond. Its sign is
// dropped.
func Amount(l *locale.Localizer, d time.Duration) string {
	d = d.Abs().Round(time.Millisecond)
	if d < 10*time.Minute {
		decimals := 0
		for p := d % time.Second; p != 0; p = p * 10 % time.Second {
			decimals++
		}
		return l.T("unit.seconds", "n", l.Float(d.Seconds(), decimals))
	}
	text := ""
	add := func(part string) {
		if text != "" {
			text += " "
		}
		text += part
	}
	d = d.Round(time.Second)
	if days := d / (24 * time.Hour); days > 0 {
		add(l.N("unit.days", int(days)))
	}
	if h := d % (24 * time.Hour) / time.Hour; h > 0 {
		add(l.T("unit.hours", "n", int(h)))
	}
	if m := d % time.Hour / time.Minute; m > 0 {
		add(l.T("unit.minutes", "n", int(m)))
	}
	if s := d % time.Minute / time.Second; s > 0 {
		add(l.T("unit.seconds", "n", int(s)))
	}
	return text
}

// Signed is Amount with its sign.
func Signed(l *locale.Localizer, d time.Duration) string {
	switch {
	case d > 0:
		return "+" + Amount(l, d)
	case d < 0:
		return "−" + Amount(l, d)
	}
	return Amount(l, d)
}

// steps writes a number of steps with its sign.
func steps(n int64) string {
	switch {
	case n > 0:
		return "+" + strconv.FormatInt(n, 10)
	case n < 0:
		return "−" + strconv.FormatInt(-n, 10)
	}
	return "0"
}

// Verdict tells what the verifier says, and why.
func Verdict(l *locale.Localizer, s lab.Story) string {
	mark, word := "✓ ", l.T("lab.verdict.accepted")
	if !s.Accepted {
		mark, word = "✕ ", l.T("lab.verdict.refused")
	}
	return mark + capital(word) + ": " + Why(l, s)
}

// Why tells how the code's step lies to the verifier's.
func Why(l *locale.Localizer, s lab.Story) string {
	w := s.Setting.Policy.Window
	switch n := far(s.Apart); {
	case s.Apart == 0:
		return l.T("lab.why.same")
	case s.Apart < 0:
		return l.N("lab.why.behind", n, "taken", w.Past)
	default:
		return l.N("lab.why.ahead", n, "taken", w.Future)
	}
}

// far is how many steps, as a number that a sentence can hold.
func far(n int64) int { return int(min(max(n, -n), 1<<31-1)) }

// Clock tells the clock's offset.
func Clock(l *locale.Localizer, offset time.Duration) string {
	switch {
	case offset > 0:
		return l.T("lab.clock.fast", "by", Amount(l, offset))
	case offset < 0:
		return l.T("lab.clock.slow", "by", Amount(l, offset))
	}
	return l.T("lab.clock.right")
}

// Share tells the share of attempts that are accepted.
func Share(l *locale.Localizer, s lab.Story) string {
	return l.T("lab.share", "percent", Percent(l, s.Share.Float()), "part", Amount(l, s.Share.Accepted), "of", Amount(l, s.Share.Of))
}

// Percent writes a share. Only what is exactly nothing or all is written as 0
// or 100.
func Percent(l *locale.Localizer, share float64) string {
	p := share * 100
	rounded := float64(int(p + 0.5))
	decimals := 0
	if (rounded == 0 || rounded == 100) && p != rounded {
		decimals = 1
		if p < 0.05 || p > 99.95 {
			decimals = 6
		}
	}
	return l.Float(p, decimals) + " %"
}

// Turns tells at which second the verdict turns, for the clock and for the
// delay.
func Turns(l *locale.Localizer, s lab.Story) []string {
	key := "lab.turn.refused."
	if !s.Accepted {
		key = "lab.turn.accepted."
	}
	var lines []string
	if by, ok := s.Offsets.Turn(s.Setting.Offset, math.MinInt64); ok {
		which := "faster"
		if by < 0 {
			which = "slower"
		}
		lines = append(lines, l.T(key+which, "by", Amount(l, by), "at", Signed(l, s.Setting.Offset+by)))
	}
	delay := s.Setting.Delay()
	if by, ok := s.Delays.Turn(delay, 0); ok {
		which := "later"
		if by < 0 {
			which = "sooner"
		}
		lines = append(lines, l.T(key+which, "by", Amount(l, by), "at", Amount(l, delay+by)))
	}
	return lines
}
