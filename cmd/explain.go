package cmd

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/terminal"
)

var (
	errExplainWindow = fault.New("explain.window", "not a window")
	errBothInputs    = fault.New("explain.both-inputs", "code and key both from standard input")
)

type explainFlags struct {
	entry, uriFile, at, window, and string
	measure                         bool
}

func newExplainCommand(a *app) *cobra.Command {
	var flags explainFlags
	c := &cobra.Command{
		Use:     "explain CODE",
		Short:   "explain.short",
		Long:    "explain.long",
		Example: "sandi explain 492039 --entry spse\nsandi explain 492039 --entry spse --at 10:42:05 --window 1,1\nsandi explain - --uri-file key.txt --json",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error { return a.runExplain(c, &flags, args[0]) }
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.entry, "entry", "", "explain.flag.entry")
	f.StringVar(&flags.uriFile, "uri-file", "", "explain.flag.uri-file")
	f.StringVar(&flags.at, "at", "", "explain.flag.at")
	f.StringVar(&flags.window, "window", "1,1", "explain.flag.window")
	f.StringVar(&flags.and, "and", "", "explain.flag.and")
	f.BoolVar(&flags.measure, "measure", false, "explain.flag.measure")
	return c
}

func (a *app) runExplain(c *cobra.Command, flags *explainFlags, code string) error {
	ctx := c.Context()
	q, err := a.explainQuestion(c, flags, code == "-")
	if err != nil {
		return err
	}
	if code == "-" {
		if code, err = a.askRefused(ctx); err != nil {
			return err
		}
	}
	q.Code, q.And = refusal.NewTyped(code), refusal.NewTyped(flags.and)
	defer q.Code.Wipe()
	defer q.And.Wipe()
	if flags.uriFile != "" {
		err = a.keyToExplain(flags.uriFile, &q)
	} else {
		err = a.entriesToExplain(ctx, flags.entry, &q)
	}
	if err != nil {
		return err
	}
	defer func() {
		for _, c := range q.Entries {
			c.Key.Secret.Wipe()
		}
	}()
	if flags.measure {
		if q.Offset, err = a.measureToExplain(ctx); err != nil {
			return err
		}
	}
	e, err := refusal.Explain(ctx, q)
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(a.explainJSON(e))
	}
	return a.print(a.explainText(q, e, flags.measure))
}

// explainQuestion reads the flags, before a password is asked for.
func (a *app) explainQuestion(c *cobra.Command, flags *explainFlags, asked bool) (refusal.Question, error) {
	q := refusal.Question{At: a.sys.Clock.Now()}
	given := c.Flags().Changed
	if given("entry") && given("uri-file") {
		return q, wrongly(errFlagsClash.With("one", "--entry", "other", "--uri-file"))
	}
	if asked && flags.uriFile == "-" {
		return q, wrongly(errBothInputs)
	}
	if given("at") {
		at, err := parseInstant(flags.at, q.At)
		if err != nil {
			return q, wrongly(err)
		}
		q.At = at
		if toTheMinute(flags.at) {
			q.Uncertainty = time.Minute
		}
	}
	w, ok := parseWindow(flags.window)
	if !ok {
		return q, wrongly(errExplainWindow.With("text", flags.window))
	}
	q.Window = w
	return q, nil
}

// toTheMinute reports whether a time was given as people read it off a clock
// without seconds.
func toTheMinute(text string) bool {
	_, clock, dated := strings.Cut(strings.Replace(strings.TrimSpace(text), "T", " ", 1), " ")
	if !dated {
		clock = strings.TrimSpace(text)
	}
	_, err := time.Parse("15:04", clock)
	return err == nil
}

// parseWindow reads "1,1": steps back and ahead, within a day of the usual
// period.
func parseWindow(text string) (otp.Window, bool) {
	const most = 2 * 24 * 60
	past, future, ok := strings.Cut(text, ",")
	p, err1 := strconv.ParseUint(strings.TrimSpace(past), 10, 16)
	f, err2 := strconv.ParseUint(strings.TrimSpace(future), 10, 16)
	return otp.Window{Past: int(p), Future: int(f)}, ok && err1 == nil && err2 == nil && p <= most && f <= most
}

// askRefused reads the code from standard input, or asks for it where that is a
// terminal. It is echoed: it was used already.
func (a *app) askRefused(ctx context.Context) (string, error) {
	if !terminal.IsTerminal(a.sys.In) {
		// Longer is no code, and is told so.
		text, err := io.ReadAll(io.LimitReader(a.sys.In, 1<<10))
		line, _, _ := bytes.Cut(text, []byte("\n"))
		return string(bytes.TrimRight(line, "\r")), err
	}
	t, err := a.terminal()
	if err != nil {
		return "", err
	}
	return t.Line(ctx, a.l.T("explain.ask"))
}

// measureToExplain measures the clock; nil if no source could be believed.
func (a *app) measureToExplain(ctx context.Context) (*clock.Reference, error) {
	if _, _, ok := terminal.Size(a.sys.Err); ok && !a.flags.json {
		a.say("clock.measuring")
	}
	m := a.sys.Measure(ctx)
	return m.Best, ctx.Err()
}
