package enroll_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	bubbles "charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	page "sandi/tui/screen/enroll"
)

func wide() screen.Context { return context(locale.EN, 76, 19) }

// did answers the screen's last wish.
func did(m *page.Model, s enroll.Snapshot, c screen.Context) screen.Outcome {
	out, _ := m.Update(page.Did{Snapshot: s, Err: s.Problem}, c)
	return out
}

func TestWhatKeysWant(t *testing.T) {
	pending := with(base(enroll.StageResume), func(s *enroll.Snapshot) {
		s.Pending = []enroll.PendingEnrolment{{ID: "abcdefgh", Role: enroll.Penyedia, User: "penyedia.demo"}}
	})
	far := measured(93 * time.Second)
	for _, tt := range []struct {
		name string
		snap enroll.Snapshot
		keys string
		want screen.Outcome
	}{
		{"try again", with(base(enroll.StageStart), func(s *enroll.Snapshot) { s.Problem = enroll.ErrUnreachable }), "<enter>", page.Do{Action: enroll.Begin{}}},
		{"continue", pending, "<enter>", page.Do{Action: enroll.Resume{ID: "abcdefgh"}}},
		{"start anew", pending, "<down><enter>", page.Do{Action: enroll.StartAnew{}}},
		{"leave", pending, "<down><down><down><enter><down><enter>", page.Do{Action: enroll.GiveUp{}}},
		{"role", base(enroll.StageRole), "<enter>", page.Do{Action: enroll.ChooseRole{Role: enroll.Penyedia}}},
		{"the other role", base(enroll.StageRole), "<down><enter>", page.Do{Action: enroll.ChooseRole{Role: enroll.NonPenyedia}}},
		{"first page, escape", base(enroll.StageRole), "<esc>", page.Do{Action: enroll.GiveUp{}}},
		{"clock", measured(0), "<enter>", page.Do{Action: enroll.GoOn{}}},
		{"clock again", measured(0), "r", page.Do{Action: enroll.CheckClock{}}},
		{"far clock: correcting comes first", far, "<enter>", page.Do{Action: enroll.GoOn{Corrected: true}}},
		{"far clock: going on all the same", far, "<tab><enter>", page.Do{Action: enroll.GoOn{}}},
		{"clock, back", measured(0), "<esc>", page.Do{Action: enroll.Back{}}},
		{"enable", base(enroll.StageEnable), "<enter>", page.Do{Action: enroll.Enable{}}},
		{"waiting has no way back", base(enroll.StageWait), "<esc>", nil},
		{"key", keyed(enroll.StageKey), "<enter>", page.Do{Action: enroll.Check{}}},
		{"key that is not saved", with(keyed(enroll.StageKey), func(s *enroll.Snapshot) { s.Read = false }), "<enter>", page.Do{Action: enroll.Keep{}}},
		{"logout", checked(false), "<enter>", page.Do{Action: enroll.Logout{}}},
		{"no logout with a far clock", checked(true), "<enter>", page.Do{Action: enroll.GoOn{Corrected: true}}},
		{"check again", checked(false), "r", page.Do{Action: enroll.Check{}}},
		{"own code", keyed(enroll.StageCode), "f<enter>", page.Do{Action: enroll.SubmitCode{}}},
		{"own code without f: seen before it is sent", keyed(enroll.StageCode), "<enter>", nil},
		{"letters are no code", keyed(enroll.StageCode), "xyz<enter>", nil},
		{"code, back", keyed(enroll.StageCode), "<esc>", page.Do{Action: enroll.Back{}}},
		{"save again", keyed(enroll.StageFinish), "<enter>", page.Do{Action: enroll.Finish{}}},
		{"done", keyed(enroll.StageDone), "<enter>", screen.Close{}},
		{"key, escape asks", keyed(enroll.StageKey), "<esc>", nil},
		{"and staying is the default", keyed(enroll.StageKey), "<esc><enter>", nil},
		{"q asks as escape does", keyed(enroll.StageKey), "q", nil},
		{"q asks also where escape goes back", checked(false), "q<down><enter>", page.Do{Action: enroll.GiveUp{}}},
		{"q in the question stays", keyed(enroll.StageKey), "qq<enter>", page.Do{Action: enroll.Check{}}},
		{"q with nothing at stake", base(enroll.StageRole), "q", page.Do{Action: enroll.GiveUp{}}},
		{"q at the end", keyed(enroll.StageDone), "q", screen.Close{}},
		{"leaving", keyed(enroll.StageKey), "<esc><down><enter>", page.Do{Action: enroll.GiveUp{}}},
	} {
		m := open(tt.snap, "", wide())
		if got := press(m, tt.keys, wide()); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, want %#v", tt.name, got, tt.want)
		}
	}
}

func TestSignInSendsWhatIsTyped(t *testing.T) {
	for _, tt := range []struct{ keys, user, password string }{
		{"<enter>", "penyedia.demo", "kopi-susu-pagi-42"},
		{"<ctrl+u>budi<tab><ctrl+u>s 3cret?q<enter>", "budi", "s 3cret?q"},
		{"<tab><backspace>3<enter>", "penyedia.demo", "kopi-susu-pagi-43"},
	} {
		m := open(base(enroll.StageSignIn), "", wide())
		out, ok := press(m, tt.keys, wide()).(page.Do)
		in, isSignIn := out.Action.(enroll.SignIn)
		if !ok || !isSignIn || in.User != tt.user || string(in.Password) != tt.password {
			t.Errorf("%s: user %q", tt.keys, in.User)
		}
		if text := fmt.Sprintf("%v %+v %#v", out, out, out); strings.Contains(text, tt.password) {
			t.Errorf("the outcome prints the password: %s", text)
		}
		// Refused: what was typed is still there.
		did(m, with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.User, s.Problem = tt.user, enroll.ErrBadCredentials }), wide())
		again, _ := press(m, "<enter>", wide()).(page.Do)
		if in, _ := again.Action.(enroll.SignIn); in.User != tt.user || string(in.Password) != tt.password {
			t.Errorf("%s: after a refusal user %q", tt.keys, in.User)
		}
	}
}

// Another role has another account; what was filled in for the first must not
// be sent for the second, and what was typed must not be lost.
func TestChangedRoleChangesWhatIsFilledIn(t *testing.T) {
	other := with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Role, s.User = enroll.NonPenyedia, "" })
	for _, tt := range []struct{ typed, password string }{
		{"", "teh-manis-sore-17"},
		{"<tab><ctrl+u>mine", "mine"},
	} {
		m := open(base(enroll.StageSignIn), tt.typed, wide())
		did(m, with(base(enroll.StageRole), func(s *enroll.Snapshot) {}), wide())
		did(m, other, wide())
		out, _ := press(m, "<enter>", wide()).(page.Do)
		if in, _ := out.Action.(enroll.SignIn); in.User != "auditor.demo" || string(in.Password) != tt.password {
			t.Errorf("after typing %q: user %q", tt.typed, in.User)
		}
	}
}

// One thing after the other: no key sends anything while the root is at work.
func TestNothingIsSentTwice(t *testing.T) {
	m := open(keyed(enroll.StageCode), "f", wide())
	if press(m, "<enter>", wide()) == nil {
		t.Fatal("nothing was sent")
	}
	if out := press(m, "<enter>f<enter>", wide()); out != nil {
		t.Errorf("sent again: %#v", out)
	}
}

func TestTypedCode(t *testing.T) {
	m := open(keyed(enroll.StageCode), "f", wide()) // typing takes the field back
	m.Update(tea.PasteMsg{Content: " 123 456\n"}, wide())
	out, _ := press(m, "<enter>", wide()).(page.Do)
	if sent, _ := out.Action.(enroll.SubmitCode); sent.Typed.Reveal() != "123456" {
		t.Errorf("got %#v", out)
	}
	for _, typed := range []string{"12.4", "12345", "1234567"} {
		m = open(keyed(enroll.StageCode), typed, wide())
		if say, ok := press(m, "<enter>", wide()).(screen.Say); !ok || say.Tone != screen.Warn || !strings.Contains(say.Text, "6 digits") {
			t.Errorf("%s gave %#v", typed, say)
		}
	}
}

// What was refused is gone from the field; the running code, which could not be
// sent yet, is not.
func TestRefusedCodeIsCleared(t *testing.T) {
	for _, tt := range []struct {
		keys    string
		problem error
		empty   bool
	}{
		{"123456", enroll.ErrCodeOther, true},
		{"123456", enroll.ErrCodeExpired, true},
		{"f", enroll.ErrCodeRefused, true},
		{"f", enroll.ErrCodeLate, false},
	} {
		m := open(keyed(enroll.StageCode), tt.keys+"<enter>", wide())
		did(m, with(keyed(enroll.StageCode), func(s *enroll.Snapshot) { s.Problem = tt.problem }), wide())
		text := ansi.Strip(m.View(wide()))
		if empty := strings.Contains(text, "press f to fill it in"); empty != tt.empty {
			t.Errorf("%s, then %v: empty %v\n%s", tt.keys, tt.problem, empty, text)
		}
	}
}

// The field that sandi fills shows the running code, also after the step has
// changed under it.
func TestFilledCodeRollsOn(t *testing.T) {
	m := open(keyed(enroll.StageCode), "f", wide())
	for range 2 {
		c := wide()
		c.Now = c.Now.Add(30 * time.Second)
		code, err := key.CodeAt(c.Now)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(ansi.Strip(m.View(c)), code.Grouped()); n != 2 {
			t.Errorf("the code is shown %d times", n)
		}
	}
}

func TestWhatHappensByItself(t *testing.T) {
	tick := func(m *page.Model) screen.Outcome {
		out, _ := m.Update(screen.Tick{}, wide())
		return out
	}
	m := page.New(enroll.Snapshot{Stage: enroll.StageStart})
	if got := tick(m); got != (page.Do{Action: enroll.Begin{}}) {
		t.Errorf("at first: %#v", got)
	}
	if got := tick(m); got != nil {
		t.Errorf("and again before the answer: %#v", got)
	}
	if got := did(m, with(base(enroll.StageStart), func(s *enroll.Snapshot) { s.Problem = enroll.ErrUnreachable }), wide()); got != nil || tick(m) != nil {
		t.Error("a failure is tried again by itself")
	}
	if got := did(m, base(enroll.StageClock), wide()); got != (page.Do{Action: enroll.CheckClock{}}) {
		t.Errorf("on the clock's page: %#v", got)
	}
	m = open(base(enroll.StageWait), "", wide())
	if got := tick(m); got != (page.Do{Action: enroll.AwaitBarcode{}}) {
		t.Errorf("while waiting: %#v", got)
	}
	did(m, with(base(enroll.StageWait), func(s *enroll.Snapshot) { s.Problem = enroll.ErrUnreachable }), wide())
	if got := tick(m); got != (page.Do{Action: enroll.AwaitBarcode{}}) {
		t.Errorf("after a question that did not reach the portal: %#v", got)
	}
	did(m, with(base(enroll.StageWait), func(s *enroll.Snapshot) { s.Problem = enroll.ErrBadKey }), wide())
	if got := tick(m); got != nil {
		t.Errorf("after a failure: %#v", got)
	}
	if got := press(m, "<enter>", wide()); got != (page.Do{Action: enroll.AwaitBarcode{}}) {
		t.Errorf("asked to try again: %#v", got)
	}
	for _, stage := range []enroll.Stage{enroll.StageCode, enroll.StageSignIn, enroll.StageCheck, enroll.StageFinish} {
		if got := tick(open(keyed(stage), "f", wide())); got != nil {
			t.Errorf("%s: %#v", stage, got)
		}
	}
	if got := did(open(base(enroll.StageRole), "", wide()), base(enroll.StageLeft), wide()); got != (screen.Close{}) {
		t.Errorf("given up: %#v", got)
	}
}

// The barcode asks for the whole window only where the frame has no room.
func TestBarcodeTakesTheWindowItNeeds(t *testing.T) {
	if m := open(keyed(enroll.StageKey), "", wide()); !m.Bare() {
		t.Error("80×24: the barcode has no room in the frame")
	} else if press(m, "b", wide()); m.Bare() {
		t.Error("b does not bring the text back")
	}
	if open(keyed(enroll.StageKey), "", context(locale.EN, 100, 31)).Bare() {
		t.Error("120×40: the frame has room")
	}
}

// In a window that the barcode fills, a key that is not saved is said first.
func TestUnsavedKeyIsToldInAnyWindow(t *testing.T) {
	unsaved := with(keyed(enroll.StageKey), func(s *enroll.Snapshot) { s.Kept, s.Read, s.Problem = false, false, enroll.ErrReadBack })
	for _, size := range [][2]int{{60, 24}, {80, 24}, {41, 21}, {40, 15}} {
		c := context(locale.EN, size[0], size[1])
		if text := ansi.Strip(open(unsaved, "", c).View(c)); !strings.Contains(text, "✗ not saved in the vault") {
			t.Errorf("%v:\n%s", size, text)
		}
	}
}

func TestCopiesHoldNoSecretInPrint(t *testing.T) {
	for stage, keys := range map[enroll.Stage]string{enroll.StageKey: "y", enroll.StageCode: "c"} {
		out, ok := press(open(keyed(stage), "", wide()), keys, wide()).(screen.Copy)
		if !ok {
			t.Fatalf("%s: nothing to copy", stage)
		}
		if text := out.Text(); text == "" || strings.Contains(fmt.Sprintf("%v %+v", out, out), text) {
			t.Errorf("%s: the outcome prints what it copies", stage)
		}
	}
}

func TestWipe(t *testing.T) {
	m := open(keyed(enroll.StageKey), "", wide())
	m.Wipe()
	for _, bare := range []bool{m.Bare(), false} {
		c := wide()
		if text := ansi.Strip(m.View(c)); bare || strings.Contains(text, key.Secret.Grouped()[:9]) {
			t.Errorf("still shown: %s", text)
		}
	}
}

// The root leaves q to a screen that binds it: wherever nothing is typed.
func TestQIsOurs(t *testing.T) {
	for _, p := range pages() {
		m := open(p.snap, p.keys, wide())
		if ours := bubbles.Matches(named["q"], m.Bindings()...); ours == m.Typing() {
			t.Errorf("%s: q is bound %v", p.name, ours)
		}
	}
}

func TestCopyingIsToldBesideTheBarcode(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 24}, {41, 21}, {40, 15}} {
		c := context(locale.EN, size[0], size[1])
		m := open(keyed(enroll.StageKey), "y", c)
		m.Update(screen.Copied{}, c)
		// Where there is no row for it, the text comes back with the root's frame.
		if text := ansi.Strip(m.View(c)); m.Bare() && !strings.Contains(text, "✓ Secret Key sent") {
			t.Errorf("%v:\n%s", size, text)
		}
		c.Now = c.Now.Add(6 * time.Second)
		if text := ansi.Strip(m.View(c)); strings.Contains(text, "✓ Secret Key sent") {
			t.Errorf("%v: still told", size)
		}
		m.Update(screen.Copied{Err: errors.New("no clipboard")}, c)
		if text := ansi.Strip(m.View(c)); m.Bare() && !strings.Contains(strings.Join(strings.Fields(text), " "), "not copied: no clipboard") {
			t.Errorf("%v:\n%s", size, text)
		}
	}
}

// The barcode that is shown is always that of the key beside it.
func TestRotatedKeyHasItsOwnBarcode(t *testing.T) {
	c := context(locale.EN, 100, 31)
	m := open(keyed(enroll.StageKey), "", c)
	before := ansi.Strip(m.View(c))
	press(m, "r", c)
	did(m, with(keyed(enroll.StageKey), func(s *enroll.Snapshot) {
		s.Key.Secret, s.Rotated = otp.NewSecret([]byte("98765432109876543210")), true
	}), c)
	rows := func(text string) string {
		var out []string
		for _, line := range strings.Split(text, "\n") {
			if strings.ContainsAny(line, "▀▄█") {
				out = append(out, string([]rune(line)[:45]))
			}
		}
		return strings.Join(out, "\n")
	}
	if rows(before) == "" || rows(before) == rows(ansi.Strip(m.View(c))) {
		t.Error("still the barcode of the void key")
	}
}
