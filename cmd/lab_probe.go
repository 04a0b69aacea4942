package cmd

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/fault"
	"sandi/internal/lab/probe"
	"sandi/internal/otp"
)

var errProbeKey = fault.New("probe.no-key", "no key to probe with")

type probeFlags struct {
	role, user, passwordFile string
	entry, uriFile           string
	reach, lockOut, tries    int
	pause                    time.Duration
	own                      bool
}

func newLabProbeCommand(a *app) *cobra.Command {
	var flags probeFlags
	c := &cobra.Command{
		Use:     "probe ADDRESS",
		Short:   "probe.short",
		Long:    "probe.long",
		Example: "sandi lab probe http://127.0.0.1:8484 --entry latihan\nsandi lab probe http://127.0.0.1:8484 --entry latihan --lock-out 35 --json\nsandi lab probe https://portal.example.org --user tester --service-password-file pw --uri-file key.txt --i-own-this-service",
		Args:    arguments(1, 1),
		RunE: func(c *cobra.Command, args []string) error {
			return probeError(a.runLabProbe(c.Context(), args[0], flags))
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.entry, "entry", "", "probe.flag.entry")
	f.StringVar(&flags.uriFile, "uri-file", "", "explain.flag.uri-file")
	f.StringVar(&flags.role, "role", "", "enroll.flag.role")
	f.StringVar(&flags.user, "user", "", "probe.flag.user")
	f.StringVar(&flags.passwordFile, "service-password-file", "", "enroll.flag.service-password-file")
	f.IntVar(&flags.reach, "reach", 8, "probe.flag.reach")
	f.IntVar(&flags.lockOut, "lock-out", 0, "probe.flag.lock-out")
	f.DurationVar(&flags.pause, "pause", 0, "probe.flag.pause")
	f.IntVar(&flags.tries, "tries", 1000, "probe.flag.tries")
	f.BoolVar(&flags.own, "i-own-this-service", false, "probe.flag.own")
	return c
}

// probeError puts what a service refused into its class.
func probeError(err error) error {
	if errors.Is(err, probe.ErrPresent) || errors.Is(err, probe.ErrAstray) || errors.Is(err, probe.ErrLocked) {
		return classed(err, errRefused)
	}
	return enrolError(err)
}

func (a *app) runLabProbe(ctx context.Context, service string, flags probeFlags) error {
	address, err := practice.Address(service)
	switch {
	case err != nil:
		return wrongly(err)
	case !flags.own && foreign(address):
		return wrongly(probe.ErrForeign.With("address", address))
	case (flags.entry == "") == (flags.uriFile == ""):
		return wrongly(errProbeKey)
	case flags.role != "" && flags.role != string(enroll.Penyedia) && flags.role != string(enroll.NonPenyedia):
		return wrongly(enroll.ErrBadRole.With("role", flags.role))
	}
	key, err := a.keyToProbe(ctx, flags)
	if err != nil {
		return err
	}
	defer key.Secret.Wipe()
	plan := probe.Plan{Key: key, Reach: flags.reach, Pause: flags.pause, Failures: flags.lockOut, Tries: flags.tries}
	if err := plan.Check(); err != nil {
		return wrongly(err)
	}

	transport := probeTransport(flags.own)
	defer transport.CloseIdleConnections()
	s, err := practice.New(address, transport, a.sys.Clock)
	if err != nil {
		return wrongly(err)
	}
	account, err := a.accountToProbe(ctx, s, flags)
	if err != nil {
		if errors.Is(err, probe.ErrForeign) {
			err = wrongly(probe.ErrForeign.With("address", address))
		}
		return err
	}
	defer clear(account.Password)

	// The verifier goes by its own clock, and so do the questions.
	ref := s.ClockSource().Measure(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if !ref.OK() {
		return classed(ref.Err, errClock)
	}
	if !a.flags.json {
		a.say("probe.begin", "name", s.ClockSource().Name(), "user", account.User, "offset", a.figure(ref))
		plan.Tell = a.sayTry
	}
	result, err := probe.Run(ctx, account, plan, clock.Corrected{Base: a.sys.Clock, Reference: ref})
	if result.Tries == 0 {
		return err
	}
	if a.flags.json {
		return errors.Join(err, a.writeJSON(a.probeDocument(s.ClockSource().Name(), ref, result, err)))
	}
	return errors.Join(err, a.print(a.probeText(result)))
}

// keyToProbe returns a copy of a key, which the caller wipes.
func (a *app) keyToProbe(ctx context.Context, flags probeFlags) (otp.Key, error) {
	if flags.uriFile != "" {
		var q refusal.Question
		if err := a.keyToExplain(flags.uriFile, &q); err != nil {
			return otp.Key{}, err
		}
		return q.Entries[0].Key, nil
	}
	v, err := a.openVault(ctx)
	if err != nil {
		return otp.Key{}, err
	}
	defer v.Close()
	e, err := a.usable(v, flags.entry)
	if err != nil {
		return otp.Key{}, err
	}
	key := e.Key
	key.Secret = otp.NewSecret(key.Secret.Bytes())
	return key, nil
}

// accountToProbe is the account that the flags name, or the demonstration
// account that a practice portal publishes.
func (a *app) accountToProbe(ctx context.Context, s *practice.Service, flags probeFlags) (*probe.Account, error) {
	info, err := s.Portal(ctx)
	if err != nil {
		return nil, err
	}
	role := enroll.Role(flags.role)
	if role == "" {
		role = enroll.Penyedia
	}
	account := &probe.Account{Service: s, Role: role, User: flags.user}
	if demo, ok := info.DemoFor(role); ok && flags.user == "" && flags.passwordFile == "" {
		account.User, account.Password = demo.User, []byte(demo.Password)
		return account, nil
	}
	if flags.user == "" || flags.passwordFile == "" {
		return nil, wrongly(errProbeAccount)
	}
	account.Password, err = a.servicePassword(flags.passwordFile)
	return account, err
}

var errProbeAccount = fault.New("probe.no-account", "no account to probe with")
