package guided_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/qr"
	"sandi/internal/site"
	"sandi/tui/screen"
	page "sandi/tui/screen/guided"
	"sandi/tui/tuitest"
)

// now is 10 s into a step.
var now = time.Unix(1_800_000_010, 0).In(tuitest.Zone)

// The report for the helpdesk tells times of this computer's zone.
func init() { time.Local = tuitest.Zone }

var secret = otp.NewSecret([]byte("12345678901234567890"))

func profile(id string) site.Profile {
	p, err := site.Named(id)
	if err != nil {
		panic(err)
	}
	return p
}

func base(stage guided.Stage) guided.Snapshot {
	return guided.Snapshot{Stage: stage, Profile: profile("spse"), Site: "SPSE", User: "budi", Verdict: enroll.ClockUnknown}
}

func keyed(stage guided.Stage) guided.Snapshot {
	s := base(stage)
	s.Key = otp.Key{Issuer: "SPSE", Account: "budi", Secret: secret}.WithDefaults()
	s.Source, s.Verdict = guided.FromText, enroll.ClockRight
	if stage != guided.StageChecked {
		s.Entry, s.Kept, s.Read, s.Backed = "abcdefgh", true, true, true
	}
	return s
}

func with(s guided.Snapshot, change func(*guided.Snapshot)) guided.Snapshot {
	change(&s)
	return s
}

func measured(s guided.Snapshot, offset time.Duration) guided.Snapshot {
	s.Clock = &clock.Reference{Kind: clock.KindNTP, Name: "t", Offset: offset, Uncertainty: 30 * time.Millisecond, At: now}
	s.Verdict = enroll.Judge(*s.Clock)
	return s
}

func checks(s guided.Snapshot, clockOK bool) guided.Snapshot {
	for _, n := range []enroll.CheckName{enroll.CheckSaved, enroll.CheckRead, enroll.CheckBackup, enroll.CheckTime, enroll.CheckFirst} {
		s.Checks = append(s.Checks, enroll.CheckResult{Name: n, OK: true, Blocking: true})
	}
	if !clockOK {
		s.Checks[3].OK, s.Checks[3].Err = false, enroll.ErrClockFar
	}
	return s
}

func refused(n int) guided.Snapshot {
	return with(measured(keyed(guided.StageRefused), 20*time.Millisecond), func(s *guided.Snapshot) {
		s.Refusal = &guided.Refusal{At: now, Into: 12 * time.Second, Count: n, Verdict: enroll.ClockRight, MayBlock: n > 2,
			Advice: []guided.Advice{guided.AdviceNext, guided.AdviceKey, guided.AdviceEntry, guided.AdviceVoid, guided.AdviceHelpdesk}}
	})
}

type aPage struct {
	name string
	snap guided.Snapshot
	keys string
}

// pages are all pages, in all the conditions that look different.
func pages() []aPage {
	pending := []enroll.PendingEnrolment{{ID: "abcdefgh", Service: guided.Service, Address: "spse/SPSE", User: "budi", Created: now.Add(-26 * time.Hour)}}
	behind := func(stage guided.Stage) guided.Snapshot {
		return with(refused(1), func(s *guided.Snapshot) { s.Behind, s.Stage = s.Stage, stage })
	}
	spent := keyed(guided.StageCode).Key.Step(now)
	return []aPage{
		{"something is pending", with(base(guided.StageResume), func(s *guided.Snapshot) { s.Pending = pending }), ""},
		{"clock right", measured(base(guided.StageClock), 20*time.Millisecond), ""},
		{"clock far", measured(base(guided.StageClock), 7*time.Hour), ""},
		{"clock unknown", with(base(guided.StageClock), func(s *guided.Snapshot) { s.Clock = &clock.Reference{Err: clock.ErrNoAnswer} }), ""},
		{"open", base(guided.StageOpen), ""},
		{"open, another site", with(base(guided.StageOpen), func(s *guided.Snapshot) { s.Profile = profile("generic") }), ""},
		{"sign in", base(guided.StageSignIn), ""},
		{"asked", base(guided.StageAsked), ""},
		{"enable", base(guided.StageEnable), ""},
		{"wait", base(guided.StageWait), ""},
		{"no barcode", base(guided.StageNoBarcode), ""},
		{"enabled before", base(guided.StageBefore), "<down>"},
		{"reload", with(base(guided.StageReload), func(s *guided.Snapshot) { s.Reloads = 2 }), ""},
		{"key", base(guided.StageKey), ""},
		{"key typed", base(guided.StageKey), "jbsw y3dp"},
		{"key as a path", base(guided.StageKey), "~/barcode.png"},
		{"key that is wrong", with(base(guided.StageKey), func(s *guided.Snapshot) {
			s.Problem = otp.ErrSecretLookalike.With("char", "0", "place", 16, "meant", "O")
		}), ""},
		{"picture without a code", with(base(guided.StageKey), func(s *guided.Snapshot) { s.Problem = qr.ErrNoCode }), "<down>"},
		{"key from earlier", with(base(guided.StageKey), func(s *guided.Snapshot) { s.Old = true }), ""},
		{"several keys", with(base(guided.StageChoose), func(s *guided.Snapshot) {
			s.Found = []guided.Found{{Issuer: "SPSE", Account: "budi"}, {Issuer: "Other", Account: "ana"}}
		}), ""},
		{"checked", keyed(guided.StageChecked), ""},
		{"checked with doubts", with(measured(keyed(guided.StageChecked), 90*time.Second), func(s *guided.Snapshot) {
			s.Doubts = []error{otp.ErrSecretCut, guided.DoubtName.With("found", "siti", "typed", "budi")}
			s.Duplicates = []guided.Duplicate{{ID: "x", Issuer: "SPSE", Account: "budi", Status: "active"}, {ID: "y", Issuer: "B", Account: "c", Status: "retired", SameKey: true}}
		}), ""},
		{"names and numbers", keyed(guided.StageChecked), "<down><down><enter>"},
		{"compare", keyed(guided.StageReread), ""},
		{"compare a long key", with(keyed(guided.StageReread), func(s *guided.Snapshot) { s.Key.Secret = otp.NewSecret(make([]byte, 40)) }), ""},
		{"log out", checks(measured(keyed(guided.StageLogout), 0), true), ""},
		{"log out with a far clock", checks(measured(keyed(guided.StageLogout), -7*time.Hour), false), ""},
		{"sign in again", keyed(guided.StageSignAgain), ""},
		{"code", keyed(guided.StageCode), ""},
		{"code used", with(keyed(guided.StageCode), func(s *guided.Snapshot) { s.Spent = spent }), ""},
		{"code nearly over", with(keyed(guided.StageCode), func(s *guided.Snapshot) { s.Offset, s.Corrected = -16*time.Second, true }), ""},
		{"answer", keyed(guided.StageAnswer), ""},
		{"cannot tell", with(keyed(guided.StageAnswer), func(s *guided.Snapshot) { s.Unclear = true }), ""},
		{"refused", refused(1), ""},
		{"refused three times", with(refused(3), func(s *guided.Snapshot) {
			s.Refusal.Advice = append([]guided.Advice{guided.AdviceWait}, s.Refusal.Advice...)
		}), ""},
		{"reset", behind(guided.StageReset), ""},
		{"disable", behind(guided.StageDisable), ""},
		{"helpdesk", behind(guided.StageHelpdesk), ""},
		{"not written down", keyed(guided.StageFinish), ""},
		{"done", with(keyed(guided.StageDone), func(s *guided.Snapshot) { s.Active, s.Former = true, "x" }), ""},
		{"leaving with a key in hand", keyed(guided.StageChecked), "q"},
		{"leaving while pending", keyed(guided.StageCode), "q"},
	}
}

func open(p aPage, c screen.Context) *page.Model {
	m := page.New(guided.Snapshot{Stage: guided.StageStart, Profile: p.snap.Profile})
	m.Update(page.Did{Snapshot: p.snap}, c)
	tuitest.Press(m, c, p.keys)
	return m
}

func at(lang locale.Lang, w, h int) screen.Context {
	c := tuitest.Context(w, h, lang)
	c.Now = now
	return c
}

func TestPages(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, size := range tuitest.Sizes() {
			t.Run(fmt.Sprintf("%s-%s", lang, size), func(t *testing.T) {
				c := at(lang, size.Width, size.Height)
				var all strings.Builder
				for _, p := range pages() {
					fmt.Fprintf(&all, "== %s\n%s\n", p.name, tuitest.Draw(t, open(p, c), c))
				}
				tuitest.Golden(t, fmt.Sprintf("%s-%s", lang, size), all.String())
			})
		}
	}
}

// Whatever does not fit can be scrolled to, and what is selected is in view.
func TestEverythingCanBeReached(t *testing.T) {
	for _, lang := range locale.Langs() {
		for _, p := range pages() {
			large, c := at(lang, 40, 200), at(lang, 40, 12)
			whole := words(tuitest.Plain(tuitest.Draw(t, open(p, large), large)))
			m := open(p, c)
			tuitest.Press(m, c, strings.Repeat("<pgup>", 10))
			seen := map[string]bool{}
			for range 30 {
				for w := range words(tuitest.Plain(tuitest.Draw(t, m, c))) {
					seen[w] = true
				}
				tuitest.Press(m, c, "<pgdown>")
			}
			for w := range whole {
				if !seen[w] {
					t.Errorf("%s, %s: %q cannot be reached", lang, p.name, w)
				}
			}
		}
	}
}

func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(strings.Trim(line, "│┌┐└┘─ ")); line != "" {
			out[line] = true
		}
	}
	return out
}

func TestNothingFromOthersReachesTheTerminal(t *testing.T) {
	evil := "evil\x1b[31m\u202ename"
	s := keyed(guided.StageChecked)
	s.Key.Issuer, s.Key.Account, s.Site, s.User = evil, evil, evil, evil
	s.Duplicates = []guided.Duplicate{{Issuer: evil, Account: evil, Status: "active"}}
	s.Doubts = []error{guided.DoubtName.With("found", evil, "typed", evil)}
	s.Found = []guided.Found{{Issuer: evil, Account: evil}}
	s.Pending = []enroll.PendingEnrolment{{ID: "x", Service: guided.Service, Address: "spse/" + evil, User: evil}}
	for _, stage := range guided.Stages() {
		s.Stage = stage
		c := at(locale.EN, 80, 24)
		view := tuitest.Draw(t, open(aPage{snap: s}, c), c)
		if strings.Contains(view, "\x1b[31mname") || strings.Contains(view, "\u202e") {
			t.Errorf("%s: drawn as it is", stage)
		}
	}
}
