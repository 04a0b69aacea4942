package cmd

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/tui/screen"
	"sandi/vault"
)

var (
	errNothingToEdit = fault.New("cmd.edit-nothing", "nothing to change")
	errNotSameKey    = fault.New("cmd.edit-not-same", "the setup keys typed differ")
	errBadStatus     = fault.New("cmd.edit-status", "no such status to give")
	errToRepair      = fault.New("cmd.edit-repair", "fields of a quarantined entry are still missing")
	errResyncWith    = fault.New("cmd.edit-resync", "a counter given twice")
	errFileRead      = fault.New("cmd.file-read", "the file cannot be read")
	errNoteLong      = fault.New("cmd.edit-note-long", "the note is too long")
)

// resyncReach is how many counters are looked at on either side for codes that
// another device showed.
const resyncReach = 10_000

// maxNoteFile bounds a note that is read from a file, in bytes.
const maxNoteFile = 64 << 10

// editFlags are what `edit` changes, beside the parameters of the key.
type editFlags struct {
	keyFlags
	note, noteFile, status, secretFile string
	tags, addTags, untags, resync      []string
	favorite, noFavorite, secret       bool
}

func newEditCommand(a *app) *cobra.Command {
	var flags editFlags
	c := &cobra.Command{
		Use:     "edit QUERY",
		Short:   "cmd.edit.short",
		Long:    "cmd.edit.long",
		Example: "sandi edit spse --issuer \"SPSE Kota\" --add-tag kantor --favorite\nsandi edit spse --secret\nsandi edit vpn --resync 755224,287082",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error { return a.runEdit(c, &flags, args[0]) }
	flags.register(c)
	f := c.Flags()
	f.StringVar(&flags.note, "note", "", "cmd.flag.note")
	f.StringVar(&flags.noteFile, "note-file", "", "cmd.flag.note-file")
	f.StringArrayVar(&flags.tags, "tag", nil, "cmd.flag.tag")
	f.StringArrayVar(&flags.addTags, "add-tag", nil, "cmd.flag.add-tag")
	f.StringArrayVar(&flags.untags, "untag", nil, "cmd.flag.untag")
	f.BoolVar(&flags.favorite, "favorite", false, "cmd.flag.favorite")
	f.BoolVar(&flags.noFavorite, "no-favorite", false, "cmd.flag.no-favorite")
	f.StringVar(&flags.status, "status", "", "cmd.flag.give-status")
	f.BoolVar(&flags.secret, "secret", false, "cmd.flag.new-secret")
	f.StringVar(&flags.secretFile, "secret-file", "", "cmd.flag.new-secret-file")
	f.StringSliceVar(&flags.resync, "resync", nil, "cmd.flag.resync")
	return c
}

// check reports what is wrong with the flags before any password is asked for.
func (f *editFlags) check(c *cobra.Command) error {
	given := c.Flags().Changed
	something := false
	for _, name := range []string{
		"issuer", "account", "digits", "period", "algorithm", "type", "counter", "note", "note-file", "tag", "add-tag",
		"untag", "favorite", "no-favorite", "status", "secret", "secret-file", "resync",
	} {
		something = something || given(name)
	}
	for _, pair := range [][2]string{{"note", "note-file"}, {"favorite", "no-favorite"}, {"secret", "secret-file"}} {
		if given(pair[0]) && given(pair[1]) {
			return wrongly(errFlagsClash.With("one", "--"+pair[0], "other", "--"+pair[1]))
		}
	}
	switch {
	case !something:
		return wrongly(errNothingToEdit)
	case given("resync") && given("counter"):
		return wrongly(errResyncWith)
	case given("status") && f.status != string(vault.Active) && f.status != string(vault.Retired):
		return wrongly(errBadStatus)
	}
	return nil
}

// edit is what is asked for or read before the vault is changed.
type edit struct {
	secret *otp.Key // of the new setup key
	note   *string
	codes  []otp.Code
	asked  bool // the setup key was typed
}

func (a *app) runEdit(c *cobra.Command, flags *editFlags, query string) error {
	ctx := c.Context()
	if err := flags.check(c); err != nil {
		return err
	}
	var todo edit
	if err := a.readEdit(flags, &todo); err != nil {
		return err
	}
	v, base, err := a.openOne(ctx, query)
	if err != nil {
		return err
	}
	defer v.Close()
	if flags.secret {
		if todo.secret, err = a.newSecret(ctx); err != nil {
			return err
		}
		todo.asked = true
	}
	edited, err := flags.edited(c, base, todo)
	if err != nil {
		return err
	}
	var conflicts []vault.Field
	var after vault.Entry
	err = v.Update(ctx, func(tx *vault.Tx) (err error) {
		if conflicts, err = tx.Apply(base, edited); err != nil {
			return err
		}
		after, err = tx.Get(base.ID)
		return err
	})
	if err != nil {
		return err
	}
	a.say("cmd.edit.done", "name", name(after))
	if len(conflicts) > 0 {
		a.warn("cmd.edit.conflict", "fields", screen.FieldNames(conflicts, a.l))
	}
	if todo.secret != nil && !base.Key.Secret.IsZero() && !base.Key.Secret.Equal(after.Key.Secret) {
		a.say("cmd.edit.old-key")
	}
	if todo.asked {
		a.firstCode(after.Key)
	}
	if len(todo.codes) > 0 {
		a.say("cmd.edit.resync-done", "n", after.Key.Counter)
	}
	if a.flags.json {
		return a.writeJSON(toJSON(after))
	}
	return nil
}

// readEdit reads the files that flags name, and the codes of another device.
func (a *app) readEdit(flags *editFlags, todo *edit) error {
	if flags.secretFile != "" {
		text, err := a.readFile(flags.secretFile, terminal.MaxAnswer, errKeyTooLong)
		defer clear(text)
		if err != nil {
			return err
		}
		if strings.TrimSpace(string(text)) == "" {
			return wrongly(errNoKey)
		}
		key, err := a.parseKey(strings.TrimSpace(string(text)))
		if err != nil {
			return err
		}
		todo.secret = &key
	}
	if flags.noteFile != "" {
		text, err := a.readFile(flags.noteFile, maxNoteFile, errNoteLong)
		if err != nil {
			return err
		}
		note := strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
		todo.note = &note
	}
	for _, typed := range flags.resync {
		code, err := otp.ParseCode(typed)
		if err != nil {
			return wrongly(err)
		}
		todo.codes = append(todo.codes, code)
	}
	return nil
}

// readFile reads a file, or standard input for "-", of at most most bytes.
func (a *app) readFile(file string, most int64, tooLong error) ([]byte, error) {
	in := a.sys.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, errFileRead.With("file", printable.Text(file)).Because(err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, most+1))
	switch {
	case err != nil:
		return text, errFileRead.With("file", printable.Text(file)).Because(err)
	case int64(len(text)) > most:
		return text, wrongly(tooLong)
	}
	return text, nil
}

// newSecret asks for a setup key twice, unseen. An otpauth address will do.
func (a *app) newSecret(ctx context.Context) (*otp.Key, error) {
	t, err := a.terminal()
	if err != nil {
		return nil, wrongly(errNoTerminalKey)
	}
	var keys [2]otp.Key
	for i, prompt := range []string{a.l.T("cmd.ask.new-key"), a.l.T("cmd.ask.new-key-again")} {
		typed, err := t.Secret(ctx, prompt)
		if err != nil {
			return nil, err
		}
		text := strings.TrimSpace(string(typed))
		clear(typed)
		if text == "" {
			return nil, terminal.ErrNoAnswer
		}
		if keys[i], err = a.parseKey(text); err != nil {
			return nil, err
		}
	}
	if !keys[0].Secret.Equal(keys[1].Secret) {
		return nil, errNotSameKey
	}
	return &keys[0], nil
}

// edited returns the entry as the flags want it.
func (f *editFlags) edited(c *cobra.Command, base vault.Entry, todo edit) (vault.Entry, error) {
	given := c.Flags().Changed
	e := base
	if todo.secret != nil {
		e.Key.Secret, e.SpentStep = todo.secret.Secret, 0
		if e.Key.Type == otp.HOTP {
			e.Key.Counter = 0
		}
	}
	if base.Status == vault.Quarantined {
		e.Status, e.Problem, e.Cause = vault.Active, "", nil
		if err := f.complete(given, e.Key); err != nil {
			return e, err
		}
	}
	if err := f.apply(c, &e.Key); err != nil {
		return e, err
	}
	if len(todo.codes) > 0 {
		counter, err := otp.Resynchronise(e.Key, resyncReach, todo.codes...)
		if err != nil {
			return e, err
		}
		e.Key.Counter = counter
	}
	if e.Key.Period != base.Key.Period {
		e.SpentStep = 0 // steps of other lengths do not compare
	}
	if given("note") {
		e.Note = f.note
	}
	if todo.note != nil {
		e.Note = *todo.note
	}
	if given("favorite") {
		e.Favorite = f.favorite
	}
	if given("no-favorite") {
		e.Favorite = !f.noFavorite
	}
	if given("status") {
		e.Status = vault.Status(f.status)
	}
	e.Tags = f.retag(given, e.Tags)
	return e, nil
}

// complete reports which parameters a quarantined entry lacks that the flags do
// not give: none of them is guessed.
func (f *editFlags) complete(given func(string) bool, k otp.Key) error {
	var missing []string
	need := func(flag string, lacks bool) {
		if lacks && !given(flag) {
			missing = append(missing, "--"+flag)
		}
	}
	_, typeErr := otp.ParseType(string(k.Type))
	algorithm, algorithmErr := otp.ParseAlgorithm(string(k.Algorithm))
	need("type", typeErr != nil)
	need("algorithm", algorithmErr != nil || algorithm != k.Algorithm)
	need("digits", k.Digits < otp.MinDigits || k.Digits > otp.MaxDigits)
	counting := k.Type == otp.HOTP && !given("type") || strings.EqualFold(f.kind, string(otp.HOTP))
	need("period", !counting && (k.Period < otp.MinPeriod || k.Period > otp.MaxPeriod))
	need("secret", k.Secret.IsZero())
	if len(missing) == 0 {
		return nil
	}
	return wrongly(errToRepair.With("flags", strings.Join(missing, " ")))
}

// retag changes a list of tags.
func (f *editFlags) retag(given func(string) bool, tags []string) []string {
	tags = slices.Clone(tags)
	if given("tag") {
		tags = nil
	}
	for _, tag := range append(slices.Clone(f.tags), f.addTags...) {
		if tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(f.untags, tag) })
}

// firstCode shows what a new key makes, for the person who has just typed it to
// try at the service.
func (a *app) firstCode(k otp.Key) {
	code, err := k.CodeAt(a.sys.Clock.Now())
	if k.Type == otp.HOTP {
		code, err = k.CodeForCounter(k.Counter)
	}
	if err == nil {
		a.say("cmd.edit.first-code", "code", code.Grouped())
	}
}
