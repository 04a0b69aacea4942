package cmd

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/fault"
)

type doctorFlags struct {
	clockFlags
	service  []string
	rejected int
	from     string
}

var (
	errReportFile  = fault.New("doctor.report-file", "cannot read the report")
	errDoctorFlags = fault.New("doctor.from-alone", "a report is judged by what it holds")
	errOffline     = fault.New("doctor.offline-alone", "offline asks nobody")
	errRejected    = fault.New("doctor.rejected-range", "not a number of refused codes")
)

// mostRejected bounds --rejected: beyond it every verdict is the same.
const mostRejected = 10_000

func newDoctorCommand(a *app) *cobra.Command {
	var flags doctorFlags
	c := &cobra.Command{
		Use:     "doctor",
		Short:   "doctor.short",
		Long:    "doctor.long",
		Example: "sandi doctor\nsandi doctor --service https://portal.example.org --rejected 3\nsandi doctor --json > report.json\nsandi doctor --from report.json",
		Args:    arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			if flags.rejected < 0 || flags.rejected > mostRejected {
				return wrongly(errRejected.With("max", mostRejected))
			}
			if !c.Flags().Changed("from") {
				return a.examine(c, flags)
			}
			for _, other := range []string{"ntp", "url", "service", "offline"} {
				if c.Flags().Changed(other) {
					return wrongly(errDoctorFlags.With("flag", "--"+other))
				}
			}
			return a.examineReport(flags, c.Flags().Changed("rejected"))
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringArrayVar(&flags.ntp, "ntp", nil, "clock.flag.ntp")
	f.StringArrayVar(&flags.url, "url", nil, "doctor.flag.url")
	f.StringArrayVar(&flags.service, "service", nil, "doctor.flag.service")
	f.StringVar(&flags.trueZone, "true-zone", "", "clock.flag.true-zone")
	f.IntVar(&flags.rejected, "rejected", 0, "doctor.flag.rejected")
	f.BoolVar(&flags.offline, "offline", false, "doctor.flag.offline")
	f.StringVar(&flags.from, "from", "", "doctor.flag.from")
	return c
}

// examine collects the facts about this computer's clock and judges them.
func (a *app) examine(c *cobra.Command, flags doctorFlags) error {
	ask, err := a.doctorTask(flags)
	if err != nil {
		return wrongly(err)
	}
	if !a.flags.json {
		a.sayWhom(ask)
	}
	x := a.collect(c.Context(), ask)
	if err := c.Context().Err(); err != nil {
		return err
	}
	return a.tellDoctor(x)
}

// sayWhom tells who is about to be asked for the time, before anybody is.
func (a *app) sayWhom(ask doctorTask) {
	var names []string
	for _, s := range append(append([]clock.Source{}, ask.sources...), ask.services...) {
		names = append(names, s.Name())
	}
	switch {
	case len(names) > 0:
		a.say("doctor.asking", "names", strings.Join(names, ", "))
	case ask.switchedOff:
		a.say("doctor.asking-off")
	default:
		a.say("doctor.asking-nobody")
	}
}

// examineReport judges the facts in somebody else's report. What the caller
// says on the telephone may be added to it.
func (a *app) examineReport(flags doctorFlags, rejected bool) error {
	facts := diagnose.Facts{}
	if flags.trueZone != "" {
		zone, err := diagnose.ParseZone(flags.trueZone)
		if err != nil {
			return wrongly(err)
		}
		facts.TrueZone = &zone
	}
	said := facts.TrueZone
	data, err := a.readReport(flags.from)
	if err != nil {
		return err
	}
	if facts, err = diagnose.DecodeReport(data); err != nil {
		return err
	}
	if said != nil {
		facts.TrueZone = said
	}
	if rejected {
		facts.RejectedCodes = flags.rejected
	}
	return a.tellDoctor(examination{facts: facts})
}

// readReport reads a file or, for "-", standard input: one byte more than a
// report may have at most, so that what is too long is noticed.
func (a *app) readReport(name string) ([]byte, error) {
	in := a.sys.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, errReportFile.With("file", name).Because(err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	if in == nil {
		return nil, errReportFile.With("file", name).Because(errors.New("no standard input"))
	}
	data, err := io.ReadAll(io.LimitReader(in, diagnose.MaxReport+1))
	if err != nil {
		return nil, errReportFile.With("file", name).Because(err)
	}
	return data, nil
}

// tellDoctor judges and prints: as the report that can be sent, or in words.
func (a *app) tellDoctor(x examination) error {
	findings := diagnose.Judge(x.facts)
	if !a.flags.json {
		return a.print(a.doctorText(x, findings))
	}
	report, err := diagnose.EncodeReport(a.l, x.facts, findings, x.facts.Now)
	if err != nil {
		return err
	}
	return a.print(strings.TrimRight(string(escapeUnprintable(report)), "\n") + "\n")
}
