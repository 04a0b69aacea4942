package cmd

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/otp"
	"sandi/internal/printable"
	"sandi/internal/terminal"
)

// fromCodes finds the clock's offset by two codes that another device with the
// same key shows one after the other, and says how likely such a find is by
// chance.
func (a *app) fromCodes(ctx context.Context, query string) (clock.Reference, error) {
	v, err := a.openVault(ctx)
	if err != nil {
		return clock.Reference{}, err
	}
	defer v.Close()
	e, err := a.usable(v, query)
	if err != nil {
		return clock.Reference{}, err
	}
	if e.Key.Type == otp.HOTP {
		return clock.Reference{}, otp.ErrNotTimeBased
	}
	seen, err := a.readCodes(ctx)
	if err != nil {
		return clock.Reference{}, err
	}
	ref, odds, err := clock.FromSeen(e.Key, seen)
	if err != nil {
		return ref, classed(err, errClock)
	}
	if odds > 0 {
		a.say("clock.codes-odds", "n", a.l.Float(1/odds, 0))
	}
	return ref, nil
}

// readCodes reads two codes: from standard input, a line each, handed over at
// once; or asked for where that is a terminal, with the moment of each answer.
// They are echoed, since the other device shows them too.
func (a *app) readCodes(ctx context.Context) ([]clock.Seen, error) {
	var seen []clock.Seen
	if !terminal.IsTerminal(a.sys.In) {
		lines := bufio.NewScanner(io.LimitReader(a.sys.In, 1<<10))
		for len(seen) < 2 && lines.Scan() {
			if strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			code, err := otp.ParseCode(lines.Text())
			if err != nil {
				return nil, err
			}
			seen = append(seen, clock.Seen{Code: code})
		}
		if len(seen) > 0 {
			seen[len(seen)-1].At = a.sys.Clock.Now()
		}
		return seen, lines.Err()
	}
	t, err := a.terminal()
	if err != nil {
		return nil, err
	}
	for len(seen) < 2 {
		ask := "clock.codes-first"
		if len(seen) > 0 {
			ask = "clock.codes-second"
		}
		line, err := t.Line(ctx, a.l.T(ask)+" ")
		if err != nil {
			return nil, err
		}
		at := a.sys.Clock.Now()
		code, err := otp.ParseCode(line)
		if err == nil && len(seen) > 0 && code.Equal(seen[0].Code) {
			err = clock.ErrCodesSame
		}
		if err != nil {
			what, _ := a.l.Describe(err)
			t.Print(printable.Text(what) + "\n")
			continue
		}
		seen = append(seen, clock.Seen{Code: code, At: at})
	}
	return seen, nil
}

// shown reads --time. A time without a zone is one of the place where the user
// is: of --true-zone, or else of the zone that is set, which is said because it
// may be the very thing that is wrong.
func (a *app) shown(flags clockFlags, now time.Time) (clock.Shown, error) {
	if flags.trueZone != "" {
		east, err := diagnose.ParseZone(flags.trueZone)
		if err != nil {
			return clock.Shown{}, err
		}
		now = now.In(time.FixedZone("", int(east/time.Second)))
	}
	shown, err := clock.ParseShown(flags.shown, now, diagnose.ParseZone)
	if err == nil && !shown.Zoned && flags.trueZone == "" {
		a.say("clock.zone-assumed", "zone", now.Format("-07:00"))
	}
	return shown, err
}

// givenReferences are what needs no network: a time that the user read off a
// clock, codes of another device, the operating system's word about itself.
func (a *app) givenReferences(ctx context.Context, flags clockFlags) ([]clock.Source, error) {
	var given []clock.Source
	if flags.codesOf != "" {
		ref, err := a.fromCodes(ctx, flags.codesOf)
		if err != nil {
			return nil, err
		}
		given = append(given, clock.Given(ref))
	}
	if flags.offline {
		given = append(given, clock.Given(a.systemState(ctx).Reference(a.sys.Clock.Now())))
	}
	return given, nil
}
