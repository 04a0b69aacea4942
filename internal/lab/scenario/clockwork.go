package scenario

import (
	"context"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/otp"
)

// measure asks the references and the portal what time it is.
func (r *runner) measure(ctx context.Context, s Step, result *StepResult) (string, error) {
	var refs []clock.Reference
	for _, k := range r.s.Client.References {
		ref := clock.Reference{Kind: k.Kind, Name: k.Name, Offset: r.pc.offset() - k.Wrong, Uncertainty: k.Uncertainty, At: r.pc.Now()}
		if k.Silent {
			ref = clock.Reference{Kind: k.Kind, Name: k.Name, At: r.pc.Now(), Err: clock.ErrNoAnswer.With("name", k.Name)}
		}
		refs = append(refs, ref)
	}
	r.measured = clock.Weigh(refs)
	r.measured.At = r.pc.Now()
	r.service = nil
	if r.s.Client.AskPortal {
		if ref := r.person.ClockSource().Measure(ctx); ref.OK() {
			r.service = []clock.Reference{ref}
		}
	}
	if r.measured.Best == nil {
		if s.Offset != nil {
			result.Checks = append(result.Checks, Check{What: "offset", Want: formatSigned(*s.Offset), Got: cameNoAnswer})
		}
		return cameNoAnswer, ctx.Err()
	}
	got := r.measured.Best.Offset
	r.points = append(r.points, point{r.pc.Now(), got, len(r.pc.jumps)})
	if s.Offset != nil {
		result.Checks = append(result.Checks, Check{
			What: "offset", Want: formatSigned(*s.Offset), Got: formatSigned(got), OK: (got - *s.Offset).Abs() <= s.Within,
		})
	}
	return formatSigned(got), ctx.Err()
}

// judge judges what was measured last.
func (r *runner) judge(s Step, result *StepResult) (string, error) {
	if r.measured.At.IsZero() {
		return "", ErrNotMeasured
	}
	r.findings(s, diagnose.Judge(r.facts()), result)
	return "", nil
}

// facts is what the user's computer knows about its clock.
func (r *runner) facts() diagnose.Facts {
	k := r.s.Client
	f := diagnose.Facts{
		Now: r.pc.shown(), OS: k.OS, Zone: r.pc.zone, UTCOffset: r.pc.utcOffset, TrueZone: k.TrueZone, Built: k.Built, DualBoot: k.DualBoot,
		Sync:  diagnose.Sync{Running: k.SyncRunning, Synchronised: k.Synchronised},
		Jumps: r.pc.jumps, RejectedCodes: r.refused,
		References: r.measured.References, ServiceReferences: r.service,
	}
	if k.SyncService != "" {
		f.Sync.Service = &k.SyncService
	}
	if k.LastSync > 0 {
		f.Sync.LastSync = r.pc.Now().Add(-k.LastSync - r.site.Now().Sub(r.pc.begin))
	}
	if n := len(r.points); n > 1 {
		p := r.points[n-2]
		f.Earlier = &diagnose.Earlier{Offset: p.offset, Uncertainty: 100 * time.Millisecond, At: p.at}
	}
	f.Drift = r.drift()
	return f
}

// drift is how fast the clock strays, by the oldest and the newest measurement
// since its last jump. Hours that lie too close say nothing.
func (r *runner) drift() *diagnose.DriftRate {
	for i, first := range r.points {
		last := r.points[len(r.points)-1]
		if first.jumps != last.jumps {
			continue
		}
		apart := last.at.Sub(first.at)
		if i == len(r.points)-1 || apart < 6*time.Hour {
			return nil
		}
		perDay := func(d time.Duration) time.Duration { return time.Duration(float64(d) * float64(day) / float64(apart)) }
		return &diagnose.DriftRate{PerDay: perDay(last.offset - first.offset), Uncertainty: perDay(100 * time.Millisecond), Since: first.at}
	}
	return nil
}

// explain explains the code that was sent last.
func (r *runner) explain(ctx context.Context, s Step, result *StepResult) (string, error) {
	if len(r.sent) == 0 {
		return "", ErrNoCode
	}
	code := r.sent[len(r.sent)-1]
	entry := refusal.Candidate{ID: "entri", Name: code.key.Account, Key: code.key, Spent: spentBefore(r.sent)}
	q := refusal.Question{
		Code: refusal.NewTyped(code.typed), At: code.at, Uncertainty: 5 * time.Second, Window: r.window,
		Entries: []refusal.Candidate{entry}, Which: entry.ID, Offset: r.measured.Best,
	}
	if !r.key.Secret.IsZero() && !r.key.Secret.Equal(code.key.Secret) { // a code of a former key
		q.Entries[0].ID, q.Entries[0].Retired = "lama", true
		q.Entries = append(q.Entries, refusal.Candidate{ID: "entri", Name: r.key.Account, Key: r.key})
	}
	if code.other != nil {
		q.Entries = append(q.Entries, refusal.Candidate{ID: "lain", Name: code.other.Account, Key: *code.other})
	}
	e, err := refusal.Explain(ctx, q)
	if err != nil {
		return "", err
	}
	r.findings(s, e.Findings, result)
	return "", nil
}

// spentBefore is the last step whose code was sent before the last code.
func spentBefore(list []sent) *otp.Step {
	last := list[len(list)-1]
	var spent *otp.Step
	for _, code := range list[:len(list)-1] {
		if code.key.Secret.Equal(last.key.Secret) && (spent == nil || code.step > *spent) {
			spent = &code.step
		}
	}
	return spent
}

// findings checks findings against what a step expects.
func (r *runner) findings(s Step, found []diagnose.Finding, result *StepResult) {
	var causes []string
	for _, f := range found {
		causes = append(causes, string(f.Cause))
	}
	has := func(cause string) bool { return strings.Contains(","+strings.Join(causes, ",")+",", ","+cause+",") }
	check := func(what, want, got string, ok bool) {
		result.Checks = append(result.Checks, Check{What: what, Want: want, Got: got, OK: ok})
	}
	if len(found) == 0 {
		check("cause", s.Expect, cameNone, false)
		return
	}
	check("cause", s.Expect, causes[0], causes[0] == s.Expect)
	if s.Confidence != "" {
		got := string(found[0].Confidence)
		check("confidence", s.Confidence, got, got == s.Confidence)
	}
	for _, cause := range s.Also {
		check("also", cause, strings.Join(causes, " "), has(cause))
	}
	for _, cause := range s.Never {
		check("never", cause, strings.Join(causes, " "), !has(cause))
	}
}

// readMail waits for a letter with a code and reads it.
func (r *runner) readMail(ctx context.Context, most time.Duration) (string, error) {
	for end := r.site.Now().Add(most); ; {
		letters, err := r.person.Inbox(ctx)
		if err != nil {
			return answer("", err)
		}
		if len(letters) > 0 {
			return r.letter(letters[0]), nil
		}
		left := end.Sub(r.site.Now())
		if left <= 0 {
			return cameNone, nil
		}
		if err := r.site.Wait(ctx, min(pause(mailPoll, most), left)); err != nil {
			return "", err
		}
	}
}

// letter takes the code out of a letter, and says whether it is of the step that
// runs now at the portal.
func (r *runner) letter(l enroll.Letter) string {
	for _, field := range strings.FieldsFunc(l.Body, func(c rune) bool { return c < '0' || c > '9' }) {
		code, err := otp.ParseCode(field)
		if err != nil || len(field) != r.key.Digits {
			continue
		}
		now, err := r.key.CodeAt(r.site.Now())
		r.mail = field
		if err == nil && code.Equal(now) {
			return cameLetter
		}
		return cameExpired
	}
	return cameNone
}
