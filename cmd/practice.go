package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/web"
)

// practiceAddress is where the practice portal listens unless told otherwise.
const practiceAddress = "127.0.0.1:8484"

func newPracticeCommand(a *app) *cobra.Command {
	var flags struct{ listen, data string }
	c := &cobra.Command{
		Use:     "practice",
		Short:   "cmd.practice.short",
		Long:    "cmd.practice.long",
		Example: "sandi practice\nsandi practice --listen 127.0.0.1:0 --json\nsandi practice --data DIR",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.runPractice(c.Context(), flags.listen, flags.data)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.listen, "listen", practiceAddress, "cmd.flag.listen")
	f.StringVar(&flags.data, "data", "", "cmd.flag.data")
	return c
}

// practiceJSON is what `practice --json` prints once the portal answers.
type practiceJSON struct {
	URL      string        `json:"url"`
	Practice bool          `json:"practice"`
	Accounts []accountJSON `json:"accounts"`
	Data     *string       `json:"data"`
}

type accountJSON struct {
	Role     string `json:"role"`
	UserID   string `json:"user_id"`
	Password string `json:"password"`
}

// runPractice serves the practice portal until it is interrupted.
func (a *app) runPractice(ctx context.Context, listen, data string) error {
	store := portal.NewMemoryStore()
	if data != "" {
		var err error
		if store, err = portal.OpenStore(data); err != nil {
			return err
		}
	}
	defer func() { _ = store.Close() }()
	p, err := portal.New(portal.Options{Clock: a.sys.Clock, Store: store, Version: buildInfo().Version, Demo: true})
	if err != nil {
		return err
	}
	accounts, err := p.DemoAccounts(ctx)
	if err != nil {
		return err
	}
	pages := web.Handler(p, web.Options{Lang: a.l.Lang()})
	server, err := api.Serve(ctx, listen, api.Handler(p, api.Options{Pages: pages}))
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	if !server.Loopback() {
		a.warn("cmd.practice.open")
	}
	if err := a.announce(server.URL(), data, accounts); err != nil {
		return err
	}
	a.say("cmd.practice.stop")
	if err := server.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// announce prints the address and the demonstration accounts.
func (a *app) announce(url, data string, accounts []portal.DemoAccount) error {
	if a.flags.json {
		shape := practiceJSON{URL: url, Practice: true, Accounts: []accountJSON{}}
		for _, d := range accounts {
			shape.Accounts = append(shape.Accounts, accountJSON{string(d.Role), d.User, d.Password})
		}
		if data != "" {
			shape.Data = &data
		}
		return a.writeJSON(shape)
	}
	rows := [][]string{{a.l.T("cmd.practice.role"), a.l.T("cmd.practice.user"), a.l.T("cmd.practice.password")}}
	for _, d := range accounts {
		rows = append(rows, []string{d.Role.Label(), d.User, d.Password})
	}
	return a.print(url + "\n\n" + a.table(rows))
}
