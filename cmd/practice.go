package cmd

import (
	"context"
	"net"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/portal"
	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/tui"
	operatorscreen "sandi/tui/screen/operator"
)

// practiceAddress is where the practice portal listens unless told otherwise.
const practiceAddress = "127.0.0.1:8484"

// practiceFlags is how a practice portal is started.
type practiceFlags struct {
	listen, public           string
	data, database           string
	scenarios                []string
	smtp, smtpUser, smtpPass string
	mailFrom                 string
	class                    int
	accounts, record, replay string
	plain, demo              bool
	given                    func(flag string) bool // on the command line
}

func newPracticeCommand(a *app) *cobra.Command {
	var flags practiceFlags
	c := &cobra.Command{
		Use:     "practice",
		Short:   "cmd.practice.short",
		Long:    "cmd.practice.long",
		Example: "sandi practice\nsandi practice --scenario ketat,clock=+5m\nsandi practice --listen 0.0.0.0:8484 --data DIR --class 30\nsandi practice scenario lost-key\nsandi practice attempts --follow\nsandi practice --listen 127.0.0.1:0 --json\nsandi practice --demo",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			flags.given = c.Flags().Changed
			if err := flags.check(); err != nil {
				return wrongly(err)
			}
			if flags.demo {
				return a.runDemo(c.Context(), flags.plain)
			}
			if flags.replay != "" {
				return a.replay(c.Context(), flags.replay)
			}
			return a.runPractice(c.Context(), flags)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.listen, "listen", practiceAddress, "cmd.flag.listen")
	f.StringVar(&flags.public, "public-url", "", "cmd.practice.flag.public-url")
	f.StringArrayVar(&flags.scenarios, "scenario", nil, "cmd.practice.flag.scenario")
	f.StringVar(&flags.data, "data", "", "cmd.flag.data")
	f.StringVar(&flags.database, "database", "", "cmd.practice.flag.database")
	f.IntVar(&flags.class, "class", 0, "cmd.practice.flag.class")
	f.StringVar(&flags.accounts, "accounts", "", "cmd.practice.flag.accounts")
	f.StringVar(&flags.smtp, "smtp", "", "cmd.practice.flag.smtp")
	f.StringVar(&flags.smtpUser, "smtp-user", "", "cmd.practice.flag.smtp-user")
	f.StringVar(&flags.smtpPass, "smtp-password-file", "", "cmd.practice.flag.smtp-password-file")
	f.StringVar(&flags.mailFrom, "mail-from", "", "cmd.practice.flag.mail-from")
	f.StringVar(&flags.record, "record", "", "cmd.practice.flag.record")
	f.StringVar(&flags.replay, "replay", "", "cmd.practice.flag.replay")
	f.BoolVar(&flags.plain, "plain", false, "cmd.practice.flag.plain")
	f.BoolVar(&flags.demo, "demo", false, "cmd.flag.demo")
	for _, sub := range []*cobra.Command{
		newPracticeStatusCommand(a),
		newPracticeScenarioCommand(a),
		newPracticeAttemptsCommand(a),
		newPracticeAccountsCommand(a),
		newPracticeClassCommand(a),
		newPracticeHelpdeskCommand(a),
		newPracticeMailCommand(a),
		newPracticeResetCommand(a),
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}

var (
	errNeedsData   = fault.New("cmd.practice.needs-data", "--database needs --data")
	errDSNInArgv   = fault.New("cmd.practice.dsn-in-argv", "a DSN on the command line")
	errClassSeats  = fault.New("cmd.practice.class-seats", "impossible number of seats")
	errPublicURL   = fault.New("cmd.practice.public-url", "not an http address")
	errAccounts    = fault.New("cmd.practice.accounts-file", "cannot read the file of accounts")
	errDatabase    = fault.New("cmd.practice.database-file", "cannot read the file of the database address")
	errSomeSkipped = fault.New("cmd.practice.some-skipped", "some accounts were not made")
)

// maxSeats is the most participants that one class may have.
const maxSeats = 1000

// check finds what can be known to be wrong before anything is started.
func (f *practiceFlags) check() error {
	for _, alone := range []string{"demo", "replay"} {
		if !f.given(alone) {
			continue
		}
		for _, other := range []string{"replay", "record", "data", "database", "scenario", "class", "accounts", "smtp", "listen", "public-url"} {
			if other != alone && f.given(other) {
				return errFlagsClash.With("one", "--"+alone, "other", "--"+other)
			}
		}
		return nil
	}
	if _, _, err := portal.ParseScenarios(f.scenarios); err != nil {
		return err
	}
	switch {
	case strings.Contains(f.database, "://") || strings.Contains(f.database, "="):
		return errDSNInArgv // never repeated: it holds a password
	case f.database != "" && f.data == "":
		return errNeedsData
	case f.given("class") && (f.class < 1 || f.class > maxSeats):
		return errClassSeats.With("most", maxSeats)
	case f.smtp == "" && f.smtpUser != "":
		return errFlagNeedsOther.With("flag", "--smtp-user", "other", "--smtp")
	case f.smtp == "" && f.smtpPass != "":
		return errFlagNeedsOther.With("flag", "--smtp-password-file", "other", "--smtp")
	case (f.smtpUser == "") != (f.smtpPass == ""):
		return errFlagNeedsOther.With("flag", "--smtp-user", "other", "--smtp-password-file")
	}
	if f.public != "" {
		u, err := url.Parse(f.public)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			return errPublicURL
		}
		f.public = strings.TrimRight(f.public, "/")
	}
	return nil
}

var errFlagNeedsOther = fault.New("cmd.flag-needs-other", "a flag needs another one")

// practiceJSON is what `practice --json` prints once the portal answers. The
// operator key is not in it: it is in the file that it names.
type practiceJSON struct {
	URL      string        `json:"url"`
	Practice bool          `json:"practice"`
	Accounts []accountJSON `json:"accounts"`
	Data     *string       `json:"data"`

	PublicURL   string     `json:"public_url"`
	OperatorURL string     `json:"operator_url"`
	KeyFile     *string    `json:"operator_key_file"`
	Scenarios   []string   `json:"scenarios"`
	Class       *classJSON `json:"class"`
	Imported    *madeJSON  `json:"imported"`
	MailSink    *string    `json:"mail_sink"`
}

type accountJSON struct {
	Role     string `json:"role"`
	UserID   string `json:"user_id"`
	Password string `json:"password"`
}

// runPractice serves the practice portal until it is stopped: with the
// operator's screen where there is a terminal for it.
func (a *app) runPractice(ctx context.Context, f practiceFlags) (err error) {
	h, err := a.startPortal(ctx, f)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := h.close(); err == nil {
			err = closeErr
		}
	}()
	screen := a.hasScreen() && !f.plain && !a.flags.json
	if !h.server.Loopback() && !screen {
		a.warn("cmd.practice.open")
	}
	if err := h.prepare(f, screen); err != nil {
		return err
	}
	if screen {
		return a.operate(h, f)
	}
	if err := a.announce(h, f); err != nil {
		return err
	}
	a.say("cmd.practice.stop")
	if err := h.server.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// operate shows the operator's screen. The screen ends with the server.
func (a *app) operate(h *hosted, f practiceFlags) error {
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- h.server.Wait()
		stop()
	}()
	place := operatorscreen.Place{
		URL: h.public, Key: h.key.Reveal, Data: h.kept(f), Mail: printable.Text(f.smtp), Record: printable.Text(f.record),
		Open: !h.server.Loopback(), Class: h.opened,
	}
	for _, d := range h.accounts {
		place.Samples = append(place.Samples, operatorscreen.Sample{Role: string(d.Role), User: d.User, Password: d.Password})
	}
	err := tui.Operate(ctx, tui.Operating{
		Console: func(lang locale.Lang) tui.Console {
			return console{h.console.Speaking(string(lang)), h.public}
		},
		Place: place,
		Clock: a.sys.Clock, Measure: a.sys.Measure, Clipboard: a.clipboardDeferring(),
		Lang: a.l.Lang(), Environ: a.sys.Environ(),
	})
	select {
	case served := <-ended:
		if served != nil {
			return served
		}
	default:
	}
	return err
}

// announce prints where the portal is, and the demonstration accounts.
func (a *app) announce(h *hosted, f practiceFlags) error {
	var keyFile *string
	if h.note != nil {
		keyFile = &h.note.file
	}
	if a.flags.json {
		shape := practiceJSON{
			URL: h.server.URL(), Practice: true, Accounts: []accountJSON{},
			PublicURL: h.public, OperatorURL: h.public + operatorPath, KeyFile: keyFile,
			Scenarios: h.scenarios, Class: h.class, Imported: h.imported,
		}
		for _, d := range h.accounts {
			shape.Accounts = append(shape.Accounts, accountJSON{string(d.Role), d.User, d.Password})
		}
		if f.data != "" {
			shape.Data = &f.data
		}
		if sink := h.post.SinkAddr(); sink != "" {
			shape.MailSink = &sink
		}
		a.tellKey(h)
		return a.writeJSON(shape)
	}
	rows := [][]string{{a.l.T("cmd.practice.role"), a.l.T("cmd.practice.user"), a.l.T("cmd.practice.password")}}
	for _, d := range h.accounts {
		rows = append(rows, []string{d.Role.Label(), d.User, d.Password})
	}
	text := h.public + "\n\n" + a.table(rows)
	if h.imported != nil {
		text += "\n" + a.importText(*h.imported)
	}
	text += "\n" + a.l.T("cmd.practice.operator-url", "url", h.public+operatorPath) + "\n"
	if h.class != nil {
		text += a.classText(*h.class)
	}
	if err := a.print(text); err != nil {
		return err
	}
	a.tellKey(h)
	return nil
}

// operatorPath is where the operator's pages are.
const operatorPath = "/operator"

// tellKey tells the operator key to whoever sits at the terminal, and to
// nobody else: standard error may lead into a log, and then only the file that
// holds the key is named.
func (a *app) tellKey(h *hosted) {
	switch {
	case terminal.IsTerminal(a.sys.Err):
		a.say("cmd.practice.operator-key", "key", h.key.Reveal())
	case h.note != nil:
		a.say("cmd.practice.operator-key-file", "file", h.note.file)
	}
}

// publicURL is the portal's address for other computers: what the flag says,
// or where it listens. A portal that listens on every address of this computer
// is told by the first one that others may reach.
func publicURL(f practiceFlags, served string) string {
	if f.public != "" {
		return f.public
	}
	host, _, err := net.SplitHostPort(f.listen)
	ip := net.ParseIP(host)
	if err != nil || ip == nil || !ip.IsUnspecified() {
		return served
	}
	u, err := url.Parse(served)
	if err != nil {
		return served
	}
	addresses, _ := net.InterfaceAddrs() // none: the loopback address stays
	for _, address := range addresses {
		n, ok := address.(*net.IPNet)
		if !ok || n.IP.To4() == nil || !n.IP.IsGlobalUnicast() {
			continue
		}
		return "http://" + net.JoinHostPort(n.IP.String(), u.Port())
	}
	return served
}
