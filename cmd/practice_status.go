package cmd

import (
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/operator"
)

// windowJSON is how many steps around its own a verifier accepts.
type windowJSON struct {
	Past   int `json:"past"`
	Future int `json:"future"`
}

// statusJSON is what `practice status --json` prints.
type statusJSON struct {
	URL           string     `json:"url"`
	PublicURL     string     `json:"public_url"`
	Name          string     `json:"name"`
	Version       string     `json:"version"`
	PortalTime    string     `json:"portal_time"`
	TrueTime      string     `json:"true_time"`
	OffsetSeconds float64    `json:"clock_offset_seconds"`
	Scenarios     []string   `json:"scenarios"`
	Profile       *string    `json:"profile"`
	Window        windowJSON `json:"window"`
	LockAfter     *int       `json:"lock_after"`
	LockSeconds   *float64   `json:"lock_seconds"`
	Accounts      int        `json:"accounts"`
	Locked        int        `json:"locked"`
	Sessions      int        `json:"sessions"`
	MailQueued    int        `json:"mail_queued"`
	Requests      int        `json:"helpdesk_requests"`
	LastAttempt   int64      `json:"last_attempt"`
}

func newPracticeStatusCommand(a *app) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:     "status",
		Short:   "cmd.practice.status.short",
		Long:    "cmd.practice.status.long",
		Example: "sandi practice status\nsandi practice status --url http://192.168.1.20:8484 --operator-key-file FILE --json",
		Args:    arguments(0, 0),
		RunE: a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			s, err := p.Status(c.Context())
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.writeJSON(toStatusJSON(s, p))
			}
			return a.print(a.statusText(s, p))
		}),
	}
	r.flags(c)
	return c
}

func toStatusJSON(s operator.Status, p console) statusJSON {
	shape := statusJSON{
		URL: p.Address(), PublicURL: p.public, Name: s.Name, Version: s.Version,
		PortalTime: stamp(s.PortalTime), TrueTime: stamp(s.TrueTime), OffsetSeconds: seconds(s.ClockOffset),
		Scenarios: s.Active, Window: windowJSON(s.Window),
		Accounts: s.Accounts, Locked: s.Locked, Sessions: s.Sessions, MailQueued: s.MailQueued, Requests: s.Requests, LastAttempt: s.LastAttempt,
	}
	if s.Profile != "" {
		shape.Profile = &s.Profile
	}
	if s.LockAfter > 0 {
		wait := seconds(s.LockFor)
		shape.LockAfter, shape.LockSeconds = &s.LockAfter, &wait
	}
	return shape
}

// signedSteps writes a number of steps with its sign.
func signedSteps(n int) string {
	if n < 0 {
		return "−" + strconv.Itoa(-n)
	}
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return "0"
}

func (a *app) statusText(s operator.Status, p console) string {
	l := a.l
	offset := l.T("operator.clock.right")
	if s.ClockOffset > 0 {
		offset = l.T("operator.clock.fast", "by", l.Duration(s.ClockOffset))
	} else if s.ClockOffset < 0 {
		offset = l.T("operator.clock.slow", "by", l.Duration(s.ClockOffset))
	}
	span := signedSteps(-s.Window.Past) + "…" + signedSteps(s.Window.Future)
	if s.Window == (operator.Window{}) {
		span = "0"
	}
	verifier := l.T("operator.steps", "span", span)
	if s.Profile != "" {
		verifier = s.Profile + ": " + verifier
	}
	lock := l.T("operator.lock.never")
	if s.LockAfter > 0 {
		lock = l.T("operator.lock.after", "n", s.LockAfter, "wait", l.Duration(s.LockFor))
	}
	counts := []string{l.N("operator.count.accounts", s.Accounts), l.N("operator.count.sessions", s.Sessions), l.N("operator.count.locked", s.Locked)}
	return a.table([][]string{
		{l.T("operator.fact.address"), p.public},
		{l.T("operator.fact.operator"), p.public + operatorPath},
		{l.T("operator.fact.clock"), s.PortalTime.In(time.Local).Format("15:04:05") + " · " + offset},
		{l.T("operator.fact.verifier"), verifier + " · " + lock},
		{l.T("operator.fact.scenarios"), strings.Join(s.Active, ", ")},
		{l.T("operator.fact.accounts"), strings.Join(counts, " · ")},
		{l.T("operator.page.helpdesk"), strconv.Itoa(s.Requests)},
		{l.T("operator.fact.mail"), strconv.Itoa(s.MailQueued)},
	})
}

func newPracticeResetCommand(a *app) *cobra.Command {
	var r remote
	var yes bool
	c := &cobra.Command{
		Use:     "reset",
		Short:   "cmd.practice.reset.short",
		Long:    "cmd.practice.reset.long",
		Example: "sandi practice reset\nsandi practice reset --yes",
		Args:    arguments(0, 0),
		RunE: a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			if !yes {
				if err := a.confirm(c.Context(), a.l.T("cmd.practice.reset.question", "url", p.public)); err != nil {
					return err
				}
			}
			if err := p.ResetAll(c.Context()); err != nil {
				return err
			}
			a.say("operator.did.reset-all")
			if a.flags.json {
				return a.writeJSON(struct {
					Reset bool `json:"reset"`
				}{true})
			}
			return nil
		}),
	}
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	r.flags(c)
	return c
}
