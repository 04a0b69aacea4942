package diagnose_test

import (
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
)

// faults makes every cause happen.
var faults = map[diagnose.Cause]func(w *world){
	diagnose.Healthy: func(w *world) {
		w.offset = max(min(w.normal(500*time.Millisecond), 2*time.Second), -2*time.Second)
		w.kept()
		w.nights()
	},
	diagnose.OrdinaryDrift: func(w *world) { w.drifted(w.between(2500*time.Millisecond, 30400*time.Millisecond)); w.nights() },
	diagnose.EdgeOfWindow:  func(w *world) { w.drifted(w.between(30500*time.Millisecond, 60400*time.Millisecond)); w.nights() },
	diagnose.Unsynchronised: func(w *world) {
		if w.chance(0.3) { // set by hand, badly, at some time
			w.offset = w.sign(w.between(time.Minute, 50*time.Minute))
			w.unkept(w.between(10*day, 200*day))
			return
		}
		w.drifted(w.scaled(62*time.Second, 20*time.Minute))
		w.nights()
	},
	diagnose.FastOnPurpose: func(w *world) {
		w.offset = pick(w.Rand, 5*time.Minute, 10*time.Minute, 15*time.Minute) + w.normal(6*time.Second)
		w.unkept(w.between(day, 100*day))
		w.facts.Earlier, w.facts.Drift = nil, nil
	},
	diagnose.Slept: func(w *world) {
		pause := w.scaled(90*time.Second, 12*hour)
		w.offset = -pause + w.normal(time.Second)
		w.kept()
		if !w.facts.Sync.LastSync.IsZero() {
			w.facts.Sync.LastSync = w.before(pause+w.scaled(time.Minute, day), 0)
		}
		w.wasRight(pause+w.between(10*time.Minute, 5*day), 0.5)
		if w.chance(0.5) { // the machine knows that it slept
			w.facts.Jumps = append(w.facts.Jumps, clock.Jump{At: w.now().Add(-w.between(time.Minute, 5*time.Minute)), By: pause, After: clock.AfterResume})
		}
	},
	diagnose.NTPBlocked: func(w *world) {
		w.drifted(w.scaled(100*time.Millisecond, 28*time.Second))
		w.facts.References = []clock.Reference{w.silent(clock.KindNTP, "a"), w.silent(clock.KindNTP, "b"), w.silent(clock.KindNTP, "c"), w.reading(clock.KindHTTP, "https://d", 0)}
		if w.chance(0.3) {
			w.facts.NTPBlocked = known(true)
		}
	},
	diagnose.ZoneMismatch: func(w *world) {
		for w.set == w.home {
			w.setTo(pick(w.Rand, wib, wita, wit))
		}
		w.offset = w.home - w.set + w.hand()
	},
	diagnose.ZoneLeftUTC: func(w *world) {
		w.setTo(0)
		w.offset = w.home + w.hand()
	},
	diagnose.ZoneLeftPacific: func(w *world) {
		w.setTo(pick(w.Rand, -8*hour, -7*hour))
		w.offset = w.home - w.set + w.hand()
	},
	diagnose.DualBootLinux: func(w *world) {
		w.on("linux")
		w.two = true
		w.offset = w.home + w.normal(5*time.Second)
		if w.chance(0.6) {
			w.facts.DualBoot = known(true)
		}
		if w.chance(0.3) {
			w.facts.HardwareLocal = known(false)
		}
	},
	diagnose.DualBootWindows: func(w *world) {
		w.on("windows")
		w.two = true
		w.offset = -w.home + w.normal(5*time.Second)
		if w.chance(0.6) {
			w.facts.DualBoot = known(true)
		}
	},
	diagnose.AMPM: func(w *world) { w.offset = w.sign(12*hour) + w.hand() },
	diagnose.WrongDay: func(w *world) {
		w.offset = w.sign(time.Duration(1+w.IntN(27))*day) + w.hand()
		if w.chance(0.3) {
			w.facts.Built = w.truth.Add(-w.between(30*day, 300*day))
		}
	},
	diagnose.WrongMonthOrYear: func(w *world) {
		local := w.truth.Add(w.set)
		var shown time.Time
		for {
			switch w.IntN(3) {
			case 0:
				shown = local.AddDate(0, w.IntN(12)-5, 0)
			case 1:
				shown = local.AddDate(pick(w.Rand, -1, 1, 2), 0, 0)
			default: // 4 March for 3 April
				if local.Day() > 12 {
					shown = local
				} else {
					shown = time.Date(local.Year(), time.Month(local.Day()), int(local.Month()), local.Hour(), local.Minute(), local.Second(), 0, time.UTC)
				}
			}
			if shown.Sub(local).Abs() > 25*day {
				break
			}
		}
		w.offset = shown.Sub(local) + w.hand()
		w.facts.Built = w.truth.Add(-w.between(day, 1200*day))
	},
	diagnose.DeadCMOSBattery: func(w *world) {
		year := pick(w.Rand, 1970, 1980, 2001, 2009, 2010, 2016, 2019, 2022)
		w.offset = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Add(-w.set + w.scaled(time.Minute, 5*hour)).Sub(w.truth)
		if w.chance(0.5) {
			w.facts.References = []clock.Reference{w.silent(clock.KindNTP, "a"), w.silent(clock.KindHTTP, "https://d")}
		}
		w.wasRight(w.between(day, 20*day), 0.3)
	},
	diagnose.SecureTimeSeeding: func(w *world) {
		w.on("windows")
		w.offset = w.sign(w.scaled(9*day, 1500*day))
		ago := w.scaled(10*time.Minute, 20*day)
		if w.chance(0.6) {
			w.facts.Sync.Running = known(true)
		}
		if w.chance(0.5) {
			w.facts.Sync.Synchronised = known(true)
		}
		if w.chance(0.5) {
			w.facts.Sync.LastSync = w.before(ago, 0)
		}
		w.wasRight(ago, 0.4)
		if w.chance(0.4) { // sandi was open
			after := clock.AfterUnknown
			if w.offset < 0 {
				after = clock.AfterSet
			}
			w.facts.Jumps = append(w.facts.Jumps, clock.Jump{At: w.before(ago/2, w.offset), By: w.offset + w.normal(time.Second), After: after})
		}
	},
	diagnose.FarFuture: func(w *world) {
		w.offset = time.Date(2051+w.IntN(60), time.Month(1+w.IntN(12)), 1, 0, 0, 0, 0, time.UTC).Add(w.scaled(time.Minute, 5*hour)).Sub(w.truth)
		if w.chance(0.3) {
			w.facts.References = []clock.Reference{w.silent(clock.KindNTP, "a")}
		}
	},
	diagnose.ServerClockWrong: func(w *world) {
		faultHealthy(w)
		w.service = w.sign(w.scaled(6*time.Second, 20*time.Minute))
		w.facts.ServiceReferences = []clock.Reference{w.reading(clock.KindHTTP, "https://portal", w.service)}
		w.facts.RejectedCodes = w.IntN(5)
	},
	diagnose.NotTheClock: func(w *world) {
		if faultHealthy(w); w.chance(0.3) {
			w.offset = w.between(-15*time.Second, 15*time.Second)
		}
		w.facts.RejectedCodes = 1 + w.IntN(6)
		if w.chance(0.5) {
			w.facts.ServiceReferences = []clock.Reference{w.reading(clock.KindHTTP, "https://portal", w.normal(200*time.Millisecond))}
		}
	},
	diagnose.NoReference: func(w *world) {
		w.offset = pick(w.Rand, 0, w.normal(20*time.Second), w.normal(hour), w.sign(7*hour))
		w.facts.References = []clock.Reference{w.silent(clock.KindNTP, "a"), w.silent(clock.KindHTTP, "https://d")}
	},
	diagnose.ReferencesDisagree: func(w *world) {
		faultHealthy(w)
		lie := w.sign(w.scaled(20*time.Second, 100*day))
		w.offset = w.sign(w.scaled(10*time.Second, 30*time.Second))
		w.facts.References = []clock.Reference{w.reading(clock.KindNTP, "a", 0), w.reading(pick(w.Rand, clock.KindNTP, clock.KindHTTP), "https://d", lie)}
	},
}

func faultHealthy(w *world) {
	w.offset = max(min(w.normal(500*time.Millisecond), 2*time.Second), -2*time.Second)
	w.kept()
}
