package enroll

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
)

// Line is one line of a text: a message and its arguments. Arguments that the
// user or the portal wrote are to be cleaned with the line.
type Line struct {
	Key  string
	Args []any
}

// HelpdeskReport is what a helpdesk needs to know about an enrolment that does
// not go on: who, when, how far the clock is off, what happened. Nothing in it
// is secret: no key, no code, no password.
func HelpdeskReport(s Snapshot) []Line {
	line := func(key string, args ...any) Line { return Line{"enroll.report." + key, args} }
	out := []Line{
		line("portal", "name", s.Portal.Name, "address", s.Portal.Address),
		line("account", "role", s.Role.Label(), "user", s.User),
		line("state", "state", string(s.State)),
	}
	if last := lastProblem(s); last != nil {
		f := fault.Of(last.Err)
		out = append(out, line("at", "time", zoned(last.At)), Line{f.Code(), append(slices.Clone(f.Args()), "cause", "")})
	}
	if r := s.Refusal; r != nil {
		out = append(out,
			line("refused", "n", r.Count, "time", zoned(r.At)),
			line("into", "time", r.Into.Round(time.Second)))
	}
	if c := s.Clock; c == nil || c.Err != nil {
		out = append(out, line("clock-unknown"))
	} else {
		step := period(s.Key)
		out = append(out, line("clock", "sign", sign(c.Offset), "offset", Rounded(c.Offset), "uncertainty", Rounded(max(c.Uncertainty, finest)), "time", zoned(c.At)),
			line("steps", "steps", int(math.Round(float64(c.Offset)/float64(step))), "period", step))
		if s.Corrected {
			out = append(out, line("corrected", "sign", sign(s.Offset), "offset", Rounded(s.Offset)))
		}
	}
	return out
}

// lastProblem returns the newest problem that the portal's helpdesk can do
// something about: one of the portal's, not of this computer's disk.
func lastProblem(s Snapshot) *Trouble {
	for i := range slices.Backward(s.Problems) {
		if f := fault.Of(s.Problems[i].Err); f != nil && strings.HasPrefix(f.Code(), "enroll.") {
			return &s.Problems[i]
		}
	}
	return nil
}

// zoned writes a moment with its zone, so that logs of two computers can be
// laid side by side.
func zoned(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 -07:00") }

// sign writes which way an offset goes: + is a clock that is fast, and one
// that rounds to nothing goes neither way.
func sign(d time.Duration) string {
	switch {
	case Rounded(d) == 0:
		return ""
	case d < 0:
		return "−"
	}
	return "+"
}

// maxRequest bounds a text for the helpdesk, in bytes.
const maxRequest = 2000

func (s *Session) askHelpdesk(ctx context.Context, snap *Snapshot, text string) error {
	if !at(snap, StageHelpdesk) {
		return notNow(snap)
	}
	if snap.User == "" || strings.TrimSpace(text) == "" {
		return ErrNoRequest
	}
	if holdsSecret(text, snap.Key, snap.CodeTime(s.clock.Now())) {
		return ErrSecretInText
	}
	if len(text) > maxRequest {
		text = strings.ToValidUTF8(text[:maxRequest], "")
	}
	if err := s.service.AskHelpdesk(ctx, snap.Role, snap.User, text); err != nil {
		return err
	}
	snap.Asked = s.clock.Now()
	return nil
}

// holdsSecret reports whether a text holds the key, however it is grouped, or a
// code of the last minutes.
func holdsSecret(text string, k otp.Key, now time.Time) bool {
	if k.Secret.IsZero() {
		return false
	}
	squeezed := strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -\t\r\n\u00a0", r) {
			return -1
		}
		return r
	}, text))
	if strings.Contains(squeezed, k.Secret.Base32()) {
		return true
	}
	running := k.WithDefaults().Step(now)
	for step := running - otp.Step(typedWindow.Past); step <= running+otp.Step(typedWindow.Future); step++ {
		if code, err := k.CodeFor(step); err == nil && (strings.Contains(text, code.Reveal()) || strings.Contains(text, code.Grouped())) {
			return true
		}
	}
	return false
}
