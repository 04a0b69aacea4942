package cmd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/printable"
	"sandi/internal/site"
	screen "sandi/tui/screen/guided"
)

// guidedTalk is the guided enrolment as a conversation: whole sentences, one
// after the other, and numbered answers. Nothing secret is printed unasked, and
// nothing moves the cursor.
type guidedTalk struct {
	a       *app
	session *guided.Session
	lines   lineReader
	told    guided.Stage // the page whose introduction was told
	typing  bool         // a key was typed: one that was refused is asked for again
}

func (a *app) guidedPlain(ctx context.Context, p site.Profile, flags guidedFlags) error {
	v, err := a.vaultForConversation(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	t := &guidedTalk{a: a, session: a.guidedSession(v, p), lines: newLineReader(a.sys.In)}
	err = t.converse(ctx, flags)
	snap := t.session.Snapshot()
	if err != nil {
		a.sentence(a.l.T(snap.Leaving(), "command", clean(snap.Command())))
	}
	if errors.Is(err, errLeft) {
		_, err = t.session.Do(context.WithoutCancel(ctx), guided.GiveUp{})
	}
	return err
}

func (t *guidedTalk) line(text string) { t.a.sentence(text) }

// say tells a message with the site's words in it.
func (t *guidedTalk) say(key string, pairs ...any) { t.line(t.text(key, pairs...)) }

func (t *guidedTalk) text(key string, pairs ...any) string {
	return screen.Sentence(t.a.l, key, append(pairs, t.session.Snapshot().Words()...)...)
}

// errBack goes to the page before because the person wants it.
var errBack = errors.New("back")

// ask prints a question and returns the answer. "q" leaves and "b" goes back.
func (t *guidedTalk) ask(ctx context.Context, question string) (string, error) {
	_, _ = fmt.Fprint(t.a.sys.Err, strings.Join(wrapPlain(printable.Text(question), t.a.plainWidth()), "\n")+" ")
	text, err := t.lines.read(ctx)
	if err != nil {
		_, _ = fmt.Fprintln(t.a.sys.Err)
		return "", err
	}
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "q":
		return "", errLeft
	case "b":
		return "", errBack
	}
	return text, nil
}

// choose asks for one of numbered answers; an empty one is the first.
func (t *guidedTalk) choose(ctx context.Context, titles []string) (int, error) {
	for i, title := range titles {
		t.line(fmt.Sprintf("  %d. %s", i+1, title))
	}
	for {
		text, err := t.ask(ctx, t.a.l.T("enroll.cmd.choose"))
		if err != nil {
			return 0, err
		}
		if text == "" {
			return 0, nil
		}
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(titles) {
			return n - 1, nil
		}
		t.say("enroll.cmd.choose-again", "n", len(titles))
	}
}

// converse leads from page to page.
func (t *guidedTalk) converse(ctx context.Context, flags guidedFlags) error {
	t.say("guided.cmd.leave")
	for {
		snap := t.session.Snapshot()
		if t.told != snap.Stage {
			t.told = snap.Stage
			t.introduce(snap)
		}
		if snap.Stage == guided.StageDone {
			return nil
		}
		action, err := t.page(ctx, snap, flags)
		if errors.Is(err, errBack) {
			action, err = guided.Back{}, nil
		}
		if err != nil {
			return err
		}
		if action == nil {
			continue
		}
		after, err := t.session.Do(ctx, action)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			t.trouble(err)
			if after.Stage == guided.StageStart {
				return err // the vault cannot be read
			}
		}
		if _, told := action.(guided.Tell); told || snap.Stage == guided.StageRefused {
			t.told = "" // the same page again, with other facts
		}
	}
}

// trouble tells an error and its next step.
func (t *guidedTalk) trouble(err error) {
	what, hint := t.a.l.Describe(err)
	t.line("✗ " + what)
	if hint != "" {
		t.line("→ " + hint)
	}
}

// introduce says where the wizard is, what to do in the browser, and why.
func (t *guidedTalk) introduce(s guided.Snapshot) {
	lang, name := t.a.l.Lang(), "guided."+string(s.Stage)
	t.line("")
	title, step := "", s.Stage.Step()
	if step != "" {
		title = s.Profile.Title(step, lang)
	}
	if title == "" {
		title = t.text(name + ".title")
	}
	t.line("# " + title)
	t.a.sayBanner()
	var texts []string
	if step != "" && !(s.Stage == guided.StageKey && s.Old) {
		texts = s.Profile.Text(step, lang)
	}
	switch {
	case s.Stage == guided.StageKey && s.Old:
		texts = []string{t.text("guided.key.old")}
	case len(texts) == 0 && t.a.l.Has(name+".text"):
		texts = []string{t.text(name + ".text")}
	}
	if note := s.Stage.Note(); note != "" {
		texts = append(texts, s.Profile.Note(note, lang)...)
	}
	if s.Stage == guided.StageOpen && s.Profile.Address != "" {
		texts = append(texts, t.text("guided.open.address"))
	}
	for _, text := range texts {
		t.line(text)
	}
	if t.a.l.Has(name + ".why") {
		t.say(name + ".why")
	}
	t.facts(s)
}

// facts tells what sandi knows on a page.
func (t *guidedTalk) facts(s guided.Snapshot) {
	l := t.a.l
	switch s.Stage {
	case guided.StageClock:
		if s.Clock != nil {
			key, args := s.ClockFigure()
			t.line(l.T(key, args...))
			t.line(l.T("guided.clock." + string(s.Verdict)))
		}
	case guided.StageReload:
		if s.Reloads > 0 {
			t.line(l.T("guided.no-barcode-reload.count", "n", s.Reloads))
		}
	case guided.StageChecked:
		t.checked(s)
	case guided.StageReread:
		key := "guided.reread.not-kept"
		if s.Kept && s.Read {
			key = "guided.reread.kept"
		}
		t.line(l.T(key))
	case guided.StageLogout:
		for _, r := range s.Checks {
			mark := "✓ "
			if !r.OK {
				mark = "! "
				if r.Blocking {
					mark = "✗ "
				}
			}
			t.line(mark + screen.CheckLine(l, s, r))
		}
		if !s.Ready() {
			t.line(l.T("guided.logout.blocked"))
		}
	case guided.StageAnswer:
		if s.Unclear {
			t.line(l.T("guided.answer.unclear"))
		}
	case guided.StageRefused:
		if r := s.Refusal; r != nil {
			t.line(l.T("guided.refused.fact", "n", r.Count, "into", r.Into.Round(time.Second)))
			t.line(l.T("guided.refused.try"))
			for i, a := range r.Advice {
				t.line(fmt.Sprintf("  %d. %s", i+1, l.T("guided.advice."+string(a))))
			}
		}
	case guided.StageHelpdesk:
		t.helpdesk(s)
	case guided.StageDone:
		if s.Former != "" {
			t.line(l.T("guided.done.former"))
		}
		if s.Verdict == enroll.ClockOff || s.Verdict == enroll.ClockFar {
			t.line("! " + l.T("guided.done.clock"))
		}
		t.line(l.T("guided.done.daily"))
		for _, key := range []string{"guided.done.daily-1", "guided.done.daily-2", "guided.done.daily-3"} {
			t.line("- " + l.T(key))
		}
	}
}

func (t *guidedTalk) checked(s guided.Snapshot) {
	l, k := t.a.l, s.Key.WithDefaults()
	t.line(k.Issuer + ", " + k.Account)
	t.line(screen.Length(l, k) + ", " + l.T("guided.checked.source."+string(s.Source)))
	t.line(screen.Parameters(l, k))
	if len(s.Doubts)+len(s.Duplicates) == 0 {
		t.line("✓ " + l.T("guided.checked.fine"))
	}
	for _, d := range s.Doubts {
		what, _ := l.Describe(d)
		t.line("! " + what)
	}
	for _, d := range s.Duplicates {
		t.line("! " + screen.Likeness(l, d))
	}
}

// helpdesk prints the text for the helpdesk as data, to be copied.
func (t *guidedTalk) helpdesk(s guided.Snapshot) {
	l, p := t.a.l, s.Profile
	if name := p.HelpdeskName(l.Lang()); name != "" {
		t.line(l.T("guided.helpdesk.named", "name", name))
	}
	for _, line := range guided.Report(s) {
		_ = t.a.print(strings.TrimSpace(clean(l.T(line.Key, line.Args...))) + "\n")
	}
	if send := p.Send(l.Lang()); len(send) > 0 {
		t.line(l.T("guided.helpdesk.send"))
		for _, one := range send {
			t.line("- " + one)
		}
	}
	never := p.Never(l.Lang())
	if len(never) == 0 {
		never = []string{t.text("guided.helpdesk.never-any")}
	}
	t.line(l.T("guided.helpdesk.never"))
	for _, one := range never {
		t.line("- " + one)
	}
}
