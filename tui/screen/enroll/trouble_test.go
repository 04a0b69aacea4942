package enroll_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	page "sandi/tui/screen/enroll"
)

func tick(m *page.Model, c screen.Context) screen.Outcome {
	out, _ := m.Update(screen.Tick{}, c)
	return out
}

func at(c screen.Context, by time.Duration) screen.Context {
	c.Now = c.Now.Add(by)
	return c
}

func TestWhatKeysWantInTrouble(t *testing.T) {
	explain := func(topic enroll.Topic) page.Do { return page.Do{Action: enroll.Explain{Topic: topic}} }
	answer := func(a enroll.Answer) page.Do { return page.Do{Action: enroll.AnswerBefore{Answer: a}} }
	back := page.Do{Action: enroll.Back{}}
	reset := with(keyed(enroll.StageReset), func(s *enroll.Snapshot) { s.State = enroll.TOTPPrompt })
	disable := with(keyed(enroll.StageDisable), func(s *enroll.Snapshot) { s.State, s.Behind = enroll.InProtected, enroll.StageDone })
	for _, tt := range []struct {
		name string
		snap enroll.Snapshot
		keys string
		want screen.Outcome
	}{
		{"yes", noBarcode(enroll.StageNoBarcode), "<enter>", answer(enroll.AnswerYes)},
		{"no", noBarcode(enroll.StageNoBarcode), "<down><enter>", answer(enroll.AnswerNo)},
		{"unknown", noBarcode(enroll.StageNoBarcode), "<down><down><enter>", answer(enroll.AnswerUnknown)},
		{"keep waiting", noBarcode(enroll.StageNoBarcode), "<esc>", back},
		{"leaving while the barcode may still come is asked for", noBarcode(enroll.StageNoBarcode), "q", nil},
		{"enabled before: sign in", noBarcode(enroll.StageBefore), "<enter>", page.Do{Action: enroll.OpenLogin{}}},
		{"enabled before: helpdesk", noBarcode(enroll.StageBefore), "<down><down><enter>", explain(enroll.TopicHelpdesk)},
		{"reload", noBarcode(enroll.StageReload), "<enter>", page.Do{Action: enroll.Refresh{}}},
		{"reload, back to the question", noBarcode(enroll.StageReload), "<esc>", back},
		{"reload a key", keyed(enroll.StageKey), "r", page.Do{Action: enroll.Refresh{}}},
		{"a key that is not saved is not reloaded", with(keyed(enroll.StageKey), func(s *enroll.Snapshot) { s.Kept = false }), "r", nil},
		{"helpdesk from the login page", base(enroll.StageSignIn), "<tab><tab><enter>", explain(enroll.TopicHelpdesk)},
		{"RESET from the code", keyed(enroll.StageCode), "<tab><enter>", explain(enroll.TopicReset)},
		{"helpdesk from the code", keyed(enroll.StageCode), "<tab><tab><enter>", explain(enroll.TopicHelpdesk)},
		{"DISABLE from the end", keyed(enroll.StageDone), "<tab><enter>", explain(enroll.TopicDisable)},
		{"RESET is not the first choice", reset, "<enter>", back},
		{"RESET", reset, "<down><enter>", page.Do{Action: enroll.RequestReset{}}},
		{"RESET where it is not offered", keyed(enroll.StageReset), "<down><enter>", explain(enroll.TopicHelpdesk)},
		{"inbox", mailed(time.Minute), "<enter>", page.Do{Action: enroll.ReadMail{}}},
		{"DISABLE is not the first choice", disable, "<enter>", back},
		{"DISABLE", disable, "<down><enter>", page.Do{Action: enroll.Disable{}}},
		{"DISABLE where it is not offered", keyed(enroll.StageDisable), "<down><enter>", explain(enroll.TopicHelpdesk)},
		{"disabled: the new barcode", base(enroll.StageDisabled), "<enter>", page.Do{Action: enroll.OpenLogin{}}},
		{"disabled: leaving is asked for", base(enroll.StageDisabled), "<esc>", nil},
		{"after the helpdesk was asked", with(stuck(), func(s *enroll.Snapshot) { s.Asked = now }), "<enter>", page.Do{Action: enroll.OpenLogin{}}},
		{"helpdesk, back", stuck(), "<esc>", back},
		{"nothing leads past a key that is shown", with(stuck(), func(s *enroll.Snapshot) { s.State, s.Asked = enroll.KeyShown, now }), "<down><enter>", back},
		{"refused: the next code", refused(1, 0), "<enter>", nil},
		{"refused: the clock", refused(1, 0), "<down><enter>", page.Do{Action: enroll.CheckClock{}}},
		{"refused with a far clock: its correction comes first", refused(1, 93*time.Second), "<enter>", page.Do{Action: enroll.GoOn{Corrected: true}}},
		{"perhaps locked: trying again is not the first choice", with(refused(4, 0), func(s *enroll.Snapshot) {
			s.Refusal.Locked, s.Refusal.Until = true, now.Add(time.Minute)
		}), "<enter>", explain(enroll.TopicHelpdesk)},
	} {
		m := open(tt.snap, "", wide())
		if got := press(m, tt.keys, wide()); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, want %#v", tt.name, got, tt.want)
		}
	}
}

// What the helpdesk gets is what the page shows, and no secret.
func TestWhatTheHelpdeskGets(t *testing.T) {
	c := context(locale.EN, 100, 60)
	m := open(stuck(), "", c)
	view := ansi.Strip(m.View(c))
	out, _ := press(m, "<enter>", c).(page.Do)
	ask, ok := out.Action.(enroll.AskHelpdesk)
	if !ok || !strings.Contains(ask.Text, "penyedia.demo") {
		t.Fatalf("got %#v", out)
	}
	for line := range strings.SplitSeq(ask.Text, "\n") {
		if !strings.Contains(strings.Join(strings.Fields(view), " "), strings.Join(strings.Fields(line), " ")) {
			t.Errorf("sent but not shown: %q", line)
		}
	}
	code, err := key.CodeAt(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{code.Reveal(), code.Grouped(), key.Secret.Base32(), key.Secret.Grouped()} {
		if strings.Contains(ask.Text, secret) || strings.Contains(view, secret) {
			t.Error("the page for the helpdesk holds a secret")
		}
	}
	copied, ok := press(open(stuck(), "", c), "<down><enter>", c).(screen.Copy)
	if !ok || copied.Text() != ask.Text {
		t.Errorf("copied %#v", copied)
	}
}

// Who was not helped by asking once may ask again.
func TestTheHelpdeskIsAskedAgain(t *testing.T) {
	c := wide()
	m := open(stuck(), "<enter>", c)
	asked := with(stuck(), func(s *enroll.Snapshot) { s.Asked = now })
	did(m, asked, c)
	if got := press(m, "<enter>", c); got != (page.Do{Action: enroll.OpenLogin{}}) {
		t.Fatalf("after asking: %#v", got)
	}
	did(m, with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Asked = now }), c)
	press(m, "<enter>", c)
	did(m, with(foreign(), func(s *enroll.Snapshot) { s.Asked = now }), c)
	did(m, asked, c)
	if out, _ := press(m, "<enter>", c).(page.Do); !isAsking(out.Action) {
		t.Errorf("stuck again: %#v", out)
	}
}

func isAsking(a enroll.Action) bool { _, ok := a.(enroll.AskHelpdesk); return ok }

// A code of a key that is not here is typed on the page that says so.
func TestForeignCode(t *testing.T) {
	m := open(foreign(), "", wide())
	if out, ok := press(m, "12<enter>", wide()).(screen.Say); !ok || out.Tone != screen.Warn {
		t.Errorf("a code that is none: %#v", out)
	}
	press(m, "<down><down><up><up>x", wide()) // going through the choices loses nothing; letters are none of a code's
	out, _ := press(m, "345678<enter>", wide()).(page.Do)
	if sent, _ := out.Action.(enroll.SubmitCode); sent.Typed.Reveal() != "12345678" {
		t.Errorf("got %#v", out)
	}
	if press(m, "<enter>", wide()) != nil {
		t.Error("sent twice")
	}
}

// The page about a refusal is closed once, comes again with the next refusal,
// and not by looking at something else.
func TestTheRefusalPageIsClosed(t *testing.T) {
	c := wide()
	refusal := func(m *page.Model) bool { return strings.Contains(ansi.Strip(m.View(c)), "✗ The portal refuses") }
	m := open(refused(1, 0), "", c)
	if !refusal(m) || m.Typing() {
		t.Error("not shown")
	}
	did(m, with(refused(1, 0), func(s *enroll.Snapshot) { s.Stage = enroll.StageReset }), c)
	did(m, refused(1, 0), c)
	if !refusal(m) {
		t.Error("gone after a look at RESET")
	}
	if press(m, "<esc>", c) != nil || refusal(m) || !m.Typing() {
		t.Error("not closed")
	}
	press(m, "12", c)
	did(m, with(refused(1, 0), func(s *enroll.Snapshot) { s.Stage = enroll.StageHelpdesk }), c)
	did(m, refused(1, 0), c)
	if refusal(m) || !strings.Contains(ansi.Strip(m.View(c)), "kode TOTP  12") {
		t.Errorf("after a look at the helpdesk:\n%s", ansi.Strip(m.View(c)))
	}
	press(m, "3456<enter>", c)
	did(m, refused(2, 0), c)
	if !refusal(m) {
		t.Error("not shown again")
	}
}

// Back and forth between pages keeps what was typed.
func TestBackKeepsWhatWasTyped(t *testing.T) {
	c := wide()
	own := with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Portal.Demo, s.User = nil, "" })
	sent := func(m *page.Model) (string, string) {
		out, _ := press(m, "<enter>", c).(page.Do)
		in, _ := out.Action.(enroll.SignIn)
		return in.User, string(in.Password)
	}
	for name, between := range map[string][]enroll.Snapshot{
		"clock":       {with(own, func(s *enroll.Snapshot) { s.Stage = enroll.StageClock })},
		"helpdesk":    {with(own, func(s *enroll.Snapshot) { s.Stage = enroll.StageHelpdesk })},
		"role, clock": {with(own, func(s *enroll.Snapshot) { s.Stage = enroll.StageRole }), with(own, func(s *enroll.Snapshot) { s.Stage = enroll.StageClock })},
		"time-out":    {with(own, func(s *enroll.Snapshot) { closing(10 * time.Second)(s); s.Problem = enroll.ErrLoginTimeout })},
	} {
		m := open(own, "", c)
		press(m, "budi<tab>s3cret", c)
		for _, s := range between {
			did(m, s, c)
		}
		did(m, own, c)
		if user, password := sent(m); user != "budi" || password != "s3cret" {
			t.Errorf("%s: user %q, %d bytes of a password", name, user, len(password))
		}
	}
	// The password is not asked for twice where the code is what fails.
	m := open(own, "", c)
	press(m, "budi<tab>s3cret", c)
	again := with(keyed(enroll.StageSignAgain), func(s *enroll.Snapshot) { s.Portal.Demo, s.User = nil, "budi" })
	for _, s := range []enroll.Snapshot{again, with(again, func(s *enroll.Snapshot) { s.Stage = enroll.StageCode }), again} {
		did(m, s, c)
	}
	if user, password := sent(m); user != "budi" || password != "s3cret" {
		t.Errorf("after the code: user %q, %d bytes of a password", user, len(password))
	}
	did(m, with(keyed(enroll.StageDone), func(s *enroll.Snapshot) { s.Portal.Demo = nil }), c)
	did(m, again, c)
	if _, password := sent(m); password != "" {
		t.Error("the password outlives the end")
	}
}

// The login page is opened by itself where it closes by itself, and not again
// and again while nobody is there.
func TestLoginPageIsOpened(t *testing.T) {
	open1 := page.Do{Action: enroll.OpenLogin{}}
	m := open(with(base(enroll.StageSignIn), func(s *enroll.Snapshot) { s.Portal.LoginTimeout = 10 * time.Second }), "", wide())
	if got := tick(m, wide()); got != open1 {
		t.Fatalf("at first: %#v", got)
	}
	press(m, "x", wide()) // typed while the page is being opened
	did(m, with(base(enroll.StageSignIn), closing(10*time.Second)), wide())
	if text := ansi.Strip(m.View(wide())); !strings.Contains(text, "penyedia.demox") {
		t.Errorf("what was typed meanwhile is lost:\n%s", text)
	}
	if got := tick(m, at(wide(), 9*time.Second)); got != nil {
		t.Errorf("while it is open: %#v", got)
	}
	late := at(wide(), 11*time.Second)
	if got := tick(m, late); got != open1 {
		t.Errorf("closed under somebody: %#v", got)
	}
	did(m, with(base(enroll.StageSignIn), func(s *enroll.Snapshot) {
		closing(21 * time.Second)(s)
		s.Problem = enroll.ErrLoginTimeout
	}), late)
	later := at(wide(), 22*time.Second)
	if got := tick(m, later); got != nil {
		t.Errorf("nobody is there: %#v", got)
	}
	if text := ansi.Strip(m.View(later)); !strings.Contains(text, "The login page has closed") {
		t.Errorf("not told:\n%s", text)
	}
	press(m, "<tab>", later)
	if got := tick(m, later); got != open1 {
		t.Errorf("somebody is back: %#v", got)
	}
}

// What is chosen while sandi asks for the barcode waits for the answer, and is
// dropped where that has changed the page.
func TestChoicesWaitForAQuietQuestion(t *testing.T) {
	for _, came := range []bool{false, true} {
		m := open(noBarcode(enroll.StageNoBarcode), "", wide())
		if got := tick(m, wide()); got != (page.Do{Action: enroll.AwaitBarcode{}}) {
			t.Fatalf("tick: %#v", got)
		}
		if got := press(m, "<down><enter><enter>", wide()); got != nil {
			t.Fatalf("sent beside the question: %#v", got)
		}
		snap, want := noBarcode(enroll.StageNoBarcode), screen.Outcome(page.Do{Action: enroll.AnswerBefore{Answer: enroll.AnswerNo}})
		if came {
			snap, want = keyed(enroll.StageKey), nil
		}
		if got := did(m, snap, wide()); got != want {
			t.Errorf("barcode came %v: %#v", came, got)
		}
	}
}

// The question whether to leave stays when the barcode comes under it.
func TestTheBarcodeDoesNotAnswerAQuestion(t *testing.T) {
	m := open(base(enroll.StageWait), "", wide())
	tick(m, wide())
	press(m, "<esc>", wide())
	did(m, keyed(enroll.StageKey), wide())
	if text := ansi.Strip(m.View(wide())); !strings.Contains(text, "Leave the wizard?") || !strings.Contains(text, "The key stays in your vault") {
		t.Errorf("shown:\n%s", text)
	}
}

func TestMailIsReadWhenItComes(t *testing.T) {
	m := open(mailed(time.Minute), "", wide())
	if got := tick(m, wide()); got != nil {
		t.Errorf("early: %#v", got)
	}
	late := at(wide(), 61*time.Second)
	if got := tick(m, late); got != (page.Do{Action: enroll.ReadMail{}}) {
		t.Errorf("due: %#v", got)
	}
	did(m, with(mailed(time.Minute), func(s *enroll.Snapshot) { s.Reset.Read = late.Now }), late)
	if got := tick(m, at(late, time.Second)); got != nil {
		t.Errorf("again at once: %#v", got)
	}
	if text := ansi.Strip(m.View(at(late, time.Second))); strings.Contains(text, "has come. The") {
		t.Errorf("told too early:\n%s", text)
	}
	if got := tick(m, at(late, 4*time.Second)); got != (page.Do{Action: enroll.ReadMail{}}) {
		t.Errorf("not come yet: %#v", got)
	}
	did(m, with(mailed(time.Minute), func(s *enroll.Snapshot) {
		s.Reset.Read, s.Reset.Letters = late.Now, []enroll.Letter{{At: late.Now, Subject: "RESET TOTP"}}
	}), late)
	if text := ansi.Strip(m.View(late)); !strings.Contains(text, "The mail has come. The code in it expired") {
		t.Errorf("come:\n%s", text)
	}
	if got := tick(m, at(late, time.Minute)); got != nil {
		t.Errorf("after it has come: %#v", got)
	}
}

// Something that takes long says for how long it has.
func TestWaitingIsCounted(t *testing.T) {
	m := open(base(enroll.StageSignIn), "<enter>", wide())
	for by, want := range map[time.Duration]string{0: "Signing in …", 3 * time.Second: "Signing in … (3 s)"} {
		if text := strings.ReplaceAll(ansi.Strip(m.View(at(wide(), by))), "\u00a0", " "); !strings.Contains(text, want) {
			t.Errorf("after %s:\n%s", by, text)
		}
	}
}

// The next code is offered before the present one runs out, and a spent one
// never.
func TestWhichCodeIsOffered(t *testing.T) {
	code := func(step int) string {
		c, err := key.CodeFor(key.Step(now) + otp.Step(step))
		if err != nil {
			t.Fatal(err)
		}
		return c.Grouped()
	}
	for _, stage := range []enroll.Stage{enroll.StageSignAgain, enroll.StageCode} {
		for _, tt := range []struct {
			name string
			snap enroll.Snapshot
			next bool
		}{
			{"in time", keyed(stage), false},
			{"4 s left", with(keyed(stage), ahead(16*time.Second)), true},
			{"2 s left", with(keyed(stage), ahead(18*time.Second)), true},
			{"spent", with(keyed(stage), func(s *enroll.Snapshot) { s.Spent = key.Step(now) }), true},
		} {
			text := strings.ReplaceAll(ansi.Strip(open(tt.snap, "", wide()).View(wide())), "\u00a0", " ")
			if !strings.Contains(text, code(0)) || strings.Contains(text, code(1)) != tt.next {
				t.Errorf("%s, %s:\n%s", stage, tt.name, text)
			}
		}
	}
}

func TestPasteGoesWhereOneTypes(t *testing.T) {
	m := open(foreign(), "", wide())
	m.Update(tea.PasteMsg{Content: "123 456\n"}, wide())
	if out, _ := press(m, "<enter>", wide()).(page.Do); out.Action == nil {
		t.Error("not sent")
	}
	m = open(refused(1, 0), "", wide())
	m.Update(tea.PasteMsg{Content: "123456"}, wide())
	press(m, "<esc>", wide())
	if text := ansi.Strip(m.View(wide())); strings.Contains(text, "kode TOTP  123") {
		t.Error("pasted behind the page")
	}
}
