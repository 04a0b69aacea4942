package cmd

import (
	"context"
	"strconv"
	"strings"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/terminal"
	screen "sandi/tui/screen/guided"
)

// page asks what a page asks. No action means: look at the page again.
func (t *guidedTalk) page(ctx context.Context, s guided.Snapshot, flags guidedFlags) (guided.Action, error) {
	switch s.Stage {
	case guided.StageStart:
		t.say("guided.busy.clock")
		return guided.Begin{}, nil
	case guided.StageClock:
		switch {
		case s.Clock == nil:
			return guided.CheckClock{}, nil
		case s.Verdict == enroll.ClockRight:
			return guided.GoOn{}, nil // nothing to decide
		}
	case guided.StageSignIn:
		return t.account(ctx, s, flags)
	case guided.StageKey:
		return t.key(ctx)
	case guided.StageReread:
		return t.reread(ctx, s)
	case guided.StageSignAgain, guided.StageCode:
		t.offer(s)
	}
	all := s.Choices()
	titles := make([]string, len(all))
	for i, ch := range all {
		titles[i] = screen.Sentence(t.a.l, ch.Key, ch.Args...)
	}
	if s.Stage == guided.StageChecked {
		titles = append(titles, t.a.l.T("guided.choice.edit"))
	}
	i, err := t.choose(ctx, titles)
	if err != nil {
		return nil, err
	}
	if i == len(all) {
		return t.describe(ctx, s)
	}
	return all[i].Action, nil
}

// value asks for a value; an empty answer keeps what there is.
func (t *guidedTalk) value(ctx context.Context, label, have string) (string, error) {
	question := t.a.l.T(label) + ":"
	if have != "" {
		question = t.a.l.T(label) + " [" + clean(have) + "]:"
	}
	text, err := t.ask(ctx, question)
	if text == "" {
		text = have
	}
	return text, err
}

// describe asks for the names and numbers of the key one after the other.
func (t *guidedTalk) describe(ctx context.Context, s guided.Snapshot) (guided.Action, error) {
	k := s.Key.WithDefaults()
	asked := []struct{ label, value string }{
		{"guided.sign-in.site", s.Site}, {"guided.sign-in.user", s.User}, {"guided.checked.digits", strconv.Itoa(k.Digits)},
		{"guided.checked.period", strconv.Itoa(k.Period)}, {"guided.checked.algorithm", string(k.Algorithm)},
	}
	for i, one := range asked {
		value, err := t.value(ctx, one.label, one.value)
		if err != nil {
			return nil, err
		}
		asked[i].value = value
	}
	t.told = "" // the page again, as it is then
	d, err := guided.ReadDescription(asked[0].value, asked[1].value, asked[2].value, asked[3].value, asked[4].value)
	if err != nil {
		t.trouble(err)
		return nil, nil
	}
	return d, nil
}

// account asks how the entry shall be called; an empty answer keeps what there
// is.
func (t *guidedTalk) account(ctx context.Context, s guided.Snapshot, flags guidedFlags) (guided.Action, error) {
	ask := func(label, have, flag string) (string, error) {
		if flag != "" {
			have = flag
		}
		return t.value(ctx, label, have)
	}
	name, err := ask("guided.sign-in.site", s.Site, flags.site)
	if err != nil {
		return nil, err
	}
	user, err := ask("guided.sign-in.user", s.User, flags.user)
	return guided.Account{Site: name, User: user}, err
}

// key asks where the key comes from. What is typed is not shown on a terminal;
// from a pipe it is a line like every other.
func (t *guidedTalk) key(ctx context.Context) (guided.Action, error) {
	l := t.a.l
	if t.typing {
		return t.typedKey(ctx)
	}
	i, err := t.choose(ctx, []string{
		l.T("guided.cmd.type-key"), l.T("guided.cmd.picture"), l.T("guided.choice.screen"), l.T("guided.choice.clipboard"), l.T("guided.choice.back"),
	})
	if err != nil {
		return nil, err
	}
	switch i {
	case 1:
		path, err := t.ask(ctx, l.T("guided.cmd.ask-picture"))
		return guided.ReadFile{Path: path}, err
	case 2:
		return guided.ReadScreen{}, nil
	case 3:
		return guided.ReadClipboard{}, nil
	case 4:
		return guided.Back{}, nil
	}
	return t.typedKey(ctx)
}

// typedKey asks for the key, and after one that was refused for the next one at
// once: whoever pastes it again must not paste it into a menu, which shows it.
// An empty answer leads back to the menu.
func (t *guidedTalk) typedKey(ctx context.Context) (guided.Action, error) {
	l := t.a.l
	again := t.typing
	t.typing = false
	if !terminal.IsTerminal(t.a.sys.In) {
		text, err := t.ask(ctx, strings.TrimSpace(l.T("guided.cmd.ask-key")))
		return guided.GiveKey{Text: []byte(text)}, err
	}
	if again {
		t.line(l.T("guided.cmd.key-again"))
	}
	text, err := t.a.askSecret(ctx, l.T("guided.cmd.ask-key"))
	if err != nil || len(text) == 0 {
		return nil, err
	}
	t.typing = true
	return guided.GiveKey{Text: text}, nil
}

// reread shows the parts of the key to compare, on standard output, only when
// they are asked for: what a terminal has shown stays in its scrollback.
func (t *guidedTalk) reread(ctx context.Context, s guided.Snapshot) (guided.Action, error) {
	l := t.a.l
	i, err := t.choose(ctx, []string{
		l.T("guided.cmd.show-parts"), t.text("guided.choice.same"), t.text("guided.choice.different"), t.text("guided.choice.no-text"),
	})
	if err != nil {
		return nil, err
	}
	if i > 0 {
		return guided.Compare{Result: []guided.Comparison{guided.Same, guided.Different, guided.NoText}[i-1]}, nil
	}
	first, last := s.Parts()
	text := first + "\n"
	if last != "" {
		text = l.T("guided.reread.begins") + " " + first + "\n" + l.T("guided.reread.ends") + " " + last + "\n"
	}
	return nil, t.a.print(text)
}

// offer tells the code that may be typed, or from when on the next one is good.
func (t *guidedTalk) offer(s guided.Snapshot) {
	l, now := t.a.l, t.a.sys.Clock.Now()
	o := s.Offer(now)
	code, err := s.Code(o)
	if err != nil {
		what, _ := l.Describe(err)
		t.line("✗ " + what)
		return
	}
	if !o.Ready() {
		t.line(l.T("guided.code."+string(o.Reason), "wait", enroll.Ceil(o.From.Sub(now))))
		t.line(l.T("guided.code.next", "time", o.From.Local().Format("15:04:05")) + ": " + code.Grouped())
		return
	}
	t.line(l.T("guided.code.now") + ": " + code.Grouped() + ". " + l.T("guided.code.ready", "left", enroll.Ceil(o.Until.Sub(now))))
	if s.Corrected {
		t.line(l.T("guided.code.corrected", "offset", enroll.Rounded(s.Offset)))
	}
}
