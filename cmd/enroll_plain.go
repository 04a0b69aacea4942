package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/vault"
)

// plain is the wizard as a conversation: whole sentences, one after the other,
// for screen readers, TERM=dumb and people who like it so. Questions and
// explanations go to standard error, what is asked for (Secret Key, barcode) to
// standard output. Nothing moves the cursor.
type plain struct {
	a       *app
	session *enroll.Session
	flags   enrolFlags
	lines   lineReader
	told    enroll.Stage    // the page whose introduction was told
	nudged  time.Time       // when the wait for the barcode was last mentioned
	advised []enroll.Advice // what was told to be tried after a refused code
	asked   bool            // the page has asked something, so that the same again is the person's wish

	// What was typed and the portal has not judged yet: a login page that was
	// open for too long must not cost it.
	user     string
	password []byte
}

// errLeft ends the conversation because the person wants it.
var errLeft = errors.New("left")

// errDone ends it after the last page.
var errDone = errors.New("done")

func (a *app) enrollPlain(ctx context.Context, at target, flags enrolFlags) (err error) {
	v, err := a.vaultForConversation(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	run, err := a.beginEnrolment(ctx, v, at)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.stop()) }()
	// The reader is left behind where the conversation ends before its input:
	// a read from a terminal cannot be called off.
	p := &plain{a: a, session: run.Session, flags: flags, lines: newLineReader(a.sys.In)}
	err = p.converse(ctx)
	clear(p.password)
	if err != nil {
		a.unfinished(run.Snapshot())
	}
	if errors.Is(err, errLeft) {
		_, err = run.Do(context.WithoutCancel(ctx), enroll.GiveUp{})
	}
	return err
}

// unfinished tells what an enrolment that has ended early leaves behind, and
// what takes it up again.
func (a *app) unfinished(snap enroll.Snapshot) {
	a.sentence(a.l.T(snap.Leaving(), "command", clean(snap.Command())))
}

// vaultForConversation opens the vault, or makes one after saying so.
func (a *app) vaultForConversation(ctx context.Context) (*vault.Vault, error) {
	dir, err := a.vaultDir()
	if err != nil {
		return nil, err
	}
	exists, err := vault.Exists(dir)
	switch {
	case err != nil:
		return nil, err
	case exists:
		return a.openVault(ctx)
	}
	a.sentence(a.l.T("enroll.cmd.new-vault", "dir", dir))
	if a.passwordAsked() {
		a.sentence(a.l.T("enroll.cmd.new-vault-password"))
	}
	v, err := a.createVault(ctx)
	if err == nil {
		a.sentence(a.l.T("enroll.cmd.vault-made", "dir", dir))
	}
	return v, err
}

// passwordAsked reports whether the vault's password comes from a person at the
// terminal.
func (a *app) passwordAsked() bool {
	return a.flags.passwordFile+a.flags.passwordCommand+a.sys.Getenv("SANDI_PASSWORD_FILE")+a.sys.Getenv("SANDI_PASSWORD_COMMAND") == ""
}

func (p *plain) say(key string, pairs ...any) { p.line(p.a.l.T(key, pairs...)) }

// line tells a finished sentence.
func (p *plain) line(text string) { p.a.sentence(text) }

// sentence tells a finished sentence on standard error.
func (a *app) sentence(text string) {
	_, _ = fmt.Fprintln(a.sys.Err, strings.Join(wrapPlain(printable.Text(text), a.plainWidth()), "\n"))
}

// plainWidest is the widest that sentences get on a terminal.
const plainWidest = 80

// plainWidth returns the width to which sentences are wrapped: the terminal's,
// within what is easy to read; 0 where nobody can know it. Programs that read a
// pipe want whole sentences.
func (a *app) plainWidth() int {
	if cols, _, ok := terminal.Size(a.sys.Err); ok {
		return min(cols, plainWidest)
	}
	return 0
}

// wrapPlain breaks a sentence at its blanks into lines of at most width cells.
// The lines after the first are indented as the first one is. Figures, which
// have a no-break space, and words that are too long stay whole.
func wrapPlain(text string, width int) []string {
	rest := strings.TrimLeft(text, " ")
	if width <= 0 || rest == "" {
		return []string{text}
	}
	indent := text[:len(text)-len(rest)]
	var lines []string
	line := ""
	for _, word := range strings.Split(rest, " ") {
		switch {
		case line == "":
			line = indent + word
		case printable.Width(line)+1+printable.Width(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), indent+word
		}
	}
	return append(lines, line)
}

// ask prints a question and returns the answer. "q" leaves.
func (p *plain) ask(ctx context.Context, question string) (string, error) {
	p.asked = true
	_, _ = fmt.Fprint(p.a.sys.Err, strings.Join(wrapPlain(printable.Text(question), p.a.plainWidth()), "\n")+" ")
	text, err := p.lines.read(ctx)
	if err != nil {
		_, _ = fmt.Fprintln(p.a.sys.Err)
		return "", err
	}
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "q") {
		return "", errLeft
	}
	return text, nil
}

// option is one numbered answer.
type option struct {
	title  string
	action enroll.Action // nil: something that the page does itself
}

// way is an option by its message.
func (p *plain) way(key string, a enroll.Action) option { return option{p.a.l.T(key), a} }

// choose asks for one of numbered answers; an empty one is the first.
func (p *plain) choose(ctx context.Context, options []option) (int, error) {
	for i, o := range options {
		p.line(fmt.Sprintf("  %d. %s", i+1, o.title))
	}
	for {
		text, err := p.ask(ctx, p.a.l.T("enroll.cmd.choose"))
		if err != nil {
			return 0, err
		}
		if text == "" {
			return 0, nil
		}
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(options) {
			return n - 1, nil
		}
		p.say("enroll.cmd.choose-again", "n", len(options))
	}
}

// converse leads from page to page.
func (p *plain) converse(ctx context.Context) error {
	p.say("enroll.cmd.leave")
	for {
		snap := p.session.Snapshot()
		if p.told != snap.Stage {
			p.told = snap.Stage
			p.introduce(snap)
		}
		p.asked = false
		action, err := p.page(ctx, snap)
		if errors.Is(err, errDone) {
			return nil
		}
		if errors.Is(err, errLeft) && snap.Unsaved() {
			if err := p.insist(ctx); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if action == nil {
			continue
		}
		after, err := p.session.Do(ctx, action)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if _, signing := action.(enroll.SignIn); signing && !errors.Is(err, enroll.ErrLoginTimeout) && !errors.Is(err, enroll.ErrUnreachable) {
			p.forget()
		}
		if err != nil {
			p.trouble(err)
			p.refusal(after)
			// A page that asks nothing would try the same thing again by itself.
			if !p.asked && after.Stage == snap.Stage && !errors.Is(err, enroll.ErrLoginTimeout) {
				if _, err := p.ask(ctx, p.a.l.T("enroll.cmd.try-again")); err != nil {
					return err
				}
			}
		}
	}
}

// forget drops the password that was typed.
func (p *plain) forget() {
	clear(p.password)
	p.user, p.password = "", nil
}

// insist asks once more before a key is lost, and returns nil to stay.
func (p *plain) insist(ctx context.Context) error {
	p.say("enroll.leaving.unsaved")
	text, err := p.ask(ctx, p.a.l.T("enroll.cmd.leave-unsaved"))
	if errors.Is(err, errLeft) {
		return nil // q again is still no yes
	}
	if err == nil && slices.Contains([]string{"yes", "ya"}, strings.ToLower(text)) {
		return errLeft
	}
	return err
}

// trouble tells an error and its next step.
func (p *plain) trouble(err error) {
	what, hint := p.a.l.Describe(err)
	p.line("✗ " + what)
	if hint != "" && !enroll.Refused(err) { // refusal says it better
		p.line("→ " + hint)
	}
}
