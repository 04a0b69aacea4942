package cmd

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/fault"
	"sandi/internal/portal"
	"sandi/internal/printable"
	"sandi/internal/site"
	"sandi/tui"
	"sandi/vault"
)

var (
	errNoService    = fault.New("enroll.no-service", "service not available")
	errNeedsAccount = fault.New("enroll.needs-account", "the portal needs an account")
	errNoBarcode    = fault.New("enroll.no-barcode", "the barcode did not come")
	errElsewhere    = fault.New("enroll.scenario-elsewhere", "scenarios belong to the embedded portal")
	errNoAnswers    = fault.New("enroll.no-answers", "the conversation ended before the enrolment did")
)

// target is the service to enrol at: the embedded practice portal, playing
// scenarios, or a portal at an address.
type target struct {
	address   string
	scenarios []string
	profile   site.Profile // of the guided enrolment
}

// enrolFlags are what a run without questions needs to know.
type enrolFlags struct {
	plain        bool
	corrected    bool
	user, role   string
	passwordFile string
	scenarios    []string
}

func newEnrollCommand(a *app) *cobra.Command {
	var flags enrolFlags
	c := &cobra.Command{
		Use:     "enroll [SERVICE]",
		Short:   "enroll.cmd.short",
		Long:    "enroll.cmd.long",
		Example: "sandi enroll\nsandi enroll --plain\nsandi enroll --scenario slow-barcode,ketat\nsandi enroll --json --password-file FILE\nsandi enroll http://127.0.0.1:8484",
		Args:    arguments(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			service := enroll.Practice
			if len(args) == 1 {
				service = args[0]
			}
			at, err := parseTarget(service)
			if err != nil {
				return err
			}
			return enrolError(a.runEnroll(c.Context(), at, flags))
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&flags.plain, "plain", false, "enroll.flag.plain")
	f.StringVar(&flags.role, "role", "", "enroll.flag.role")
	f.StringVar(&flags.user, "user", "", "enroll.flag.user")
	f.StringVar(&flags.passwordFile, "service-password-file", "", "enroll.flag.service-password-file")
	f.BoolVar(&flags.corrected, "corrected", false, "enroll.flag.corrected")
	f.StringArrayVar(&flags.scenarios, "scenario", nil, "enroll.flag.scenario")
	c.AddCommand(newGuidedCommand(a))
	return c
}

// parseTarget reads SERVICE.
func parseTarget(service string) (target, error) {
	if service == enroll.Practice {
		return target{}, nil
	}
	if !strings.Contains(service, "://") {
		return target{}, wrongly(errNoService.With("service", service))
	}
	address, err := practice.Address(service)
	if err != nil {
		return target{}, wrongly(err)
	}
	return target{address: address}, nil
}

// runEnroll chooses the face: one document without questions, line by line, or
// the terminal interface.
func (a *app) runEnroll(ctx context.Context, at target, flags enrolFlags) error {
	if flags.role != "" && flags.role != string(enroll.Penyedia) && flags.role != string(enroll.NonPenyedia) {
		return wrongly(enroll.ErrBadRole.With("role", flags.role))
	}
	if len(flags.scenarios) > 0 {
		if at.address != "" {
			return wrongly(errElsewhere)
		}
		_, names, err := portal.ParseScenarios(flags.scenarios)
		if err != nil {
			return wrongly(err)
		}
		at.scenarios = names
	}
	switch {
	case a.flags.json:
		return a.enrollHeadless(ctx, at, flags)
	case flags.plain || !a.hasScreen():
		return a.enrollPlain(ctx, at, flags)
	}
	return a.openInterface(ctx, tui.Enroll, at)
}

// practiceAt starts enrolments at a service for the terminal interface.
func (a *app) practiceAt(at target) func(context.Context, *vault.Vault) (*enroll.Session, func() error, error) {
	return func(ctx context.Context, v *vault.Vault) (*enroll.Session, func() error, error) {
		run, err := a.beginEnrolment(ctx, v, at)
		if err != nil {
			return nil, nil, err
		}
		return run.Session, run.stop, nil
	}
}

// servicePassword reads --service-password-file.
func (a *app) servicePassword(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, errPasswordFile.With("file", file).Because(err)
	}
	defer func() { _ = f.Close() }()
	password, err := firstLine(f)
	if err != nil {
		return nil, errPasswordFile.With("file", file).Because(err)
	}
	return password, nil
}

// enrolError puts the wizard's errors into the classes of exit codes.
func enrolError(err error) error {
	for _, refused := range []error{
		enroll.ErrBadCredentials, enroll.ErrLocked, enroll.ErrCodeRefused, enroll.ErrCodeOther, enroll.ErrAlreadyEnabled,
		enroll.ErrWrongState, enroll.ErrNoSession, enroll.ErrLoginTimeout, errNoBarcode,
	} {
		if errors.Is(err, refused) {
			return classed(err, errRefused)
		}
	}
	if errors.Is(err, enroll.ErrClockFar) {
		return classed(err, errClock)
	}
	return err
}

// patience is how late a barcode may be; a person decides for longer.
func (a *app) patience() time.Duration {
	if a.sys.Patience > 0 {
		return a.sys.Patience
	}
	return 20 * time.Second
}

// reportLines is what a helpdesk needs to know, line by line.
func (a *app) reportLines(snap enroll.Snapshot) []string {
	var out []string
	for _, line := range enroll.HelpdeskReport(snap) {
		out = append(out, clean(a.l.T(line.Key, line.Args...)))
	}
	return out
}

// pause waits, or returns why it did not.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// clean makes text of the portal fit for a line.
func clean(s string) string { return printable.Text(s) }
