package cmd

import (
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/lab"
	"sandi/internal/lab/picture"
	"sandi/internal/locale"
	"sandi/internal/terminal"
)

var errLabPhase = fault.New("lab.phase", "the moment lies outside the step")

type timelineFlags struct {
	offset, mail, typing, network string
	window, period, at, phase     string
	svg, png                      string
}

func newLabTimelineCommand(a *app) *cobra.Command {
	var flags timelineFlags
	c := &cobra.Command{
		Use:     "timeline",
		Short:   "lab.timeline.short",
		Long:    "lab.timeline.long",
		Example: "sandi lab timeline --offset -40s --typing 10s\nsandi lab timeline --offset 75s --window longgar --phase 12s\nsandi lab timeline --offset -40s --svg slide.svg --png slide.png\nsandi lab timeline --offset 7h --json",
		Args:    arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			setting, err := flags.setting(a.sys.Clock.Now())
			if err != nil {
				return wrongly(err)
			}
			return a.runLabTimeline(lab.At(setting), flags)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.offset, "offset", "0s", "lab.timeline.flag.offset")
	f.StringVar(&flags.typing, "typing", "10s", "lab.timeline.flag.typing")
	f.StringVar(&flags.network, "network", "1s", "lab.timeline.flag.network")
	f.StringVar(&flags.mail, "mail", "0s", "lab.timeline.flag.mail")
	f.StringVar(&flags.window, "window", "1,1", "lab.timeline.flag.window")
	f.StringVar(&flags.period, "period", "30s", "lab.timeline.flag.period")
	f.StringVar(&flags.at, "at", "", "lab.timeline.flag.at")
	f.StringVar(&flags.phase, "phase", "", "lab.timeline.flag.phase")
	f.StringVar(&flags.svg, "svg", "", "lab.timeline.flag.svg")
	f.StringVar(&flags.png, "png", "", "lab.timeline.flag.png")
	return c
}

func (f timelineFlags) setting(now time.Time) (s lab.Setting, err error) {
	if s.Offset, err = lab.ParseDuration(f.offset); err != nil {
		return s, err
	}
	for _, d := range []struct {
		text string
		to   *time.Duration
	}{{f.mail, &s.Mail}, {f.typing, &s.Typing}, {f.network, &s.Network}} {
		if *d.to, err = lab.ParseDelay(d.text); err != nil {
			return s, err
		}
	}
	p, err := lab.ParseWindow(f.window)
	if err != nil {
		return s, err
	}
	s.Policy = p.Policy
	if s.Policy.Period, err = lab.ParsePeriod(f.period); err != nil {
		return s, err
	}
	s.At = now
	if f.at != "" {
		if s.At, err = parseInstant(f.at, now); err != nil {
			return s, err
		}
	}
	if f.phase != "" {
		into, err := lab.ParseDelay(f.phase)
		if err != nil {
			return s, err
		}
		if into >= s.Period() {
			return s, errLabPhase.With("period", s.Period())
		}
		s.At = s.At.Add(into - s.Phase())
	}
	return s, nil
}

func (a *app) runLabTimeline(s lab.Story, flags timelineFlags) error {
	for _, p := range []struct {
		file  string
		write func(io.Writer, *locale.Localizer, lab.Story) error
	}{{flags.svg, picture.SVG}, {flags.png, picture.PNG}} {
		if p.file == "" {
			continue
		}
		if err := writeNew(p.file, func(w io.Writer) error { return p.write(w, a.l, s) }); err != nil {
			return err
		}
		a.say("lab.saved", "file", p.file)
	}
	if a.flags.json {
		return a.writeJSON(storyDocument(s))
	}
	width := a.helpWidth()
	var b strings.Builder
	b.WriteString(a.paint([]picture.Line{{{Text: picture.Verdict(a.l, s), Kind: verdictKind(s)}}}))
	b.WriteString("\n" + a.paint(picture.Timeline(a.l, s, width, picture.Full)) + "\n")
	for _, line := range append(picture.Turns(a.l, s), picture.Share(a.l, s)) {
		b.WriteString(wrap(line, width, "") + "\n")
	}
	return a.print(b.String())
}

func verdictKind(s lab.Story) picture.Kind {
	if s.Accepted {
		return picture.Good
	}
	return picture.Bad
}

// paint writes drawn lines, in colour where standard output is a terminal that
// shows it.
func (a *app) paint(lines []picture.Line) string {
	_, _, onTerminal := terminal.Size(a.sys.Out)
	colour := onTerminal && a.sys.Getenv("NO_COLOR") == "" && a.sys.Getenv("TERM") != "dumb"
	// The sixteen colours follow the terminal's own palette, so they are legible
	// on a dark and a light background.
	codes := map[picture.Kind]string{
		picture.Faint: "2", picture.Window: "36", picture.Arrow: "35", picture.Mark: "1",
		picture.Good: "1;32", picture.Some: "33", picture.Bad: "1;31",
	}
	var b strings.Builder
	for _, line := range lines {
		if !colour {
			b.WriteString(line.String() + "\n")
			continue
		}
		for _, s := range line {
			if code := codes[s.Kind]; code != "" {
				b.WriteString("\x1b[" + code + "m" + s.Text + "\x1b[0m")
			} else {
				b.WriteString(s.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

type storyJSON struct {
	Verdict  string     `json:"verdict"`
	Policy   policyJSON `json:"policy"`
	Offset   float64    `json:"offset_seconds"`
	Mail     float64    `json:"mail_seconds"`
	Typing   float64    `json:"typing_seconds"`
	Network  float64    `json:"network_seconds"`
	Shown    string     `json:"read_at"`
	Clock    string     `json:"computer_showed"`
	Typed    string     `json:"typed_at"`
	Received string     `json:"received_at"`
	Apart    int64      `json:"step_offset"`
	Age      float64    `json:"age_seconds"`
	From     string     `json:"accepted_from"`
	Until    string     `json:"accepted_until"`
	// Accepted at this moment while the clock is off by at least the first and
	// less than the second figure; likewise for the delay.
	Offsets [2]float64 `json:"offsets_seconds"`
	Delays  [2]float64 `json:"delays_seconds"`
	Share   float64    `json:"share"`
}

func storyDocument(s lab.Story) storyJSON {
	verdict := "refused"
	if s.Accepted {
		verdict = "accepted"
	}
	set := s.Setting
	return storyJSON{
		Verdict: verdict, Policy: policyDocument(lab.WindowName(set.Policy.Window), set),
		Offset: seconds(set.Offset), Mail: seconds(set.Mail), Typing: seconds(set.Typing), Network: seconds(set.Network),
		Shown: stamp(s.Shown), Clock: stamp(s.Displayed), Typed: stamp(s.Typed), Received: stamp(s.Received),
		Apart: s.Apart, Age: seconds(s.Age), From: stamp(s.From), Until: stamp(s.Until),
		Offsets: [2]float64{seconds(s.Offsets.From), seconds(s.Offsets.Until)},
		Delays:  [2]float64{seconds(s.Delays.From), seconds(s.Delays.Until)},
		Share:   s.Share.Float(),
	}
}
