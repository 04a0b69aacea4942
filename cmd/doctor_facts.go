package cmd

import (
	"context"
	"errors"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/timesync"
)

// doctorTask is whom to ask, and what is known before.
type doctorTask struct {
	sources, services []clock.Source
	switchedOff       bool // the person has chosen that nobody is asked unless named
	named             bool // the command line says who is to be believed
	facts             diagnose.Facts
}

// examination is what was found out about a clock.
type examination struct {
	facts  diagnose.Facts
	system *timesync.State // nil for somebody else's computer
}

// doctorTask turns the flags into sources, and gathers what is known besides.
// Where the person has switched off that the clock is compared, only hosts that
// the command line names are asked.
func (a *app) doctorTask(flags doctorFlags) (doctorTask, error) {
	sources, facts, err := a.clockTask(flags.clockFlags)
	if err != nil {
		return doctorTask{}, err
	}
	t := doctorTask{sources: sources, facts: facts}
	t.facts.RejectedCodes = flags.rejected
	for _, address := range flags.service {
		if err := clock.CheckURL(address); err != nil {
			return doctorTask{}, err
		}
	}
	t.named = len(flags.ntp)+len(flags.url) > 0
	switch {
	case flags.offline && (t.named || len(flags.service) > 0):
		return doctorTask{}, errOffline
	case flags.offline:
		t.sources = nil
	case !t.named && !a.settings.get().MeasureClock:
		t.sources, t.switchedOff = nil, true
	}
	t.services = clock.Sources(nil, flags.service, a.sys.Clock)
	return t, nil
}

// historyJumps is how many of the remembered jumps go into the facts.
const historyJumps = 20

// collect asks everybody at once: other clocks, the service's clock, the
// operating system, and what this device remembers.
func (a *app) collect(ctx context.Context, t doctorTask) examination {
	f := t.facts
	system := make(chan timesync.State, 1)
	go func() { system <- a.systemState(ctx) }()
	service := make(chan clock.Measurement, 1)
	go func() { service <- measureSome(ctx, t.services) }()
	m := measureSome(ctx, t.sources)
	f.References = m.References
	f.ServiceReferences = (<-service).References
	f.NTPBlocked = ntpBlocked(append(append([]clock.Reference{}, f.References...), f.ServiceReferences...))

	s := <-system
	a.addSystem(&f, s)
	if r := s.Reference(a.sys.Clock.Now()); r.OK() || len(f.References) == 0 {
		f.References = append(f.References, r)
	}

	h := a.history().History()
	f.Jumps = h.Jumps()
	f.Jumps = f.Jumps[max(len(f.Jumps)-historyJumps, 0):]
	if points := h.Points(); len(points) > 0 {
		last := points[len(points)-1]
		f.Earlier = &diagnose.Earlier{Offset: last.Offset, Uncertainty: last.Uncertainty, At: last.At.Add(last.Offset)}
	}
	if !t.named { // what hosts say that are being tried out is not remembered
		a.remember(m)
		h.Add(m)
	}
	if rate, ok := h.Rate(); ok {
		f.Drift = &diagnose.DriftRate{PerDay: rate.PerDay, Uncertainty: rate.Uncertainty, Since: rate.Since}
	}
	return examination{facts: f, system: &s}
}

// measureSome is clock.Measure, which has nothing to say about nobody.
func measureSome(ctx context.Context, sources []clock.Source) clock.Measurement {
	if len(sources) == 0 {
		return clock.Measurement{}
	}
	return clock.Measure(ctx, sources)
}

// systemState asks the operating system about its clock.
func (a *app) systemState(ctx context.Context) timesync.State {
	if a.sys.Timesync != nil {
		return shifted(a.sys.Timesync(ctx), a.simulation.by)
	}
	return shifted(timesync.Read(ctx, timesync.This(a.sys.GOOS, a.simulation.real)), a.simulation.by)
}

// addSystem adds what the operating system says to the facts.
func (a *app) addSystem(f *diagnose.Facts, s timesync.State) {
	// A zone that the environment sets for this program is not the system's; but
	// Windows knows its zone by name only there.
	if s.Zone != "" && a.sys.Getenv("TZ") == "" {
		f.Zone = s.Zone
	}
	if s.Service != "" {
		f.Sync.Service = &s.Service
	}
	f.Sync.Running, f.Sync.Synchronised, f.Sync.LastSync = s.Running, s.Synchronised, s.LastSync
	f.DualBoot, f.HardwareLocal = s.DualBoot, s.RTCLocal
}

// ntpBlocked says whether time servers are out of reach although the web is
// not: no where one has answered, nothing where that cannot be told apart from
// having no network.
func ntpBlocked(refs []clock.Reference) *bool {
	silent, web := 0, 0
	blocked := false
	for _, r := range refs {
		switch {
		case r.Kind == clock.KindNTP && r.OK():
			return &blocked
		case r.Kind == clock.KindNTP && errors.Is(r.Err, clock.ErrNoAnswer):
			silent++
		case r.Kind == clock.KindHTTP && r.OK():
			web++
		}
	}
	if silent < 2 || web == 0 { // one server may simply be down
		return nil
	}
	blocked = true
	return &blocked
}
