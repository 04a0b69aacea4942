package cmd

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/operator"
	"sandi/internal/printable"
)

// attemptJSON is one attempt as the portal saw it.
type attemptJSON struct {
	ID      int64      `json:"id"`
	At      string     `json:"at"`
	Role    *string    `json:"role"`
	UserID  *string    `json:"user_id"`
	Act     string     `json:"act"`
	Verdict string     `json:"verdict"`
	Locked  bool       `json:"locked"`
	Steps   int        `json:"steps"`
	Age     float64    `json:"age_seconds"`
	Window  windowJSON `json:"window"`
	Drift   int        `json:"drift"`
	Offset  float64    `json:"clock_offset_seconds"`
	Note    string     `json:"note"`
}

// attemptsAtOnce is how many attempts are asked for in one request.
const attemptsAtOnce = 200

// followEvery is how often the portal is asked for new attempts.
const followEvery = time.Second

func newPracticeAttemptsCommand(a *app) *cobra.Command {
	var r remote
	var follow bool
	var last int
	c := &cobra.Command{
		Use:     "attempts",
		Short:   "cmd.practice.attempts.short",
		Long:    "cmd.practice.attempts.long",
		Example: "sandi practice attempts\nsandi practice attempts --follow\nsandi practice attempts --last 200 --json",
		Args:    arguments(0, 0),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if last < 0 {
			return wrongly(errFlagValue.With("flag", "--last"))
		}
		return a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			return a.attempts(c.Context(), p, last, follow)
		})(c, args)
	}
	c.Flags().BoolVarP(&follow, "follow", "f", false, "cmd.practice.flag.follow")
	c.Flags().IntVar(&last, "last", 20, "cmd.practice.flag.last")
	r.flags(c)
	return c
}

// attempts prints the last ones, and with follow what comes after them until it
// is interrupted.
func (a *app) attempts(ctx context.Context, p console, last int, follow bool) error {
	s, err := p.Status(ctx)
	if err != nil {
		return err
	}
	list, err := attemptsAfter(ctx, p, max(s.LastAttempt-int64(last), 0), s.LastAttempt)
	if err != nil {
		return err
	}
	if len(list) > last {
		list = list[len(list)-last:]
	}
	if !follow {
		if a.flags.json {
			shape := make([]attemptJSON, len(list))
			for i, at := range list {
				shape[i] = toAttemptJSON(at)
			}
			return a.writeJSON(shape)
		}
		return a.printAttempts(list)
	}
	after := s.LastAttempt
	for {
		if err := a.printAttempts(list); err != nil {
			return err
		}
		if n := len(list); n > 0 {
			after = list[n-1].ID
		}
		if err := sleep(ctx, followEvery); err != nil {
			return err
		}
		// The journal begins anew when somebody resets the portal.
		if s, err = p.Status(ctx); err != nil {
			return err
		}
		if s.LastAttempt < after {
			after = 0
		}
		if list, err = attemptsAfter(ctx, p, after, s.LastAttempt); err != nil {
			return err
		}
	}
}

// attemptsAfter fetches what the portal noted after one attempt and up to
// another.
func attemptsAfter(ctx context.Context, p console, after, to int64) ([]operator.Attempt, error) {
	var list []operator.Attempt
	for after < to {
		some, err := p.Attempts(ctx, after, attemptsAtOnce)
		if err != nil {
			return nil, err
		}
		if len(some) == 0 || some[len(some)-1].ID <= after {
			break
		}
		list, after = append(list, some...), some[len(some)-1].ID
	}
	return list, nil
}

// printAttempts prints one line for each, or one JSON document.
func (a *app) printAttempts(list []operator.Attempt) error {
	for _, at := range list {
		if a.flags.json {
			if err := a.writeJSON(toAttemptJSON(at)); err != nil {
				return err
			}
			continue
		}
		user := at.User
		if user == "" && !at.ByOperator() {
			user = "?"
		}
		line := a.l.T("cmd.practice.attempt", "time", at.At.In(time.Local).Format("15:04:05"),
			"user", user, "note", at.Note, "outcome", a.outcome(at))
		line = strings.ReplaceAll(printable.Text(line), "    ", "  ") // no user
		if err := a.print(line + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// outcome is what the user was told, in a word.
func (a *app) outcome(at operator.Attempt) string {
	switch {
	case at.ByOperator():
		return a.l.T("operator.outcome.operator")
	case at.Locked:
		return a.l.T("operator.outcome.locked")
	case at.Verdict == "accepted":
		return a.l.T("operator.outcome.accepted")
	}
	return a.l.T("operator.outcome.refused")
}

func toAttemptJSON(at operator.Attempt) attemptJSON {
	shape := attemptJSON{
		ID: at.ID, At: stamp(at.At), Act: at.Act, Verdict: at.Verdict, Locked: at.Locked, Steps: at.Steps,
		Age: seconds(at.Age), Window: windowJSON(at.Window), Drift: at.Drift, Offset: seconds(at.ClockOffset), Note: at.Note,
	}
	if at.User != "" {
		shape.Role, shape.UserID = &at.Role, &at.User
	}
	return shape
}
