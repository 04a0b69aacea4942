package cmd

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/vault"
)

// enrollHeadless enrols without questions. From the moment that the portal is
// asked the document is printed whatever happens, so that its reader learns what
// went wrong and what the entry is.
func (a *app) enrollHeadless(ctx context.Context, at target, flags enrolFlags) (err error) {
	if at.address != "" && (flags.user == "" || flags.passwordFile == "" || flags.role == "") {
		return wrongly(errNeedsAccount)
	}
	if (flags.user == "") != (flags.passwordFile == "") {
		return wrongly(errNeedsAccount)
	}
	var password []byte
	if flags.passwordFile != "" {
		if password, err = a.servicePassword(flags.passwordFile); err != nil {
			return err
		}
		defer clear(password)
	}
	v, err := a.vaultWithoutQuestions(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	run, err := a.beginEnrolment(ctx, v, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.stop()) }()
	h := headless{a: a, session: run.Session, flags: flags, password: password}
	failed := h.drive(ctx)
	snap := run.Snapshot()
	if failed != nil && snap.Entry != "" {
		a.unfinished(snap)
	}
	doc := a.document(snap)
	if doc.Address == "" {
		doc.Address = at.address // nobody answered there
	}
	if snap.Entry != "" {
		e, err := v.Get(snap.Entry)
		if err != nil {
			return errors.Join(failed, err)
		}
		entry := toJSON(e)
		doc.Entry, doc.State = &entry, string(e.Status)
	}
	interrupted := errors.Is(failed, context.Canceled) || errors.Is(failed, context.DeadlineExceeded)
	if failed != nil && !interrupted && !slices.ContainsFunc(snap.Problems, func(t enroll.Trouble) bool { return errors.Is(failed, t.Err) }) {
		stage := snap.Stage
		if h.stuck != nil {
			stage = h.stuckAt
		}
		doc.Problems = append(doc.Problems, a.trouble(a.sys.Clock.Now(), stage, failed))
	}
	return errors.Join(failed, a.writeJSON(doc))
}

// vaultWithoutQuestions opens the vault or makes it, with the password that was
// given. Without one it is locked, whoever sits at a terminal.
func (a *app) vaultWithoutQuestions(ctx context.Context) (*vault.Vault, error) {
	dir, err := a.vaultDir()
	if err != nil {
		return nil, err
	}
	exists, err := vault.Exists(dir)
	if err != nil {
		return nil, err
	}
	password, given, err := a.givenPassword(ctx)
	switch {
	case err != nil:
		return nil, err
	case !given:
		return nil, errNoPassword
	case exists:
		return a.unlock(ctx, dir, password)
	}
	defer clear(password)
	a.say("enroll.cmd.new-vault", "dir", dir)
	return vault.Create(dir, password, a.sys.Vault)
}

// headless drives a session by itself. It decides nothing that a person should:
// a clock that is far off and a key that is elsewhere end it. It never comes
// near a lock-out, and asks the helpdesk where nothing else is left.
type headless struct {
	a        *app
	session  *enroll.Session
	flags    enrolFlags
	password []byte
	waited   time.Time // since when the barcode is awaited
	reloaded time.Time // when the page with it was reloaded
	tries    int       // at saving the key
	keys     int       // how often the portal has shown one
	again    int       // what was tried once more, in all
	stuck    error     // why the helpdesk is asked
	stuckAt  enroll.Stage
	asked    bool
}

const (
	maxCodes = 2           // refused in one run: the strictest services lock at the third
	maxSent  = 3           // codes sent in one run, with those that were answered by nothing
	maxKeys  = 4           // shown in one run: a portal that never asks for a code would show them without end
	maxAgain = 8           // what else is tried again in one run
	rest     = time.Second // before that
)

func (h *headless) drive(ctx context.Context) error {
	for {
		snap := h.session.Snapshot()
		if snap.Stage == enroll.StageDone {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		action, err := h.next(ctx, snap)
		if err != nil {
			return err
		}
		after, err := h.session.Do(ctx, action)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if err = h.overcome(ctx, after, err); err != nil {
				return err
			}
		}
		if snap.Stage == enroll.StageStart && after.Portal.Unencrypted {
			h.a.warn("enroll.unencrypted")
		}
		if after.Stage == enroll.StageKey && snap.Stage != enroll.StageKey {
			if h.keys++; h.keys > maxKeys {
				return enroll.ErrProtocol.With("status", "KEY_SHOWN")
			}
		}
		if after.Stage != snap.Stage {
			h.a.say("enroll.cmd.stage."+string(after.Stage), "portal", clean(after.Portal.Address))
		}
	}
}

// overcome returns nil where the way goes on after an error.
func (h *headless) overcome(ctx context.Context, after enroll.Snapshot, err error) error {
	is := func(any ...error) bool {
		return slices.ContainsFunc(any, func(e error) bool { return errors.Is(err, e) })
	}
	switch {
	case after.Stage == enroll.StageKey && !after.Kept:
		return h.unsaved(ctx, err)
	case after.Stage == enroll.StageAlreadyOn:
		return nil // the page knows the ways
	case after.Stage == enroll.StageHelpdesk:
		h.a.warnOf(err)
		return h.stuck
	case is(enroll.ErrCodeRefused, enroll.ErrUnknownFate, enroll.ErrCodeUnheard):
		if r := after.Refusal; r != nil && r.Count >= maxCodes || after.Attempts >= maxSent {
			return err
		}
	case is(enroll.ErrCodeLate, enroll.ErrCodeSpent, enroll.ErrSpentElsewhere):
	case is(enroll.ErrUnreachable, enroll.ErrLoginTimeout, enroll.ErrNoSession):
		if after.Stage == enroll.StageStart {
			return err // nobody is there
		}
	default:
		return err
	}
	if h.again++; h.again > maxAgain {
		return err
	}
	what, _ := h.a.l.Describe(err)
	h.a.say("enroll.cmd.again", "what", clean(what))
	return pause(ctx, rest)
}

// How often, and how far apart, saving a key is tried again.
const (
	saveTries = 20
	savePause = 3 * time.Second
)

// unsaved waits before the key is saved once more. TOTP is on and nobody else
// has the key: giving up at once would lock the user out over a disk that may
// have room again in a moment. Saving is safe to repeat; the portal is not
// asked again.
func (h *headless) unsaved(ctx context.Context, why error) error {
	h.tries++
	if h.tries == 1 {
		h.a.warnOf(why)
		h.a.warn("enroll.cmd.unsaved", "time", saveTries*savePause)
	}
	if h.tries > saveTries {
		return enroll.ErrUnsaved.Because(why)
	}
	return pause(ctx, savePause)
}

// next chooses the next action, after waiting where that is due.
func (h *headless) next(ctx context.Context, snap enroll.Snapshot) (enroll.Action, error) {
	switch snap.Stage {
	case enroll.StageStart:
		return enroll.Begin{}, nil
	case enroll.StageResume, enroll.StageAlreadyOn:
		return h.pending(snap)
	case enroll.StageRole:
		role := enroll.Penyedia
		if h.flags.role != "" {
			role = enroll.Role(h.flags.role)
		}
		return enroll.ChooseRole{Role: role}, nil
	case enroll.StageClock:
		return h.clock(snap)
	case enroll.StageSignIn, enroll.StageSignAgain:
		return h.signIn(snap)
	case enroll.StageEnable:
		return enroll.Enable{}, nil
	case enroll.StageWait:
		now := h.a.sys.Clock.Now()
		if h.waited.IsZero() {
			h.waited = now
		}
		wait := min(snap.ReadyAt.Sub(now), time.Second)
		return enroll.AwaitBarcode{}, pause(ctx, max(wait, 100*time.Millisecond))
	case enroll.StageNoBarcode:
		return enroll.AnswerBefore{Answer: enroll.AnswerUnknown}, nil
	case enroll.StageReload:
		return h.reload(ctx, snap)
	case enroll.StageHelpdesk:
		return h.helpdesk(snap)
	case enroll.StageKey:
		if !snap.Kept {
			return enroll.Keep{}, nil
		}
		return enroll.Check{}, nil
	case enroll.StageCheck:
		return enroll.Logout{}, blocked(snap)
	case enroll.StageCode:
		now := h.a.sys.Clock.Now()
		if wait := snap.Plan(now).Wait(snap.CodeTime(now)); wait > 0 {
			h.a.say("enroll.cmd.waiting", "wait", enroll.Ceil(wait))
			return enroll.SubmitCode{}, pause(ctx, wait)
		}
		return enroll.SubmitCode{}, nil
	}
	return nil, enroll.ErrNotNow.With("stage", string(snap.Stage))
}

// blocked returns why the check before Logout has not passed, or nil.
func blocked(snap enroll.Snapshot) error {
	for _, line := range snap.Checks {
		if line.Blocking && !line.OK {
			if line.Err != nil {
				return line.Err
			}
			return enroll.ErrNotChecked
		}
	}
	return nil
}

// pending takes up what the flags mean, the newest if they say nothing.
func (h *headless) pending(snap enroll.Snapshot) (enroll.Action, error) {
	i := slices.IndexFunc(snap.Pending, func(p enroll.PendingEnrolment) bool {
		return (h.flags.user == "" || h.flags.user == p.User) && (h.flags.role == "" || h.flags.role == string(p.Role))
	})
	switch {
	case i >= 0:
		return enroll.Resume{ID: snap.Pending[i].ID}, nil
	case snap.Stage == enroll.StageResume:
		return enroll.StartAnew{}, nil
	}
	h.stuck, h.stuckAt = enroll.ErrAlreadyEnabled, snap.Stage
	return enroll.Explain{Topic: enroll.TopicHelpdesk}, nil
}

// reload reloads the page with the barcode, once: who enabled TOTP before gets
// nothing by more of it.
func (h *headless) reload(ctx context.Context, snap enroll.Snapshot) (enroll.Action, error) {
	now := h.a.sys.Clock.Now()
	switch {
	case h.reloaded.IsZero():
		h.reloaded = now
		return enroll.Refresh{}, nil
	case now.Sub(h.reloaded) < h.a.patience():
		return enroll.AwaitBarcode{}, pause(ctx, min(rest, h.a.patience()))
	}
	h.stuck, h.stuckAt = errNoBarcode.With("time", now.Sub(h.waited).Round(time.Second)), snap.Stage
	return enroll.Explain{Topic: enroll.TopicHelpdesk}, nil
}

// helpdesk asks once, and ends the run then: an answer takes people, and time.
func (h *headless) helpdesk(snap enroll.Snapshot) (enroll.Action, error) {
	if h.asked {
		if !snap.Asked.IsZero() {
			h.a.say("enroll.helpdesk.asked", "time", snap.Asked.Local().Format("15:04:05"))
		}
		return nil, h.stuck
	}
	h.asked = true
	return enroll.AskHelpdesk{Text: strings.Join(h.a.reportLines(snap), "\n")}, nil
}

func (h *headless) clock(snap enroll.Snapshot) (enroll.Action, error) {
	if snap.Clock == nil {
		return enroll.CheckClock{}, nil
	}
	switch {
	case snap.Verdict == enroll.ClockUnknown:
		h.a.warn("enroll.clock.not-measured")
		return enroll.GoOn{}, nil
	case h.flags.corrected:
		return enroll.GoOn{Corrected: true}, nil
	case snap.Verdict == enroll.ClockFar && h.a.simulation.by == 0:
		return nil, enroll.ErrClockFar
	case snap.Verdict == enroll.ClockOff, snap.Verdict == enroll.ClockFar:
		key, args := snap.ClockFigure()
		h.a.warn(key, args...)
	}
	return enroll.GoOn{}, nil
}

func (h *headless) signIn(snap enroll.Snapshot) (enroll.Action, error) {
	if h.flags.user != "" {
		return enroll.SignIn{User: h.flags.user, Password: slices.Clone(h.password)}, nil
	}
	demo, ok := snap.Portal.DemoFor(snap.Role)
	if !ok || snap.User != "" && snap.User != demo.User {
		return nil, wrongly(errNeedsAccount)
	}
	return enroll.SignIn{User: demo.User, Password: []byte(demo.Password)}, nil
}
