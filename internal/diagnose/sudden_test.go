package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/locale"
)

// jumped adds a jump at an hour before the measurement.
func jumped(by time.Duration, after clock.After) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) {
		f.Jumps = append(f.Jumps, clock.Jump{At: f.Now.Add(-hour), By: by, After: after})
	}
}

// synced says when the clock was corrected last, in true time before now.
func synced(ago time.Duration) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.Sync.LastSync = truth.Add(-ago) }
}

func service32(running, synchronised bool) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) {
		name := "w32time"
		f.Sync.Service, f.Sync.Running, f.Sync.Synchronised = &name, &running, &synchronised
	}
}

// earlier says what was measured some true time ago.
func earlier(offset, ago time.Duration) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) {
		f.Earlier = &diagnose.Earlier{Offset: offset, Uncertainty: 10 * time.Millisecond, At: truth.Add(offset - ago)}
	}
}

func refused(n int) func(*diagnose.Facts) { return func(f *diagnose.Facts) { f.RejectedCodes = n } }

func hardwareLocal(is bool) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.HardwareLocal = &is }
}

const pause = 2220 * time.Second // 37 min

var suddenCases = []judged{
	{"asleep, and slow by as much", facts(-pause, jumped(pause, clock.AfterResume)), []string{"slept likely", "unsynchronised possible"}},
	{"written with the other sign", facts(-pause, jumped(-pause, clock.AfterResume)), []string{"slept likely", "unsynchronised possible"}},
	{"slept well", facts(0, jumped(8*hour, clock.AfterResume)), []string{"healthy certain"}},
	{"slept, and slow by something else", facts(-8*time.Minute, jumped(8*hour, clock.AfterResume)), []string{"unsynchronised likely", "slept possible"}},
	{"slept, and right just before", facts(-8*time.Minute, jumped(8*hour, clock.AfterResume), synced(9*hour)), []string{"slept likely", "unsynchronised possible"}},
	{"right just before, and slow at once", facts(-8*time.Minute, synced(9*hour)), []string{"unsynchronised likely", "slept possible"}},
	{"slow by what a month adds", facts(-8*time.Minute, synced(30*day)), []string{"unsynchronised likely"}},
	{"measured right two hours ago, slow now", facts(-pause, earlier(0, 2*hour)), []string{"slept likely", "unsynchronised possible"}},
	{"measured slow two hours ago already", facts(-pause, earlier(-pause, 2*hour)), []string{"unsynchronised likely"}},
	{"put back by somebody", facts(-pause, jumped(-pause, clock.AfterSet)), []string{"unsynchronised likely"}},
	{"put back, as an earlier measurement knows too", facts(-pause, jumped(-pause, clock.AfterSet), earlier(0, 2*hour)), []string{"unsynchronised likely"}},
	{"put back and forth", facts(-pause, jumped(-pause, clock.AfterSet), jumped(pause, clock.AfterSet)), []string{"unsynchronised likely"}},
	{"fast clocks do not sleep", facts(pause, jumped(pause, clock.AfterResume)), []string{"unsynchronised likely"}},
	{"ten seconds of sleep", facts(-10*time.Second, jumped(10*time.Second, clock.AfterResume)), []string{"slept likely", "ordinary-drift possible"}},
	{"a zone is not sleep", facts(hour, really(wita), jumped(8*hour, clock.AfterResume)), []string{"zone-mismatch certain"}},

	{"55 days at once on Windows", facts(55*day+3*hour, on("windows"), jumped(55*day+3*hour, clock.AfterUnknown)), []string{"secure-time-seeding likely"}},
	{"the same, seen by two measurements", facts(55*day+3*hour, on("windows"), earlier(0, day)), []string{"secure-time-seeding likely"}},
	{"the service takes it for right", facts(-55*day+3*hour, on("windows"), service32(true, true)), []string{"secure-time-seeding likely"}},
	{"no service runs", facts(55*day+3*hour, on("windows"), service32(false, false)), []string{"unsynchronised likely"}},
	{"nothing known but weeks", facts(55*day+3*hour, on("windows")), []string{"secure-time-seeding possible", "unsynchronised possible"}},
	{"not on Linux", facts(55*day+3*hour, jumped(55*day+3*hour, clock.AfterSet)), []string{"unsynchronised likely"}},
	{"whole days are hands", facts(20*day, on("windows"), jumped(20*day, clock.AfterUnknown)), []string{"wrong-day likely", "secure-time-seeding possible"}},
	{"years back while watched", facts(-4*365*day-5*hour, on("windows"), jumped(-4*365*day-5*hour, clock.AfterSet)), []string{"secure-time-seeding likely", "dead-cmos-battery possible"}},

	{"refused, and the clock is right", facts(0, refused(3)), []string{"healthy certain", "not-the-clock likely"}},
	{"refused, and the service's clock is right too", facts(0, refused(3), service(http(0, 10*time.Millisecond))), []string{"not-the-clock certain", "healthy certain"}},
	{"refused, and the service's clock is wrong", facts(0, refused(3), service(http(-75*time.Second, 10*time.Millisecond))), []string{"server-clock-wrong certain", "healthy certain"}},
	{"refused, a little slow", facts(-12*time.Second, refused(3)), []string{"ordinary-drift certain", "not-the-clock likely"}},
	{"refused, nearly too slow", facts(-28*time.Second, refused(3)), []string{"ordinary-drift certain", "not-the-clock possible"}},
	{"refused, and too slow", facts(-90*time.Second, refused(3)), []string{"unsynchronised likely"}},
	{"refused, and nothing to compare with", facts(0, refused(3), refs()), []string{"no-reference certain"}},

	{"no service keeps it", facts(-93*time.Second, service32(false, false)), []string{"unsynchronised likely"}},
	{"no service keeps it, and two witnesses", facts(0, refs(ntp(-93*time.Second, time.Millisecond), ntp(-93*time.Second, time.Second)), service32(false, false)), []string{"unsynchronised certain"}},

	{"told that time servers are blocked", facts(0, refs(http(0, time.Millisecond)), func(f *diagnose.Facts) { f.NTPBlocked = new(true) }), []string{"healthy certain", "ntp-blocked likely"}},
	{"told that they are not", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), failed(clock.KindNTP, clock.ErrNoAnswer), http(0, time.Millisecond)), func(f *diagnose.Facts) { f.NTPBlocked = new(false) }), []string{"healthy certain"}},

	{"Linux keeps local time, the host UTC", facts(-wib, hardwareLocal(true)), []string{"dual-boot-linux possible", "unsynchronised possible"}},
	{"Linux keeps local time, so that it is not read as UTC", facts(wib, hardwareLocal(true)), []string{"unsynchronised likely"}},
	{"Windows keeps UTC, the other system local time", facts(wib, hardwareLocal(false), on("windows"), dual(true)), []string{"dual-boot-windows likely"}},

	{"London in winter is not UTC left alone", facts(wib, zone("Europe/London", 0), really(wib)), []string{"zone-mismatch certain"}},
	{"UTC by Windows's name", facts(wib, zone("Coordinated Universal Time", 0), on("windows")), []string{"zone-left-utc likely"}},
	{"Pacific by an Indonesian name", facts(15*hour, zone("Waktu Standar Pasifik", -8*hour), on("windows"), really(wib)), []string{"zone-left-pacific certain"}},
	{"an hour to within a quarter of one", facts(0, refs(http(hour, 15*time.Minute)), really(wita)), []string{"unsynchronised possible"}},
}

// A finding about somebody else's computer does not speak of the reader's.
func TestSomebodyElsesComputer(t *testing.T) {
	for _, tt := range append(cases[:len(cases):len(cases)], suddenCases...) {
		f := tt.facts
		f.Other = true
		for _, os := range []string{"linux", "windows", "darwin"} {
			f.OS = os
			for _, finding := range diagnose.Judge(f) {
				for lang, own := range map[locale.Lang][]string{locale.EN: {"your clock", "this computer"}, locale.ID: {"jam anda", "jam komputer anda", "komputer ini"}} {
					told := finding.Tell(locale.New(lang))
					for _, text := range append(told.Advice, told.Title) {
						for _, words := range own {
							if strings.Contains(strings.ToLower(text), words) {
								t.Errorf("%s: %q", tt.name, text)
							}
						}
					}
				}
			}
		}
	}
}

// What is kept, and what drift will come to, is told with the size.
func TestAdviceFollowsTheTimeService(t *testing.T) {
	f := facts(-12*time.Second, service32(false, false), on("windows"))
	f.Drift = &diagnose.DriftRate{PerDay: -3 * time.Second, Uncertainty: time.Second}
	got := diagnose.Judge(f)[0]
	told := got.Tell(locale.New(locale.EN))
	for _, want := range []string{"The clock loses 3 s a day: at this rate a usual service begins to refuse codes in about 6 days.", "net start w32time"} {
		if !strings.Contains(strings.Join(told.Advice, "\n"), want) {
			t.Errorf("%q is not among %q", want, told.Advice)
		}
	}
	if got.Evidence["drift_seconds_per_day"] != -3.0 || got.Evidence["service"] != "w32time" || got.Evidence["service_running"] != false {
		t.Errorf("evidence %v", got.Evidence)
	}
	f.Drift.Uncertainty = 4 * time.Second
	if told := diagnose.Judge(f)[0].Tell(locale.New(locale.EN)); strings.Contains(strings.Join(told.Advice, "\n"), "at this rate") {
		t.Errorf("a rate that is all uncertainty is told: %q", told.Advice)
	}
}

// Windows corrects nothing by itself beyond 15 hours.
func TestAdviceBeyondWindowsLimit(t *testing.T) {
	for _, tt := range []struct {
		offset time.Duration
		os     string
		want   bool
	}{{14 * hour, "windows", false}, {16 * hour, "windows", true}, {16 * hour, "linux", false}} {
		advice := strings.Join(diagnose.Judge(facts(tt.offset, on(tt.os)))[0].Advice, " ")
		if got := strings.Contains(advice, "diagnose.far.windows"); got != tt.want {
			t.Errorf("%v on %s: got %v, want %v", tt.offset, tt.os, got, tt.want)
		}
	}
}
