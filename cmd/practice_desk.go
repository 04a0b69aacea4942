package cmd

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/operator"
	"sandi/internal/printable"
)

// requestJSON is a call for help.
type requestJSON struct {
	ID     int64  `json:"id"`
	At     string `json:"at"`
	Role   string `json:"role"`
	UserID string `json:"user_id"`
	Text   string `json:"text"`
	Known  bool   `json:"known"`
}

func newPracticeHelpdeskCommand(a *app) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:     "helpdesk",
		Short:   "cmd.practice.helpdesk.short",
		Long:    "cmd.practice.helpdesk.long",
		Example: "sandi practice helpdesk\nsandi practice helpdesk close 7 --reset",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			return a.listRequests(c.Context(), p)
		}),
	}
	r.flags(c)
	closing := newHelpdeskCloseCommand(a)
	closing.DisableFlagsInUseLine = true
	c.AddCommand(closing)
	return c
}

func (a *app) listRequests(ctx context.Context, p console) error {
	list, err := p.Requests(ctx)
	if err != nil {
		return err
	}
	if a.flags.json {
		shape := make([]requestJSON, len(list))
		for i, q := range list {
			shape[i] = requestJSON{q.ID, stamp(q.At), q.Role, q.User, q.Text, q.Known}
		}
		return a.writeJSON(shape)
	}
	if len(list) == 0 {
		a.say("operator.helpdesk.none")
		return nil
	}
	rows := make([][]string, len(list))
	for i, q := range list {
		known := ""
		if !q.Known {
			known = a.l.T("operator.request.unknown")
		}
		text := strings.Join(strings.Fields(q.Text), " ")
		rows[i] = []string{strconv.FormatInt(q.ID, 10), q.At.Local().Format("15:04:05"), roleLabel(q.Role), q.User, known, text}
	}
	return a.print(a.table(rows, 5))
}

func newHelpdeskCloseCommand(a *app) *cobra.Command {
	var r remote
	var reset bool
	c := &cobra.Command{
		Use:     "close ID|USER",
		Short:   "cmd.practice.close.short",
		Long:    "cmd.practice.close.long",
		Example: "sandi practice helpdesk close 7\nsandi practice helpdesk close penyedia.aktif --reset",
		Args:    arguments(1, 1),
		RunE: a.asOperator(&r, func(c *cobra.Command, args []string, p console) error {
			q, err := oneRequest(c.Context(), p, args[0])
			if err != nil {
				return err
			}
			if err := p.Resolve(c.Context(), q.ID, reset); err != nil {
				return err
			}
			if reset {
				a.say("operator.did.reset", "user", q.User)
			} else {
				a.say("operator.did.resolve")
			}
			if a.flags.json {
				return a.writeJSON(struct {
					ID     int64  `json:"id"`
					UserID string `json:"user_id"`
					Reset  bool   `json:"reset"`
				}{q.ID, q.User, reset})
			}
			return nil
		}),
	}
	c.Flags().BoolVar(&reset, "reset", false, "cmd.practice.flag.reset")
	r.flags(c)
	return c
}

// oneRequest finds the open call for help with an ID, or of a user.
func oneRequest(ctx context.Context, p console, which string) (operator.Request, error) {
	list, err := p.Requests(ctx)
	if err != nil {
		return operator.Request{}, err
	}
	var found []operator.Request
	for _, q := range list {
		if strconv.FormatInt(q.ID, 10) == which {
			return q, nil
		}
		if q.User == which {
			found = append(found, q)
		}
	}
	switch len(found) {
	case 0:
		return operator.Request{}, errNoRequest.With("which", which)
	case 1:
		return found[0], nil
	}
	return operator.Request{}, errTwoRequests.With("user", which)
}

var (
	errNoRequest   = fault.New("cmd.practice.no-request", "no such open call for help")
	errTwoRequests = fault.New("cmd.practice.two-requests", "both roles have an open call for help")
)

// mailJSON is what `practice mail --json` prints.
type mailJSON struct {
	Queue   []queuedJSON `json:"queue"`
	Letters []letterJSON `json:"letters"`
}

type queuedJSON struct {
	ID          int64   `json:"id"`
	Role        string  `json:"role"`
	UserID      string  `json:"user_id"`
	To          string  `json:"to"`
	Subject     string  `json:"subject"`
	State       string  `json:"state"`
	QueuedAt    string  `json:"queued_at"`
	DueAt       string  `json:"due_at"`
	CodeExpires string  `json:"code_expires_at"`
	Tries       int     `json:"tries"`
	Problem     *string `json:"problem"`
}

type letterJSON struct {
	ID      int64  `json:"id"`
	At      string `json:"at"`
	From    string `json:"from"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

func newPracticeMailCommand(a *app) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use:     "mail",
		Short:   "cmd.practice.mail.short",
		Long:    "cmd.practice.mail.long",
		Example: "sandi practice mail\nsandi practice mail --json",
		Args:    arguments(0, 0),
		RunE: a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			box, err := p.Mail(c.Context())
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.writeJSON(toMailJSON(box))
			}
			return a.print(a.mailText(box))
		}),
	}
	r.flags(c)
	return c
}

func toMailJSON(box operator.Mailbox) mailJSON {
	shape := mailJSON{Queue: []queuedJSON{}, Letters: []letterJSON{}}
	for _, q := range box.Queue {
		shape.Queue = append(shape.Queue, queuedJSON{
			q.ID, q.Role, q.User, q.To, q.Subject, q.State, stamp(q.Queued), stamp(q.Due), stamp(q.CodeExpires), q.Tries, orNil(q.Problem),
		})
	}
	for _, e := range box.Letters {
		shape.Letters = append(shape.Letters, letterJSON{e.ID, stamp(e.At), e.From, e.To, e.Subject, e.Body})
	}
	return shape
}

// mailText lists the queue, and below it the letters with their texts.
func (a *app) mailText(box operator.Mailbox) string {
	l := a.l
	if len(box.Queue) == 0 && len(box.Letters) == 0 {
		a.say("operator.mail.none")
		return ""
	}
	var rows [][]string
	for _, q := range box.Queue {
		due := l.T("operator.mail.due", "at", q.Due.Local().Format("15:04:05"))
		state := map[string]string{"sent": l.T("operator.mail.sent"), "failed": l.T("operator.mail.failed")}[q.State]
		if state == "" {
			state = due
		}
		rows = append(rows, []string{q.To, q.Subject, state, q.Problem})
	}
	var b strings.Builder
	b.WriteString(a.table(rows, 0, 1, 3))
	for _, e := range box.Letters {
		b.WriteString("\n" + a.table([][]string{
			{l.T("operator.mail.at"), e.At.Local().Format("2006-01-02 15:04:05")},
			{l.T("operator.mail.from"), e.From},
			{l.T("operator.mail.to"), e.To},
			{"", e.Subject},
		}) + "\n")
		for line := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(e.Body, "\r\n", "\n")), "\n") {
			b.WriteString(printable.Text(line) + "\n")
		}
	}
	return b.String()
}
