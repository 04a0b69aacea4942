package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/terminal"
	"sandi/vault"
)

var (
	errKeyInArgument = fault.New("cmd.add-argument", "a key on the command line")
	errNoKey         = fault.New("cmd.add-nothing", "no key on standard input")
	errKeyTooLong    = fault.New("cmd.add-too-long", "too much on standard input for one key")
	errNoTerminalKey = fault.New("cmd.add-no-terminal", "no terminal to ask for the key on")
	errDuplicate     = fault.New("cmd.add-duplicate", "the entry exists already")
)

// keyFlags are the parameters of a key on the command line. What is not given
// there is left as the key has it.
type keyFlags struct {
	issuer, account, algorithm, kind string
	digits, period                   int
	counter                          uint64
}

func (k *keyFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&k.issuer, "issuer", "", "cmd.flag.issuer")
	f.StringVar(&k.account, "account", "", "cmd.flag.account")
	f.IntVar(&k.digits, "digits", 0, "cmd.flag.digits")
	f.IntVar(&k.period, "period", 0, "cmd.flag.period")
	f.StringVar(&k.algorithm, "algorithm", "", "cmd.flag.algorithm")
	f.StringVar(&k.kind, "type", "", "cmd.flag.type")
	f.Uint64Var(&k.counter, "counter", 0, "cmd.flag.counter")
}

// apply puts the flags that were given into a key. Parameters out of range are
// a wrong use of the command line.
func (k *keyFlags) apply(c *cobra.Command, key *otp.Key) error {
	given := c.Flags().Changed
	if given("type") {
		kind, err := otp.ParseType(k.kind)
		if err != nil {
			return wrongly(err)
		}
		if kind != key.Type && !given("digits") {
			key.Digits = 0
		}
		key.Type = kind
	}
	if given("algorithm") {
		algorithm, err := otp.ParseAlgorithm(k.algorithm)
		if err != nil {
			return wrongly(err)
		}
		key.Algorithm = algorithm
	}
	if given("issuer") {
		key.Issuer = k.issuer
	}
	if given("account") {
		key.Account = k.account
	}
	if given("digits") {
		key.Digits = k.digits
		if k.digits == 0 {
			return wrongly(otp.ErrDigits.With("digits", 0, "min", otp.MinDigits, "max", otp.MaxDigits))
		}
	}
	if given("period") {
		key.Period = k.period
		if k.period == 0 {
			return wrongly(otp.ErrPeriod.With("period", 0, "min", otp.MinPeriod, "max", otp.MaxPeriod))
		}
	}
	if given("counter") {
		key.Counter = k.counter
	}
	if err := key.Validate(); err != nil {
		return wrongly(err)
	}
	*key = key.WithDefaults()
	return nil
}

// addFlags are what `add` is told beside the key.
type addFlags struct {
	keyFlags
	note     string
	tags     []string
	favorite bool
}

func newAddCommand(a *app) *cobra.Command {
	var flags addFlags
	c := &cobra.Command{
		Use:     "add [-]",
		Short:   "cmd.add.short",
		Long:    "cmd.add.long",
		Example: "sandi add --issuer SPSE --account budi\nsandi add - < uri.txt",
	}
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(args) > 1 || (len(args) == 1 && args[0] != "-") {
			return wrongly(errKeyInArgument) // which may be a key, so it is not repeated
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, args []string) error { return a.runAdd(c, &flags, len(args) == 1) }
	flags.register(c)
	f := c.Flags()
	f.StringVar(&flags.note, "note", "", "cmd.flag.note")
	f.StringArrayVar(&flags.tags, "add-tag", nil, "cmd.flag.add-tag")
	f.BoolVar(&flags.favorite, "favorite", false, "cmd.flag.add-favorite")
	return c
}

func (a *app) runAdd(c *cobra.Command, flags *addFlags, fromInput bool) error {
	ctx := c.Context()
	var key otp.Key
	var err error
	if fromInput {
		// What is wrong with the key is told before the password is asked for.
		if key, err = a.keyFromInput(); err != nil {
			return err
		}
		if err := flags.apply(c, &key); err != nil {
			return err
		}
	}
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	if !fromInput {
		if key, err = a.keyFromTerminal(ctx, c); err != nil {
			return err
		}
		if err := flags.apply(c, &key); err != nil {
			return err
		}
	}
	var added vault.Entry
	same := ""
	err = v.Update(ctx, func(tx *vault.Tx) error {
		for _, e := range tx.Entries() {
			if e.Key.Issuer == key.Issuer && e.Key.Account == key.Account && e.Key.Secret.Equal(key.Secret) {
				return errDuplicate.With("name", name(e), "id", e.ID)
			}
			if e.Key.Secret.Equal(key.Secret) {
				same = name(e)
			}
		}
		added, err = tx.Add(vault.Entry{Key: key, Status: vault.Active, Note: flags.note, Tags: flags.tags, Favorite: flags.favorite})
		return err
	})
	if err != nil {
		return err
	}
	if same != "" {
		a.warn("cmd.add.same-key", "name", same)
	}
	if added.Key.Issuer == "" && added.Key.Account == "" {
		a.warn("cmd.add.no-name", "id", added.ID)
	}
	a.say("cmd.add.done", "name", name(added), "id", added.ID)
	a.remind(v)
	if a.flags.json {
		return a.writeJSON(toJSON(added))
	}
	return nil
}

// keyFromInput reads an otpauth URI or a setup key from standard input.
func (a *app) keyFromInput() (otp.Key, error) {
	text, err := io.ReadAll(io.LimitReader(a.sys.In, terminal.MaxAnswer+1))
	defer clear(text)
	if err != nil {
		return otp.Key{}, err
	}
	if len(text) > terminal.MaxAnswer {
		return otp.Key{}, wrongly(errKeyTooLong)
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return otp.Key{}, wrongly(errNoKey)
	}
	return a.parseKey(string(text))
}

// parseKey reads what was typed or piped, and warns where the key looks as if
// it had not been copied whole.
func (a *app) parseKey(text string) (otp.Key, error) {
	key, err := otpauth.ParseInput(text)
	if err != nil {
		return otp.Key{}, err
	}
	if doubt := otpauth.Doubt(text); doubt != nil {
		a.warnOf(doubt)
	}
	return key, nil
}

// keyFromTerminal asks for the key without echo, and for the names that
// neither it nor the flags have.
func (a *app) keyFromTerminal(ctx context.Context, c *cobra.Command) (otp.Key, error) {
	t, err := a.terminal()
	if err != nil {
		return otp.Key{}, wrongly(errNoTerminalKey)
	}
	typed, err := t.Secret(ctx, a.l.T("cmd.ask.key"))
	if err != nil {
		return otp.Key{}, err
	}
	defer clear(typed)
	if len(bytes.TrimSpace(typed)) == 0 {
		return otp.Key{}, errors.Join(terminal.ErrNoAnswer)
	}
	key, err := a.parseKey(string(typed))
	if err != nil {
		return otp.Key{}, err
	}
	if key.Issuer == "" && !c.Flags().Changed("issuer") {
		if key.Issuer, err = t.Line(ctx, a.l.T("cmd.ask.issuer")); err != nil {
			return otp.Key{}, err
		}
	}
	if key.Account == "" && !c.Flags().Changed("account") {
		if key.Account, err = t.Line(ctx, a.l.T("cmd.ask.account")); err != nil {
			return otp.Key{}, err
		}
	}
	return key, nil
}
