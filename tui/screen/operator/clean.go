package operator

import (
	"strings"

	"sandi/internal/operator"
	"sandi/internal/printable"
)

// What comes from the portal is made printable here, once, when it arrives.

// maxBody bounds what is shown of a letter or a request, in lines.
const maxBody = 200

func clean(s operator.Status) operator.Status {
	s.Name, s.Version, s.Profile = printable.Text(s.Name), printable.Text(s.Version), printable.Text(s.Profile)
	s.Active = cleanList(s.Active)
	return s
}

func cleanList(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = printable.Text(s)
	}
	return out
}

func cleanAttempt(a operator.Attempt) operator.Attempt {
	a.Role, a.User, a.Note = printable.Text(a.Role), printable.Text(a.User), printable.Text(a.Note)
	return a
}

func cleanScenarios(in []operator.Scenario) []operator.Scenario {
	out := make([]operator.Scenario, len(in))
	for i, s := range in {
		out[i] = operator.Scenario{
			Name: printable.Text(s.Name), Value: printable.Text(s.Value), Failure: printable.Text(s.Failure),
			Group: printable.Text(s.Group), Title: printable.Text(s.Title), Note: printable.Text(s.Note),
		}
	}
	return out
}

func cleanAccounts(in []operator.Account) []operator.Account {
	out := make([]operator.Account, len(in))
	for i, a := range in {
		a.Role, a.User, a.Email, a.TOTP, a.Class = printable.Text(a.Role), printable.Text(a.User), printable.Text(a.Email), printable.Text(a.TOTP), printable.Text(a.Class)
		out[i] = a
	}
	return out
}

func cleanRequests(in []operator.Request) []operator.Request {
	out := make([]operator.Request, len(in))
	for i, r := range in {
		r.Role, r.User, r.Text = printable.Text(r.Role), printable.Text(r.User), cleanLines(r.Text)
		out[i] = r
	}
	return out
}

func cleanMail(in operator.Mailbox) operator.Mailbox {
	var out operator.Mailbox
	for _, q := range in.Queue {
		q.Role, q.User, q.To, q.Subject = printable.Text(q.Role), printable.Text(q.User), printable.Text(q.To), printable.Text(q.Subject)
		q.State, q.Problem = printable.Text(q.State), printable.Text(q.Problem)
		out.Queue = append(out.Queue, q)
	}
	for _, e := range in.Letters {
		e.From, e.To, e.Subject, e.Body = printable.Text(e.From), printable.Text(e.To), printable.Text(e.Subject), cleanLines(e.Body)
		out.Letters = append(out.Letters, e)
	}
	return out
}

func cleanClass(c operator.OpenedClass) operator.OpenedClass {
	c.Name, c.Role, c.Token, c.URL = printable.Text(c.Name), printable.Text(c.Role), printable.Text(c.Token), printable.Text(c.URL)
	return c
}

// cleanLines keeps the line breaks of a text.
func cleanLines(s string) string {
	lines := strings.SplitN(strings.ReplaceAll(s, "\r\n", "\n"), "\n", maxBody+1)
	lines = lines[:min(len(lines), maxBody)]
	for i, line := range lines {
		lines[i] = printable.Text(line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func splitLines(s string) []string { return strings.Split(s, "\n") }
