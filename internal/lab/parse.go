package lab

import (
	"strconv"
	"strings"
	"time"

	"sandi/internal/acceptance"
	"sandi/internal/fault"
	"sandi/internal/otp"
)

// Errors of what a person typed.
var (
	ErrDuration    = fault.New("lab.duration", "not a duration")
	ErrRange       = fault.New("lab.range", "not a list or range of durations")
	ErrWindow      = fault.New("lab.window", "not a window")
	ErrRequirement = fault.New("lab.requirement", "not a requirement")
	ErrEmpty       = fault.New("lab.empty", "nothing to compute")
	ErrDelay       = fault.New("lab.delay", "a delay is not negative")
	ErrPeriod      = fault.New("lab.period", "not a period")
)

// MaxSteps bounds each side of a window: half an hour of 30-second steps, the
// widest that any verifier in the field ships with.
const MaxSteps = 60

// ParseDuration reads a duration as people write it: "40s", "-1m30s", "+7h",
// "2d", or a number of seconds. A day has 24 hours.
func ParseDuration(text string) (time.Duration, error) {
	t := strings.TrimSpace(text)
	t = strings.Replace(t, "−", "-", 1)
	sign := time.Duration(1)
	switch {
	case strings.HasPrefix(t, "-"):
		sign, t = -1, t[1:]
	case strings.HasPrefix(t, "+"):
		t = t[1:]
	}
	if t == "" || t[0] == '-' || t[0] == '+' {
		return 0, ErrDuration.With("text", text)
	}
	var days time.Duration
	if before, after, ok := strings.Cut(t, "d"); ok {
		n, err := strconv.ParseUint(before, 10, 32)
		if err != nil || n > uint64(longest/(24*time.Hour)) {
			return 0, ErrDuration.With("text", text)
		}
		if days, t = time.Duration(n)*24*time.Hour, after; t == "" {
			return sign * days, nil
		}
	}
	if _, err := strconv.ParseUint(t, 10, 32); err == nil {
		t += "s"
	}
	d, err := time.ParseDuration(t)
	if err != nil || d < 0 || days+d > longest {
		return 0, ErrDuration.With("text", text)
	}
	return sign * (days + d), nil
}

// maxAxis bounds one axis of a grid.
const maxAxis = 20_000

// ParseDurations reads a list ("0s,10s"), a range with a step
// ("-120s..120s/10s"), or several of both with commas.
func ParseDurations(text string) ([]time.Duration, error) {
	var all []time.Duration
	for _, part := range strings.Split(text, ",") {
		bounds, every, stepped := strings.Cut(part, "/")
		from, to, ranged := strings.Cut(bounds, "..")
		if stepped && !ranged {
			return nil, ErrRange.With("text", text)
		}
		low, err := ParseDuration(from)
		if err != nil {
			return nil, ErrRange.With("text", text)
		}
		if !ranged {
			all = append(all, low)
			continue
		}
		high, err := ParseDuration(to)
		step := 10 * time.Second
		if err == nil && stepped {
			step, err = ParseDuration(every)
		}
		if err != nil || high < low || step <= 0 {
			return nil, ErrRange.With("text", text)
		}
		if (high-low)/step >= maxAxis-time.Duration(len(all)) {
			return nil, ErrTooLarge.With("max", maxAxis)
		}
		for d := low; d <= high; d += step {
			all = append(all, d)
		}
	}
	if len(all) > maxAxis {
		return nil, ErrTooLarge.With("max", maxAxis)
	}
	return all, nil
}

// ParseWindow reads "PAST,FUTURE" in steps, or the name of a profile of the
// practice portal.
func ParseWindow(text string) (acceptance.Profile, error) {
	t := strings.TrimSpace(text)
	for _, p := range acceptance.Profiles() {
		if p.Name == t {
			return p, nil
		}
	}
	before, after, ok := strings.Cut(t, ",")
	past, err := strconv.ParseUint(before, 10, 16)
	future, err2 := strconv.ParseUint(after, 10, 16)
	if !ok || err != nil || err2 != nil || past > MaxSteps || future > MaxSteps {
		return acceptance.Profile{}, ErrWindow.With("text", text, "max", MaxSteps)
	}
	w := otp.Window{Past: int(past), Future: int(future)}
	return acceptance.Profile{Name: WindowName(w), Policy: acceptance.Policy{Window: w}}, nil
}

// WindowName writes a window as ParseWindow reads it.
func WindowName(w otp.Window) string { return strconv.Itoa(w.Past) + "," + strconv.Itoa(w.Future) }

// ParseRequirement reads "PERCENT[@OFFSETS[@DELAYS]]", such as
// "100%@-20s..20s@0s..5s".
func ParseRequirement(text string) (Requirement, error) {
	parts := strings.Split(text, "@")
	percent, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(parts[0]), "%"), 64)
	if err != nil || len(parts) > 3 || !(percent > 0 && percent <= 100) {
		return Requirement{}, ErrRequirement.With("text", text)
	}
	r := Requirement{Percent: percent}
	for i, to := range []**Between{&r.Offsets, &r.Delays} {
		if i+1 >= len(parts) || strings.TrimSpace(parts[i+1]) == "" {
			continue
		}
		first, last, ok := strings.Cut(parts[i+1], "..")
		if !ok {
			last = first
		}
		from, err := ParseDuration(first)
		upto, err2 := ParseDuration(last)
		if err != nil || err2 != nil || upto < from {
			return Requirement{}, ErrRequirement.With("text", text)
		}
		*to = &Between{from, upto}
	}
	return r, nil
}

// ParseDelay reads a duration that is not negative.
func ParseDelay(text string) (time.Duration, error) {
	d, err := ParseDuration(text)
	if err == nil && d < 0 {
		err = ErrDelay.With("text", text)
	}
	return d, err
}

// ParseDelays reads durations that are not negative.
func ParseDelays(text string) ([]time.Duration, error) {
	all, err := ParseDurations(text)
	for _, d := range all {
		if d < 0 {
			return nil, ErrDelay.With("text", text)
		}
	}
	return all, err
}

// MaxPeriod bounds the length of a step.
const MaxPeriod = time.Hour

// ParsePeriod reads the length of a step: whole seconds, up to an hour.
func ParsePeriod(text string) (time.Duration, error) {
	d, err := ParseDuration(text)
	if err != nil || d < time.Second || d > MaxPeriod || d%time.Second != 0 {
		return 0, ErrPeriod.With("text", text)
	}
	return d, nil
}
