package diagnose_test

import (
	"errors"
	"regexp"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/locale"
)

var (
	truth = time.Date(2027, 3, 10, 4, 30, 0, 0, time.UTC)
	built = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
)

const (
	wib, wita, wit = 7 * time.Hour, 8 * time.Hour, 9 * time.Hour
	hour, day      = time.Hour, 24 * time.Hour
)

func ntp(offset, uncertainty time.Duration) clock.Reference {
	return clock.Reference{Kind: clock.KindNTP, Name: "ntp", Offset: offset, Uncertainty: uncertainty, At: truth.Add(offset)}
}

func http(offset, uncertainty time.Duration) clock.Reference {
	return clock.Reference{Kind: clock.KindHTTP, Name: "https://portal", Offset: offset, Uncertainty: uncertainty, At: truth.Add(offset)}
}

func failed(kind clock.Kind, err error) clock.Reference {
	return clock.Reference{Kind: kind, Name: "silent", Err: err}
}

// case of a clock that is off by o as one time server says.
func facts(o time.Duration, change ...func(*diagnose.Facts)) diagnose.Facts {
	f := diagnose.Facts{Now: truth.Add(o), OS: "linux", Zone: "Asia/Jakarta", UTCOffset: wib, Built: built, References: []clock.Reference{ntp(o, 10*time.Millisecond)}}
	for _, c := range change {
		c(&f)
	}
	return f
}

func zone(name string, z time.Duration) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.Zone, f.UTCOffset = name, z }
}

func really(z time.Duration) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.TrueZone = &z }
}

func on(os string) func(*diagnose.Facts) { return func(f *diagnose.Facts) { f.OS = os } }

func dual(is bool) func(*diagnose.Facts) { return func(f *diagnose.Facts) { f.DualBoot = &is } }

func refs(r ...clock.Reference) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.References = r }
}

func service(r ...clock.Reference) func(*diagnose.Facts) {
	return func(f *diagnose.Facts) { f.ServiceReferences = r }
}

func until(y int, m time.Month, d int) time.Duration {
	return time.Date(y, m, d, 4, 30, 0, 0, time.UTC).Sub(truth)
}

// own is the system's account of its own clock.
func own(offset time.Duration) clock.Reference {
	return clock.Reference{Kind: clock.KindOS, Name: "system", Offset: offset, Uncertainty: time.Millisecond, At: truth.Add(offset)}
}

type judged struct {
	name  string
	facts diagnose.Facts
	want  []string // cause confidence
}

var cases = []judged{
	{"right", facts(0), []string{"healthy certain"}},
	{"right to two seconds", facts(-2400 * time.Millisecond), []string{"healthy certain"}},
	{"nearly not", facts(0, refs(http(1800*time.Millisecond, time.Second))), []string{"healthy likely", "ordinary-drift possible"}},
	{"drift", facts(-12 * time.Second), []string{"ordinary-drift certain"}},
	{"end of drift", facts(30 * time.Second), []string{"ordinary-drift certain"}},
	{"edge, one witness", facts(31 * time.Second), []string{"edge-of-window likely"}},
	{"edge", facts(0, refs(ntp(31*time.Second, 0), ntp(31*time.Second, time.Second))), []string{"edge-of-window certain"}},
	{"edge, not sure", facts(0, refs(ntp(58*time.Second, 5*time.Second))), []string{"edge-of-window likely", "unsynchronised possible"}},
	{"a figure that says nothing", facts(0, refs(http(0, time.Hour))), []string{"healthy possible", "unsynchronised possible"}},
	{"beyond", facts(-93 * time.Second), []string{"unsynchronised likely"}},
	{"minutes", facts(8*time.Minute + 20*time.Second), []string{"unsynchronised likely"}},
	{"no shape at all", facts(3*hour + 17*time.Minute), []string{"unsynchronised likely"}},

	{"five minutes early", facts(5*time.Minute + 4*time.Second), []string{"fast-on-purpose likely", "unsynchronised possible"}},
	{"fifteen minutes early", facts(15 * time.Minute), []string{"fast-on-purpose likely", "unsynchronised possible"}},
	{"nobody sets a clock late", facts(-5 * time.Minute), []string{"unsynchronised likely"}},

	// The hands moved in a wrong zone: offset = true zone − zone set.
	{"WIB set, in WITA", facts(1*hour, really(wita)), []string{"zone-mismatch certain"}},
	{"WIB set, in WIT", facts(2*hour+40*time.Second, really(wit)), []string{"zone-mismatch certain"}},
	{"WITA set, in WIB", facts(-1*hour, zone("Asia/Makassar", wita), really(wib)), []string{"zone-mismatch certain"}},
	{"WITA set, in WIT", facts(1*hour, zone("Asia/Makassar", wita), really(wit)), []string{"zone-mismatch certain"}},
	{"WIT set, in WIB", facts(-2*hour, zone("Asia/Jayapura", wit), really(wib)), []string{"zone-mismatch certain"}},
	{"WIT set, in WITA", facts(-1*hour, zone("Asia/Jayapura", wit), really(wita)), []string{"zone-mismatch certain"}},
	{"moved by a careless hand", facts(1*hour+4*time.Minute, really(wita)), []string{"zone-mismatch possible", "unsynchronised possible"}},
	{"true zone not known", facts(1 * hour), []string{"zone-mismatch likely"}},
	{"the zone is right, so it is not that", facts(1*hour, really(wib)), []string{"unsynchronised likely"}},
	{"the wrong way round", facts(-1*hour, really(wita)), []string{"unsynchronised likely"}},
	{"no zone of Indonesia's", facts(-1 * hour), []string{"unsynchronised likely"}},

	{"UTC left, hands to WIB", facts(7*hour, zone("UTC", 0), really(wib)), []string{"zone-left-utc certain"}},
	{"UTC left, not known where", facts(9*hour+30*time.Second, zone("Etc/UTC", 0)), []string{"zone-left-utc likely"}},
	{"UTC is the true zone", facts(7*hour, zone("UTC", 0), really(0)), []string{"unsynchronised likely"}},

	{"Linux reads local time", facts(7 * hour), []string{"dual-boot-linux possible", "unsynchronised possible"}},
	{"the same in WIT", facts(9*hour, zone("Asia/Jayapura", wit), really(wit)), []string{"dual-boot-linux possible", "unsynchronised possible"}},
	{"with two systems", facts(7*hour, dual(true)), []string{"dual-boot-linux likely"}},
	{"with one system", facts(7*hour, dual(false)), []string{"unsynchronised likely"}},
	{"Windows reads UTC", facts(-8*hour, on("windows"), zone("Singapore Standard Time", wita)), []string{"dual-boot-windows possible", "unsynchronised possible"}},
	{"not that sign on Windows", facts(7*hour, on("windows")), []string{"unsynchronised likely"}},
	{"not on a Mac", facts(7*hour, on("darwin")), []string{"unsynchronised likely"}},
	{"system not known", facts(-7*hour, on("")), []string{"dual-boot-windows possible", "unsynchronised possible"}},

	{"morning and afternoon", facts(-12*hour + 20*time.Second), []string{"am-pm likely"}},
	{"and the other way", facts(12 * hour), []string{"am-pm likely"}},

	{"Pacific, winter", facts(15*hour, on("windows"), zone("Pacific Standard Time", -8*hour), really(wib)), []string{"zone-left-pacific certain"}},
	{"Pacific, summer", facts(16*hour, on("windows"), zone("America/Los_Angeles", -7*hour)), []string{"zone-left-pacific likely"}},
	{"an island in the Pacific", facts(15*hour, zone("Pacific/Pitcairn", -8*hour), really(wib)), []string{"zone-mismatch certain"}},

	{"yesterday", facts(-day + 3*time.Second), []string{"wrong-day likely"}},
	{"three days ahead", facts(3 * day), []string{"wrong-day likely"}},
	{"a day and some hours", facts(day + 5*hour), []string{"unsynchronised likely"}},
	{"last month", facts(until(2027, 2, 10)), []string{"wrong-month-or-year likely", "wrong-day possible"}},
	{"next year", facts(until(2028, 3, 10)), []string{"wrong-month-or-year likely"}},
	{"day and month swapped", facts(until(2027, 10, 3)), []string{"wrong-month-or-year likely"}},
	{"40 days, not the same day of the month", facts(40 * day), []string{"unsynchronised likely"}},

	{"the battery", facts(time.Date(2016, 1, 1, 0, 4, 0, 0, time.UTC).Sub(truth)), []string{"dead-cmos-battery likely"}},
	{"the battery, no network", diagnose.Facts{Now: time.Date(2001, 1, 1, 0, 1, 0, 0, time.UTC), Built: built}, []string{"dead-cmos-battery likely", "no-reference certain"}},
	{"the battery, build not known", diagnose.Facts{Now: time.Date(2010, 1, 1, 0, 1, 0, 0, time.UTC)}, []string{"dead-cmos-battery likely", "no-reference certain"}},
	{"last year by hand, or the battery", facts(until(2026, 3, 10)), []string{"wrong-month-or-year likely", "dead-cmos-battery possible"}},
	{"a build from a fast machine", facts(0, func(f *diagnose.Facts) { f.Built = truth.AddDate(1, 0, 0) }), []string{"healthy certain"}},
	{"a build from a fast machine, and a slow clock", facts(-40*day, func(f *diagnose.Facts) { f.Built = truth.AddDate(1, 0, 0) }), []string{"unsynchronised likely"}},
	{"2048", facts(until(2048, 5, 7)), []string{"far-future certain"}},
	{"2048, no network", diagnose.Facts{Now: time.Date(2048, 1, 1, 0, 0, 0, 0, time.UTC), Built: built}, []string{"far-future likely", "no-reference certain"}},

	{"nobody asked", diagnose.Facts{Now: truth, Built: built}, []string{"no-reference certain"}},
	{"nobody answered", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), failed(clock.KindHTTP, clock.ErrNoAnswer))), []string{"no-reference certain"}},
	{"no time servers", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), failed(clock.KindNTP, clock.ErrNoAnswer), http(0, 10*time.Millisecond))), []string{"healthy certain", "ntp-blocked likely"}},
	{"one time server down", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), http(0, 10*time.Millisecond))), []string{"healthy certain", "ntp-blocked possible"}},
	{"a time server that answers nonsense is reachable", facts(0, refs(failed(clock.KindNTP, clock.ErrNTPRefused), http(0, 10*time.Millisecond))), []string{"healthy certain"}},
	{"another time server answers", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), ntp(0, time.Millisecond), http(0, 10*time.Millisecond))), []string{"healthy certain"}},

	{"the service is wrong", facts(0, service(http(-75*time.Second, 10*time.Millisecond))), []string{"server-clock-wrong certain", "healthy certain"}},
	{"both are wrong", facts(-93*time.Second, service(http(20*time.Second, 10*time.Millisecond))), []string{"unsynchronised likely", "server-clock-wrong possible"}},
	{"one reference against this clock and the service", facts(40*time.Second, service(http(0, 10*time.Millisecond))), []string{"edge-of-window likely", "server-clock-wrong possible"}},
	{"drift by one reference alone, against the service", facts(10*time.Second, service(http(-5*time.Second, 10*time.Millisecond))), []string{"ordinary-drift likely", "server-clock-wrong possible"}},
	{"with a third witness the service may be accused", facts(0, refs(ntp(-93*time.Second, time.Millisecond), ntp(-93*time.Second, 2*time.Millisecond)), service(http(20*time.Second, 10*time.Millisecond))), []string{"server-clock-wrong certain", "unsynchronised likely"}},
	{"the service is late by a tick", facts(0, service(http(900*time.Millisecond, 10*time.Millisecond))), []string{"healthy certain"}},
	{"the service is not reached", facts(0, service(failed(clock.KindHTTP, clock.ErrNoAnswer))), []string{"healthy certain"}},
	{"a web server against a time server and this clock", facts(0, refs(ntp(0, time.Millisecond), http(-75*time.Second, 10*time.Millisecond))), []string{"server-clock-wrong likely", "healthy likely", "references-disagree possible"}},
	{"two against one", facts(0, refs(ntp(40*time.Second, time.Millisecond), ntp(40*time.Second, 2*time.Millisecond), http(0, 10*time.Millisecond))), []string{"server-clock-wrong likely", "edge-of-window likely", "references-disagree possible"}},
	{"only the service to compare with", facts(0, refs(), service(http(45*time.Second, time.Millisecond))), []string{"edge-of-window likely", "server-clock-wrong possible"}},
	{"only the service, and it agrees", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer)), service(http(0, time.Millisecond))), []string{"healthy likely"}},
	{"only the system's own word", facts(0, refs(failed(clock.KindNTP, clock.ErrNoAnswer), own(0))), []string{"healthy likely"}},
	{"the system's own word against a time server", facts(0, refs(own(0), ntp(8*time.Minute, time.Millisecond))), []string{"unsynchronised likely"}},
	{"nobody to believe", facts(0, refs(ntp(-40*time.Second, time.Millisecond), http(60*time.Second, 10*time.Millisecond))), []string{"references-disagree certain"}},
}

func TestJudge(t *testing.T) {
	for _, tt := range slices.Concat(cases, suddenCases) {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range diagnose.Judge(tt.facts) {
				got = append(got, string(f.Cause)+" "+string(f.Confidence))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Every finding has its words in both languages, with nothing left to fill in.
func TestFindingsAreTold(t *testing.T) {
	blank := regexp.MustCompile(`\{[a-z]+\}|diagnose\.|%!`)
	told := map[diagnose.Cause]bool{}
	for _, tt := range slices.Concat(cases, suddenCases) {
		for _, os := range []string{"linux", "windows", "darwin", ""} {
			f := tt.facts
			f.OS = os
			for _, finding := range diagnose.Judge(f) {
				told[finding.Cause] = true
				var advice []int
				for _, lang := range locale.Langs() {
					w := finding.Tell(locale.New(lang))
					for _, text := range append(slices.Clone(w.Advice), w.Title) {
						if text == "" || blank.MatchString(text) {
							t.Errorf("%s, %q, %s: %q", tt.name, os, lang, text)
						}
					}
					if w.Evidence == nil || w.Advice == nil {
						t.Errorf("%s: null in JSON", tt.name)
					}
					if len(w.Advice) == 0 && w.Cause != diagnose.Healthy {
						t.Errorf("%s: no advice for %s", tt.name, w.Cause)
					}
					advice = append(advice, len(w.Advice))
				}
				if advice[0] != advice[1] {
					t.Errorf("%s: advice differs between languages", tt.name)
				}
			}
		}
	}
	for _, c := range diagnose.Causes() {
		if !told[c] {
			t.Errorf("no case is judged %s", c)
		}
	}
	if len(told) != len(diagnose.Causes()) {
		t.Errorf("%d causes were judged, %d are known", len(told), len(diagnose.Causes()))
	}
}

func TestWords(t *testing.T) {
	windowsWITA := diagnose.Judge(facts(hour, really(wita), on("windows")))[0]
	for lang, want := range map[locale.Lang]diagnose.Told{
		locale.EN: {
			Cause: diagnose.ZoneMismatch, Confidence: diagnose.Certain,
			Title: "The clock looks right, but its zone is wrong: it is set to Asia/Jakarta, WIB (UTC+7), and the time shown is that of WITA (UTC+8).",
			Advice: []string{
				"Choose the zone first, then set the time automatically. Do not move the hands.",
				"Windows: Settings › Time & language › Date & time › Time zone: (UTC+08:00) Kuala Lumpur, Singapore; then Set time automatically On and Sync now. In a terminal: tzutil /s \"Singapore Standard Time\".",
				"The very next code should be right. If it is still refused, wait 15 minutes before the next attempt: the account may be locked for a while.",
			},
		},
		locale.ID: {
			Cause: diagnose.ZoneMismatch, Confidence: diagnose.Certain,
			Title: "Tampilan jam benar, tetapi zona waktunya salah: diatur ke Asia/Jakarta, WIB (UTC+7), sedangkan waktu yang ditampilkan adalah waktu WITA (UTC+8).",
			Advice: []string{
				"Pilih dulu zona waktunya, lalu atur waktu secara otomatis. Jangan memutar jam.",
				"Windows: Pengaturan › Waktu & bahasa › Tanggal & waktu › Zona waktu (Time zone): (UTC+08:00) Kuala Lumpur, Singapore; lalu Atur waktu secara otomatis (Set time automatically) Aktif dan Sinkronkan sekarang (Sync now). Di terminal: tzutil /s \"Singapore Standard Time\".",
				"Kode berikutnya seharusnya langsung benar. Jika tetap ditolak, tunggu 15 menit (akun mungkin terkunci sementara) sebelum mencoba lagi.",
			},
		},
	} {
		want.Evidence = map[string]any{"offset_seconds": 3600.0, "zone": "Asia/Jakarta, WIB (UTC+7)", "true_zone": "WITA (UTC+8)"}
		if diff := cmp.Diff(want, windowsWITA.Tell(locale.New(lang))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", lang, diff)
		}
	}
	oneDay := diagnose.Judge(facts(day))[0].Tell(locale.New(locale.EN)).Title
	if want := "The date is wrong by a day; the time of day is right."; oneDay != want {
		t.Errorf("got %q, want %q", oneDay, want)
	}
}

// The portal's error and this computer's are not mixed up.
func TestServersErrorHasItsOwnSign(t *testing.T) {
	// True time T, this clock T−10 s, the portal T+75 s: measured by the
	// portal, this clock is 85 s slow.
	f := diagnose.Judge(facts(-10*time.Second, service(http(-85*time.Second, time.Millisecond))))[0]
	if got, want := f.Tell(locale.New(locale.EN)).Title, "The clock of https://portal is 75 s fast."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := f.Evidence["service_offset_seconds"]; got != 75.0 {
		t.Errorf("evidence: %v", got)
	}
}

func TestParseZone(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"WIB": wib, "wita": wita, " WIT ": wit, "+07:00": wib, "+7": wib, "+0730": 7*hour + 30*time.Minute, "-03:30": -(3*hour + 30*time.Minute),
		"UTC": 0, "UTC+8": wita, "+14:00": 14 * hour, "-12:00": -12 * hour,
	} {
		if got, err := diagnose.ParseZone(in); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "7", "+15", "-13:00", "+07:60", "Asia/Jakarta", "+", "+07:00x", "++7"} {
		if got, err := diagnose.ParseZone(in); !errors.Is(err, diagnose.ErrBadZone) {
			t.Errorf("%q: got %v, %v, want an error", in, got, err)
		}
	}
}

func FuzzParseZone(f *testing.F) {
	f.Add("WIB")
	f.Add("+07:00")
	f.Add("-3:30")
	f.Fuzz(func(t *testing.T, s string) {
		if z, err := diagnose.ParseZone(s); err == nil && (z < -12*hour || z > 14*hour || z%time.Minute != 0) {
			t.Errorf("%q: %v", s, z)
		}
	})
}

// Whatever the facts, there is a finding, they are in order, and a clock
// without a reference is never called right.
func FuzzJudge(f *testing.F) {
	f.Add(int64(0), int64(0), int64(hour), int64(wib), int64(wita), int64(truth.Unix()), "linux")
	f.Add(int64(-1<<62), int64(1<<62), int64(-hour), int64(-1), int64(1<<61), int64(0), runtime.GOOS)
	f.Fuzz(func(t *testing.T, o1, o2, u, set, real, now int64, os string) {
		z := time.Duration(real)
		fs := diagnose.Facts{Now: time.Unix(now%(1<<40), 0), OS: os, UTCOffset: time.Duration(set) % (14 * hour), TrueZone: &z, Built: built,
			References: []clock.Reference{ntp(time.Duration(o1), time.Duration(u).Abs()), http(time.Duration(o2), time.Second), failed(clock.KindNTP, clock.ErrNoAnswer)}}
		for _, f := range []diagnose.Facts{fs, {Now: fs.Now, UTCOffset: fs.UTCOffset, TrueZone: &z}} {
			found := diagnose.Judge(f)
			if len(found) == 0 {
				t.Error("no finding")
			}
			rank := map[diagnose.Confidence]int{diagnose.Certain: 1, diagnose.Likely: 2, diagnose.Possible: 3}
			if last := found[len(found)-1]; last.Cause == diagnose.NoReference {
				found = found[:len(found)-1] // no cause, so it comes last
			}
			for i, x := range found {
				if rank[x.Confidence] == 0 || i > 0 && rank[x.Confidence] < rank[found[i-1].Confidence] {
					t.Errorf("out of order: %v", found)
				}
				if x.Cause == diagnose.Healthy && len(f.References) == 0 {
					t.Error("healthy without a reference")
				}
			}
		}
	})
}
