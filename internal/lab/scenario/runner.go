package scenario

import (
	"context"
	"errors"
	"slices"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/otp"
	"sandi/internal/portal"
)

// runner plays one scenario.
type runner struct {
	s      Scenario
	site   site
	pc     *computer
	person person
	window otp.Window // that the portal accepts, as far as its conditions tell

	key    otp.Key // that the portal has shown last; zero: none
	former []otp.Key
	sent   []sent // codes, oldest first
	mail   string // code out of the newest letter; secret

	measured clock.Measurement
	service  []clock.Reference
	points   []point
	refused  int // codes in a row, or nearly: what a user would call "lately"
}

// sent is a code that was sent.
type sent struct {
	typed string // secret
	key   otp.Key
	step  otp.Step // of key, by the user's clock when the code was read
	at    time.Time
	other *otp.Key // the entry that it really came from
}

// point is a measured offset.
type point struct {
	at     time.Time // by the user's clock
	offset time.Duration
	jumps  int // that had been noticed by then
}

// newRunner brings the user to where the scenario begins.
func newRunner(ctx context.Context, s Scenario, where site) (r *runner, err error) {
	r = &runner{s: s, site: where, pc: newComputer(where), window: windowOf(s.Portal.Conditions)}
	if r.person, err = where.Person(r.pc); err != nil {
		return nil, err
	}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if err := where.Align(ctx, s); err != nil {
		return nil, err
	}
	if err := where.SetConditions(ctx, s.Portal.Conditions); err != nil {
		return nil, err
	}
	r.pc.start(s.Client)
	_, err = where.Attempts(ctx) // what led here is not looked at
	return r, err
}

// prepare goes the way to the scenario's start.
func (r *runner) prepare(ctx context.Context) error {
	if r.s.Start == FromNothing {
		return nil
	}
	way := []Step{
		{Act: Login, Expect: string(portal.InUnprotected)}, {Act: Enable, Expect: cameWaiting},
		{Act: WaitBarcode, Most: preparing / 2, Expect: cameShown}, {Act: Logout, Expect: cameDone},
	}
	if r.s.Start == CodeAsked {
		way = append(way, Step{Act: Login, Expect: string(portal.TOTPPrompt)})
	}
	for _, s := range way {
		came, err := r.do(ctx, s, &StepResult{})
		if err != nil {
			return err
		}
		if came != s.Expect {
			return ErrStart.With("act", string(s.Act), "got", came)
		}
	}
	return nil
}

// windowOf is what a portal under some conditions accepts.
func windowOf(names []string) otp.Window {
	c, _, err := portal.ParseScenarios(names)
	if err != nil {
		return otp.Window{Past: 1, Future: 1}
	}
	switch c.Profile {
	case portal.Ketat:
		return otp.Window{}
	case portal.Lampau:
		return otp.Window{Past: 1}
	case portal.Longgar:
		return otp.Window{Past: 4, Future: 4}
	default:
		return otp.Window{Past: 1, Future: 1}
	}
}

// step does a step and checks what came of it.
func (r *runner) step(ctx context.Context, s Step) StepResult {
	watch := clock.Take(clock.System{})
	result := StepResult{Step: s}
	var came string
	for range max(s.Times, 1) {
		if came, result.Err = r.do(ctx, s, &result); result.Err != nil {
			break
		}
		if s.Expect != "" && came != "" {
			result.Checks = replace(result.Checks, Check{What: "portal", Want: s.Expect, Got: came, OK: came == s.Expect})
		}
		if s.Expect != "" && came != "" && came != s.Expect {
			break
		}
	}
	r.pc.watch()
	if result.Err == nil {
		result.Err = r.operator(ctx, s, &result)
	}
	result.At = r.site.Now().Sub(r.pc.begin)
	result.Took = clock.Take(clock.System{}).Mono - watch.Mono
	return result
}

// replace puts a check in the place of an earlier one of its kind.
func replace(list []Check, c Check) []Check {
	list = slices.DeleteFunc(list, func(o Check) bool { return o.What == c.What })
	return append(list, c)
}

// journalActs are the acts of the operator's journal that belong to steps.
var journalActs = map[Act]portal.Act{
	Login: portal.ActSignIn, Enable: portal.ActEnable, SendCode: portal.ActCode, NextCode: portal.ActCode, ReuseCode: portal.ActCode,
	MailCode: portal.ActCode, Reset: portal.ActReset, Disable: portal.ActDisable, Helpdesk: portal.ActHelpdesk,
}

// operator checks what the operator sees of a step. The journal is read after
// each one, so that the next finds only its own lines.
func (r *runner) operator(ctx context.Context, s Step, result *StepResult) error {
	act, noted := journalActs[s.Act]
	if !noted {
		return nil
	}
	list, err := r.site.Attempts(ctx)
	if err != nil {
		return err
	}
	var last attempt
	for _, a := range list {
		if a.act == string(act) {
			last = a
		}
	}
	if s.Operator != "" {
		result.Checks = append(result.Checks, Check{What: "operator", Want: s.Operator, Got: orNone(last.verdict), OK: last.verdict == s.Operator})
	}
	if s.Locked != nil {
		result.Checks = append(result.Checks, Check{What: "locked", Want: yesNo(*s.Locked), Got: yesNo(last.locked), OK: last.locked == *s.Locked})
	}
	return nil
}

func orNone(text string) string {
	if text == "" {
		return cameNone
	}
	return text
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// do does a step once. came is what came of it, "" where nothing can.
func (r *runner) do(ctx context.Context, s Step, result *StepResult) (came string, err error) {
	switch s.Act {
	case Login:
		return r.login(ctx, s)
	case Enable:
		_, err = r.person.Enable(ctx)
		return answer(cameWaiting, err)
	case WaitBarcode:
		return r.barcode(ctx, s.Most)
	case Reload:
		return r.reload(ctx, s, result)
	case Logout:
		return answer(cameDone, r.person.Logout(ctx))
	case SendCode, NextCode, ReuseCode, MailCode:
		return r.code(ctx, s)
	case Reset:
		_, err = r.person.RequestReset(ctx)
		return answer(cameAccepted, err)
	case ReadMail:
		return r.readMail(ctx, s.Most)
	case Disable:
		if came, err = answer(cameDone, r.person.Disable(ctx)); came == cameDone {
			r.newKey(otp.Key{})
		}
		return came, err
	case Helpdesk:
		a := r.site.Account()
		return answer(cameDone, r.person.AskHelpdesk(ctx, a.role, a.user, "Mohon reset TOTP."))
	case ResetAccount:
		r.newKey(otp.Key{})
		return cameDone, r.site.ResetAccount(ctx)
	case Wait:
		return "", r.site.Wait(ctx, s.For)
	case Sleep:
		err = r.site.Wait(ctx, s.For)
		r.pc.slept(s.For, s.Stops)
		return "", err
	case SetClock:
		if s.To != nil {
			r.pc.setTo(*s.To)
		} else {
			r.pc.set += *s.By
		}
		return "", nil
	case SetZone:
		r.pc.zone, r.pc.utcOffset = s.Zone, s.UTCOffset
		return "", nil
	case SetPortal:
		r.window = windowOf(s.Conditions)
		return "", r.site.SetConditions(ctx, s.Conditions)
	case Measure:
		return r.measure(ctx, s, result)
	case Judge:
		return r.judge(s, result)
	default:
		return r.explain(ctx, s, result)
	}
}

// answer puts what a portal answered into a word, and leaves every other error
// one.
func answer(good string, err error) (string, error) {
	switch {
	case err == nil:
		return good, nil
	case errors.Is(err, enroll.ErrBadCredentials):
		return badCredentials, nil
	case errors.Is(err, enroll.ErrLocked):
		return locked, nil
	case errors.Is(err, enroll.ErrLoginTimeout):
		return loginTimeout, nil
	case errors.Is(err, enroll.ErrNoSession):
		return noSession, nil
	case errors.Is(err, enroll.ErrAlreadyEnabled):
		return alreadyEnabled, nil
	case errors.Is(err, enroll.ErrWrongState):
		return wrongState, nil
	case errors.Is(err, enroll.ErrCodeRefused):
		return cameRefused, nil
	case errors.Is(err, enroll.ErrUnreachable):
		return unreachable, nil
	}
	return "", err
}

// login opens the login page, takes a while to type, and signs in.
func (r *runner) login(ctx context.Context, s Step) (string, error) {
	a := r.site.Account()
	if _, err := r.person.OpenLogin(ctx, a.role); err != nil {
		return answer("", err)
	}
	if err := r.site.Wait(ctx, s.Typing); err != nil {
		return "", err
	}
	password := a.password
	if s.Password == "wrong" {
		password = []byte("bukan ini")
	}
	state, err := r.person.SignIn(ctx, a.role, a.user, password)
	return answer(string(state), err)
}

// How often a page that may still change is looked at, and an inbox.
const (
	poll     = 250 * time.Millisecond
	mailPoll = time.Second
)

// pause is how long to wait between two looks, of which there are a hundred
// at most.
func pause(least, most time.Duration) time.Duration { return max(least, most/100) }

// barcode waits for the barcode.
func (r *runner) barcode(ctx context.Context, most time.Duration) (string, error) {
	if most == 0 {
		most = 30 * time.Second
	}
	for end := r.site.Now().Add(most); ; {
		b, ready, err := r.person.Barcode(ctx)
		if err != nil {
			return answer("", err)
		}
		if ready {
			r.newKey(b.Key)
			return cameShown, nil
		}
		left := end.Sub(r.site.Now())
		if left <= 0 {
			return cameMissing, nil
		}
		if err := r.site.Wait(ctx, min(pause(poll, most), left)); err != nil {
			return "", err
		}
	}
}

func (r *runner) reload(ctx context.Context, s Step, result *StepResult) (string, error) {
	b, ready, err := r.person.Refresh(ctx)
	if err != nil || !ready {
		return answer(cameMissing, err)
	}
	if s.Key != "" {
		got := "other"
		if b.Key.Secret.Equal(r.key.Secret) {
			got = "same"
		}
		result.Checks = append(result.Checks, Check{What: "key", Want: s.Key, Got: got, OK: got == s.Key})
	}
	r.newKey(b.Key)
	return cameShown, nil
}

// newKey takes over what the portal shows, and keeps a key that it voids.
func (r *runner) newKey(key otp.Key) {
	if !r.key.Secret.IsZero() && !r.key.Secret.Equal(key.Secret) {
		r.former = append(r.former, r.key)
	}
	r.key = key
}
