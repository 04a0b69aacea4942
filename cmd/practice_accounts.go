package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/printable"
)

// practiceAccountJSON is an account as the operator sees it.
type practiceAccountJSON struct {
	Role        string  `json:"role"`
	UserID      string  `json:"user_id"`
	Email       *string `json:"email"`
	Class       *string `json:"class"`
	TOTP        string  `json:"totp"`
	Locked      bool    `json:"locked"`
	LockedUntil *string `json:"locked_until"`
	Failures    int     `json:"failures"`
	Drift       int     `json:"drift"`
	Demo        bool    `json:"demo"`
	Sessions    int     `json:"sessions"`
}

// madeJSON is what became of a list of accounts.
type madeJSON struct {
	Made   []madeAccountJSON `json:"made"`
	Failed []failedLineJSON  `json:"failed"`
}

type madeAccountJSON struct {
	Role     string  `json:"role"`
	UserID   string  `json:"user_id"`
	Password *string `json:"password"` // null where the list had one
	Email    *string `json:"email"`
}

type failedLineJSON struct {
	Line int    `json:"line"`
	Code string `json:"code"`
	Text string `json:"text"`
}

func newPracticeAccountsCommand(a *app) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:     "accounts",
		Short:   "cmd.practice.accounts.short",
		Long:    "cmd.practice.accounts.long",
		Example: "sandi practice accounts\nsandi practice accounts import FILE.csv\nsandi practice accounts reset peserta-007\nsandi practice accounts unlock penyedia.demo",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			return a.listAccounts(c.Context(), p)
		}),
	}
	r.flags(c)
	for _, sub := range []*cobra.Command{
		newAccountsImportCommand(a), newAccountsResetCommand(a), newAccountsUnlockCommand(a), newAccountsRemoveCommand(a),
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}

func (a *app) listAccounts(ctx context.Context, p console) error {
	all, err := p.Accounts(ctx)
	if err != nil {
		return err
	}
	if a.flags.json {
		shape := make([]practiceAccountJSON, len(all))
		for i, v := range all {
			shape[i] = practiceAccountJSON{
				Role: v.Role, UserID: v.User, Email: orNil(v.Email), Class: orNil(v.Class), TOTP: v.TOTP, Locked: v.Locked,
				LockedUntil: stampOrNil(v.LockedUntil), Failures: v.Failures, Drift: v.Drift, Demo: v.Demo, Sessions: v.Sessions,
			}
		}
		return a.writeJSON(shape)
	}
	l := a.l
	rows := [][]string{{l.T("cmd.practice.role"), l.T("cmd.practice.user"), "TOTP", l.T("cmd.practice.state")}}
	for _, v := range all {
		rows = append(rows, []string{roleLabel(v.Role), v.User, a.totpWords(v.TOTP), strings.Join(a.accountTroubles(v), ", ")})
	}
	return a.print(a.table(rows, 1, 3))
}

// accountTroubles are what an operator looks for in a list of accounts.
func (a *app) accountTroubles(v operator.Account) []string {
	l := a.l
	var words []string
	if v.Locked {
		words = append(words, l.T("operator.account.locked", "until", v.LockedUntil.Local().Format("15:04:05")))
	}
	if v.Failures > 0 {
		words = append(words, l.N("operator.account.failures", v.Failures))
	}
	if v.Drift != 0 {
		words = append(words, l.T("operator.account.drift", "steps", signedSteps(v.Drift)))
	}
	if v.Sessions > 0 {
		words = append(words, l.T("operator.account.signed-in"))
	}
	if v.Class != "" {
		words = append(words, v.Class)
	}
	return words
}

func (a *app) totpWords(state string) string {
	if key := "operator.totp." + state; a.l.Has(key) {
		return a.l.T(key)
	}
	return state
}

// roleLabel writes a role in the portal's words.
func roleLabel(role string) string { return strings.ToUpper(strings.ReplaceAll(role, "-", " ")) }

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// importFrom makes the accounts of a CSV file, or of standard input.
func (a *app) importFrom(ctx context.Context, p console, name string) (madeJSON, error) {
	list, err := a.openList(name)
	if err != nil {
		return madeJSON{}, err
	}
	defer func() { _ = list.Close() }()
	done, err := p.ImportAccounts(ctx, list)
	if err != nil {
		return madeJSON{}, err
	}
	shape := madeJSON{Made: []madeAccountJSON{}, Failed: []failedLineJSON{}}
	for _, m := range done.Made {
		shape.Made = append(shape.Made, madeAccountJSON{m.Role, m.User, orNil(m.Password), orNil(m.Email)})
	}
	for _, f := range done.Failed {
		shape.Failed = append(shape.Failed, failedLineJSON{f.Line, f.Code, f.Text})
	}
	return shape, nil
}

// importText lists the accounts that were made, as a file that can be given
// out, with the passwords that were given or made up: they are told this once.
func (a *app) importText(done madeJSON) string {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return printable.Text(*s)
	}
	rows := [][]string{{"role", "user_id", "password", "email"}}
	for _, m := range done.Made {
		rows = append(rows, []string{m.Role, m.UserID, text(m.Password), text(m.Email)})
	}
	sheet, _ := portal.Sheet(rows) // to memory, which does not fail
	return string(sheet)
}

func newAccountsImportCommand(a *app) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:     "import FILE",
		Short:   "cmd.practice.import.short",
		Long:    "cmd.practice.import.long",
		Example: "sandi practice accounts import FILE.csv > accounts.csv\nsandi practice accounts import - --json < FILE.csv",
		Args:    arguments(1, 1),
		RunE: a.asOperator(&r, func(c *cobra.Command, args []string, p console) error {
			done, err := a.importFrom(c.Context(), p, args[0])
			if err != nil {
				return err
			}
			if a.flags.json {
				err = a.writeJSON(done)
			} else {
				err = a.print(a.importText(done))
			}
			if err != nil {
				return err
			}
			for _, f := range done.Failed {
				a.warn("cmd.practice.import-line", "line", f.Line, "text", f.Text)
			}
			if len(done.Failed) > 0 {
				return classed(errSomeSkipped.With("made", len(done.Made), "failed", len(done.Failed)), errPartly)
			}
			return nil
		}),
	}
	r.flags(c)
	return c
}

// onAccount is a command about one account. question is the message key of what
// is asked before, "" for nothing.
func onAccount(a *app, name, question, done string, act func(context.Context, console, operator.Account) error) *cobra.Command {
	var r remote
	var role string
	var yes bool
	c := &cobra.Command{
		Use:     name + " USER",
		Short:   "cmd.practice." + name + "-account.short",
		Long:    "cmd.practice." + name + "-account.long",
		Example: "sandi practice accounts " + name + " peserta-007",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		switch role {
		case "", "penyedia", "non-penyedia":
		default:
			return wrongly(errFlagValue.With("flag", "--role"))
		}
		return a.asOperator(&r, func(c *cobra.Command, args []string, p console) error {
			account, err := oneAccount(c.Context(), p, args[0], role)
			if err != nil {
				return err
			}
			if question != "" && !yes {
				if err := a.confirm(c.Context(), a.l.T(question, "user", account.User)); err != nil {
					return err
				}
			}
			if err := act(c.Context(), p, account); err != nil {
				return err
			}
			a.say(done, "user", account.User)
			if a.flags.json {
				return a.writeJSON(struct {
					Role   string `json:"role"`
					UserID string `json:"user_id"`
				}{account.Role, account.User})
			}
			return nil
		})(c, args)
	}
	c.Flags().StringVar(&role, "role", "", "cmd.practice.flag.role")
	if question != "" {
		c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	}
	r.flags(c)
	return c
}

func newAccountsResetCommand(a *app) *cobra.Command {
	return onAccount(a, "reset", "operator.reset.title", "operator.did.reset", func(ctx context.Context, p console, v operator.Account) error {
		return p.ResetAccount(ctx, v.Role, v.User)
	})
}

func newAccountsUnlockCommand(a *app) *cobra.Command {
	return onAccount(a, "unlock", "", "operator.did.unlock", func(ctx context.Context, p console, v operator.Account) error {
		return p.Unlock(ctx, v.Role, v.User)
	})
}

func newAccountsRemoveCommand(a *app) *cobra.Command {
	return onAccount(a, "rm", "operator.remove.title", "operator.did.remove", func(ctx context.Context, p console, v operator.Account) error {
		return p.RemoveAccount(ctx, v.Role, v.User)
	})
}
