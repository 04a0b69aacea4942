package cmd

import (
	"context"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/terminal"
	"sandi/vault"
)

var (
	errCopyOne      = fault.New("cmd.copy-one", "--copy needs one entry")
	errPreviousOne  = fault.New("cmd.previous-one", "--previous needs one entry")
	errNoPrevious   = fault.New("cmd.no-previous", "a counter-based key has no previous code")
	errFlagsClash   = fault.New("cmd.flags-clash", "flags that exclude each other")
	errNotFresh     = fault.New("cmd.not-fresh", "no code lives that long")
	errCannotCorect = fault.New("cmd.cannot-correct", "the clock could not be measured")
	errSomeCodes    = fault.New("cmd.some-codes", "some codes could not be computed")
)

type codeFlags struct {
	next, previous, copy, watch, corrected bool
	at                                     string
	fresh                                  int
}

func newCodeCommand(a *app) *cobra.Command {
	var flags codeFlags
	c := &cobra.Command{
		Use:     "code [QUERY]",
		Short:   "cmd.code.short",
		Long:    "cmd.code.long",
		Example: "sandi code\nsandi code spse:budi --copy\nsandi code spse --wait-fresh 10\nsandi code --json",
		Args:    arguments(0, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error { return a.runCode(c, &flags, args) }
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&flags.next, "next", false, "cmd.flag.next")
	f.BoolVar(&flags.previous, "previous", false, "cmd.flag.previous")
	f.BoolVar(&flags.copy, "copy", false, "cmd.flag.copy")
	f.BoolVar(&flags.watch, "watch", false, "cmd.flag.watch")
	f.StringVar(&flags.at, "at", "", "cmd.flag.at")
	f.IntVar(&flags.fresh, "wait-fresh", 0, "cmd.flag.wait-fresh")
	f.BoolVar(&flags.corrected, "corrected", false, "cmd.flag.corrected")
	return c
}

// check refuses flags that make no sense together.
func (f *codeFlags) check(c *cobra.Command, json, query bool) error {
	given := c.Flags().Changed
	clash := func(one, other string) error { return wrongly(errFlagsClash.With("one", one, "other", other)) }
	switch {
	case f.copy && !query:
		return wrongly(errCopyOne)
	case f.previous && !query:
		return wrongly(errPreviousOne)
	case f.previous && f.next:
		return clash("--previous", "--next")
	case f.previous && f.watch:
		return clash("--previous", "--watch")
	case f.previous && given("wait-fresh"):
		return clash("--previous", "--wait-fresh")
	case f.watch && json:
		return clash("--watch", "--json")
	case f.watch && f.copy:
		return clash("--watch", "--copy")
	case f.watch && given("at"):
		return clash("--watch", "--at")
	case f.watch && given("wait-fresh"):
		return clash("--watch", "--wait-fresh")
	case given("at") && given("wait-fresh"):
		return clash("--at", "--wait-fresh")
	case given("at") && f.corrected:
		return clash("--at", "--corrected")
	case f.fresh < 0:
		return wrongly(errFlagValue.With("flag", "--wait-fresh"))
	}
	return nil
}

func (a *app) runCode(c *cobra.Command, flags *codeFlags, args []string) error {
	ctx := c.Context()
	if err := flags.check(c, a.flags.json, len(args) == 1); err != nil {
		return err
	}
	at := time.Time{} // zero for now
	if c.Flags().Changed("at") {
		t, err := parseInstant(flags.at, a.sys.Clock.Now())
		if err != nil {
			return wrongly(err)
		}
		at = t
	}
	if !flags.watch {
		// The process ends before collecting its garbage would pay.
		debug.SetGCPercent(400)
	}
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	with := reckoning{clock: a.sys.Clock}
	if flags.corrected {
		if with, err = a.corrected(ctx); err != nil {
			return err
		}
	}
	if len(args) == 0 {
		return a.runCodes(ctx, v, flags, with, at)
	}
	e, err := a.usable(v, args[0])
	if err != nil {
		return err
	}
	return a.runOneCode(ctx, v, e, flags, with, at)
}

// corrected measures the clock. Without a measurement that can be trusted there
// is no corrected code.
func (a *app) corrected(ctx context.Context) (reckoning, error) {
	m := a.sys.Measure(ctx)
	a.remember(m)
	if err := ctx.Err(); err != nil {
		return reckoning{}, err
	}
	if m.Best == nil {
		return reckoning{}, classed(errCannotCorect, errClock)
	}
	return reckoning{clock: clock.Corrected{Base: a.sys.Clock, Reference: *m.Best}, by: m.Best}, nil
}

// usable returns the one entry that a query names, among those whose codes a
// service may still accept if there are any: after a new enrolment the old
// entry stays in the vault as retired under the same names. Practice does not
// come in the way of the one real entry that a query names.
func (a *app) usable(v *vault.Vault, query string) (vault.Entry, error) {
	var inUse, open []vault.Entry
	for _, e := range v.Find(query) {
		if listed(e) {
			inUse = append(inUse, e)
			if !e.Practice() {
				open = append(open, e)
			}
		}
	}
	switch {
	case len(open) == 1:
		return open[0], nil
	case len(inUse) == 1:
		return inUse[0], nil
	}
	return a.one(v, query)
}

// listed reports whether an entry belongs into a list of codes.
func listed(e vault.Entry) bool { return e.Status == vault.Active || e.Status == vault.Pending }

// runCodes prints the codes of all entries in use.
func (a *app) runCodes(ctx context.Context, v *vault.Vault, flags *codeFlags, with reckoning, at time.Time) error {
	entries := realFirst(slices.DeleteFunc(v.Entries(), func(e vault.Entry) bool { return !listed(e) }))
	if flags.watch {
		return a.watch(ctx, entries, flags, with)
	}
	if at.IsZero() {
		var err error
		if at, err = a.awaitFresh(ctx, entries, with.clock, flags.fresh); err != nil {
			return err
		}
	}
	readings, err := sound(read(entries, at))
	if a.flags.json {
		if err := a.writeCodes(readings, at, with.by); err != nil {
			return err
		}
		return err
	}
	if len(entries) == 0 {
		a.say("cmd.list.empty")
		return nil
	}
	if err := a.print(a.table(a.codeRows(readings, at, flags.next), 3, 4)); err != nil {
		return err
	}
	return err
}

// sound leaves out the readings that failed and says so in its error.
func sound(all []reading) ([]reading, error) {
	failed := 0
	for _, r := range all {
		if r.err != nil {
			failed++
		}
	}
	if failed == 0 {
		return all, nil
	}
	var good []reading
	var first error
	for _, r := range all {
		if r.err == nil {
			good = append(good, r)
		} else if first == nil {
			first = r.err
		}
	}
	return good, classed(errSomeCodes.With("n", failed).Because(first), errPartly)
}

// codeRows sets readings as columns: code, next code if asked for, seconds
// left, issuer, account, remarks.
func (a *app) codeRows(readings []reading, at time.Time, next bool) [][]string {
	show := otp.Code.Reveal
	if terminal.IsTerminal(a.sys.Out) {
		show = otp.Code.Grouped
	}
	rows := make([][]string, len(readings))
	for i, r := range readings {
		code, following, left := show(r.code), show(r.next), ""
		if r.key.Type == otp.HOTP {
			// Showing the code without using it up would hand it out twice.
			code = strings.Repeat("-", r.key.Digits)
			following, left = code, "#"+strconv.FormatUint(r.key.Counter, 10)
		} else {
			left = a.l.T("unit.seconds", "n", wholeSeconds(r.key.Remaining(at)))
		}
		if !next {
			following = ""
		}
		rows[i] = []string{code, following, left, r.key.Issuer, r.key.Account, a.remarks(*r.entry)}
	}
	return rows
}

// runOneCode prints, or copies, the code of one entry.
func (a *app) runOneCode(ctx context.Context, v *vault.Vault, e vault.Entry, flags *codeFlags, with reckoning, at time.Time) error {
	if e.Status == vault.Quarantined {
		return vault.ErrQuarantined.With("id", e.ID).Because(e.Cause)
	}
	if e.Status == vault.Retired {
		a.warn("cmd.code.retired", "name", name(e))
	}
	if flags.watch {
		return a.watch(ctx, []vault.Entry{e}, flags, with)
	}
	if e.Key.Type == otp.HOTP && flags.previous {
		return wrongly(errNoPrevious.With("name", name(e)))
	}
	if e.Key.Type == otp.HOTP {
		codes := uint64(1)
		if flags.next {
			codes = 2 // the one in between is passed over
		}
		err := v.Update(ctx, func(tx *vault.Tx) (err error) {
			e.Key, err = tx.Advance(e.ID, codes)
			return err
		})
		if err != nil {
			return err
		}
	}
	if at.IsZero() {
		var err error
		if at, err = a.awaitFresh(ctx, []vault.Entry{e}, with.clock, flags.fresh); err != nil {
			return err
		}
	}
	r := read([]vault.Entry{e}, at)[0]
	if r.err != nil {
		return r.err
	}
	if flags.previous {
		if r.previous, r.err = r.key.CodeFor(r.key.Step(at) - 1); r.err != nil {
			return r.err
		}
	}
	if flags.copy || terminal.IsTerminal(a.sys.Out) {
		_ = v.Used(ctx, e.ID) // by a person; losing it harms nothing
	}
	if flags.copy {
		return a.copyCode(ctx, r, flags)
	}
	if a.flags.json {
		return a.writeCodes([]reading{r}, at, with.by)
	}
	code := r.code
	if flags.next {
		code = r.next
	}
	if flags.previous {
		code = r.previous
	}
	if err := a.print(code.Reveal() + "\n"); err != nil {
		return err
	}
	if r.key.Type != otp.HOTP && !flags.next && !flags.previous && flags.at == "" && terminal.IsTerminal(a.sys.Out) {
		a.say("cmd.code.left", "name", name(e), "left", time.Duration(wholeSeconds(r.key.Remaining(at)))*time.Second)
	}
	return nil
}

// awaitFresh waits until the codes of all time-based entries have at least so
// many seconds to live, and returns the time then.
func (a *app) awaitFresh(ctx context.Context, entries []vault.Entry, c clock.Clock, seconds int) (time.Time, error) {
	need := time.Duration(seconds) * time.Second
	for {
		now := c.Now()
		if need == 0 {
			return now, nil
		}
		until := now
		for range 1000 {
			moved := false
			for _, e := range entries {
				if e.Key.Type == otp.HOTP {
					continue
				}
				if k := e.Key.WithDefaults(); k.Remaining(until) < need {
					until, moved = k.End(k.Step(until)), true
				}
			}
			if !moved {
				break
			}
		}
		for _, e := range entries {
			if e.Key.Type != otp.HOTP && e.Key.WithDefaults().Remaining(until) < need {
				return now, wrongly(errNotFresh.With("seconds", seconds))
			}
		}
		if !until.After(now) {
			return now, nil
		}
		a.say("cmd.code.waiting", "for", time.Duration(wholeSeconds(until.Sub(now)))*time.Second)
		if err := sleep(ctx, until.Sub(now)); err != nil {
			return now, err
		}
	}
}
