package guided_test

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui/screen"
	page "sandi/tui/screen/guided"
	"sandi/tui/tuitest"
)

func TestKeysAndWhatTheyAskFor(t *testing.T) {
	c := at(locale.EN, 80, 24)
	for name, tt := range map[string]struct {
		snap guided.Snapshot
		keys string
		want guided.Action
	}{
		"the way on":            {base(guided.StageOpen), "<enter>", guided.Next{}},
		"another choice":        {base(guided.StageAsked), "<down><enter>", guided.AnswerBefore{Answer: enroll.AnswerYes}},
		"beyond the last":       {base(guided.StageWait), "<down><down><down><enter>", guided.NotShown{}},
		"account":               {base(guided.StageSignIn), "x<enter>", guided.Account{Site: "SPSE", User: "budix"}},
		"both fields":           {with(base(guided.StageSignIn), func(s *guided.Snapshot) { s.Site, s.User = "", "" }), "Forge<enter>ana<enter>", guided.Account{Site: "Forge", User: "ana"}},
		"picture":               {base(guided.StageKey), "~/x y.png<enter>", guided.ReadFile{Path: "~/x y.png"}},
		"screen":                {base(guided.StageKey), "<tab><enter>", guided.ReadScreen{}},
		"clipboard":             {base(guided.StageKey), "<tab><tab><enter>", guided.ReadClipboard{}},
		"letters are text":      {base(guided.StageKey), "q<tab><enter>", guided.ReadScreen{}},
		"names and numbers":     {keyed(guided.StageChecked), "<down><down><enter>X<enter><enter><ctrl+u>8<enter><enter><enter>", guided.Describe{Site: "SPSEX", User: "budi", Digits: 8, Period: 30, Algorithm: otp.SHA1}},
		"measure":               {measured(base(guided.StageClock), 0), "r", guided.CheckClock{}},
		"back":                  {keyed(guided.StageCode), "<esc>", guided.Back{}},
		"leave, nothing kept":   {base(guided.StageAsked), "q", guided.GiveUp{}},
		"leave, asked and sure": {keyed(guided.StageCode), "q<down><enter>", guided.GiveUp{}},
	} {
		t.Run(name, func(t *testing.T) {
			outs := tuitest.Press(open(aPage{snap: tt.snap}, c), c, tt.keys)
			if len(outs) == 0 {
				t.Fatal("nothing is asked for")
			}
			do, ok := outs[len(outs)-1].(page.Do)
			if !ok || !reflect.DeepEqual(do.Action, tt.want) {
				t.Errorf("got %#v, want %#v", outs[len(outs)-1], tt.want)
			}
		})
	}
}

func TestTheKeyIsMasked(t *testing.T) {
	c := at(locale.EN, 80, 24)
	m := open(aPage{snap: base(guided.StageKey)}, c)
	m.Update(tea.PasteMsg{Content: "JBSWY3DPEHPK3PXP"}, c)
	if view := tuitest.Draw(t, m, c); strings.Contains(view, "JBSW") {
		t.Error("a pasted key is shown")
	}
	outs := tuitest.Press(m, c, "<enter>")
	do, ok := outs[0].(page.Do)
	key, isKey := do.Action.(guided.GiveKey)
	if !ok || !isKey || string(key.Text) != "JBSWY3DPEHPK3PXP" {
		t.Fatalf("got %v", outs)
	}
	// While it is judged nothing else happens; refused, it is still there to be
	// put right.
	if outs := tuitest.Press(m, c, "<enter>x"); len(outs) != 0 {
		t.Errorf("a second Enter: %v", outs)
	}
	s := with(base(guided.StageKey), func(s *guided.Snapshot) { s.Problem = otp.ErrSecretShort })
	m.Update(page.Did{Snapshot: s, Err: s.Problem}, c)
	outs = tuitest.Press(m, c, "A<enter>")
	if do, _ := outs[0].(page.Do); string(do.Action.(guided.GiveKey).Text) != "JBSWY3DPEHPK3PXPA" {
		t.Error("what was typed is lost")
	}
	m.Update(page.Did{Snapshot: keyed(guided.StageChecked)}, c)
	m.Update(page.Did{Snapshot: base(guided.StageKey)}, c)
	if outs := tuitest.Press(m, c, "<enter>"); string(outs[0].(page.Do).Action.(guided.GiveKey).Text) != "" {
		t.Error("the key is still in the field")
	}
}

func TestLeavingAsks(t *testing.T) {
	c := at(locale.EN, 80, 24)
	m := open(aPage{snap: keyed(guided.StageChecked)}, c)
	if outs := tuitest.Press(m, c, "q<enter>"); len(outs) != 0 {
		t.Errorf("leaving is the first answer: %v", outs)
	}
	if outs := tuitest.Press(m, c, "<enter>"); len(outs) != 1 {
		t.Errorf("still asked after staying: %v", outs)
	}
}

func TestCopyTakesTheCodeThatMayBeTyped(t *testing.T) {
	c := at(locale.EN, 80, 24)
	fresh, used := keyed(guided.StageCode), keyed(guided.StageCode)
	used.Spent = used.Key.Step(now)
	for _, s := range []guided.Snapshot{fresh, used} {
		outs := tuitest.Press(open(aPage{snap: s}, c), c, "c")
		copied, ok := outs[0].(screen.Copy)
		if !ok {
			t.Fatalf("got %T", outs[0])
		}
		want, err := s.Code(s.Offer(now))
		if err != nil || copied.Text() != want.Reveal() {
			t.Error("another code")
		}
		if (copied.Note != "") != (s.Spent != 0) {
			t.Errorf("note: %q", copied.Note)
		}
	}
	outs := tuitest.Press(open(aPage{snap: with(refused(1), func(s *guided.Snapshot) { s.Stage = guided.StageHelpdesk })}, c), c, "c")
	text := outs[0].(screen.Copy).Text()
	if !strings.Contains(text, "budi") || strings.Contains(text, secret.Base32()) {
		t.Errorf("for the helpdesk: %q", text)
	}
}

func TestTheFirstTickBegins(t *testing.T) {
	c := at(locale.EN, 80, 24)
	m := page.New(guided.Snapshot{Stage: guided.StageStart, Profile: profile("spse")})
	out, _ := m.Update(screen.Tick{}, c)
	if do, ok := out.(page.Do); !ok || do.Action != (guided.Begin{}) {
		t.Errorf("got %v", out)
	}
	if out, _ := m.Update(screen.Tick{}, c); out != nil {
		t.Errorf("again: %v", out)
	}
}

func TestWipe(t *testing.T) {
	c := at(locale.EN, 80, 24)
	m := open(aPage{snap: keyed(guided.StageReread)}, c)
	m.Wipe()
	if strings.Contains(tuitest.Draw(t, m, c), "GEZD") {
		t.Error("the key is still drawn")
	}
}
