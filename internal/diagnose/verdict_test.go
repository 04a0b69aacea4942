package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/locale"
)

func TestVerdict(t *testing.T) {
	at := truth
	measured := func(refs ...clock.Reference) clock.Measurement {
		m := clock.Weigh(refs)
		m.At = at
		return m
	}
	one := func(o, u time.Duration) clock.Measurement { return measured(ntp(o, u)) }
	for _, tt := range []struct {
		name   string
		m      clock.Measurement
		age    time.Duration
		level  diagnose.Level
		en, id string
	}{
		{"as in the plan", one(-93*time.Second, 200*time.Millisecond), 2 * time.Minute, diagnose.Bad,
			"Your clock is 93 s slow (±0.2 s, NTP, 2 min ago): codes will be refused",
			"Jam Anda lebih lambat 93 detik (±0,2 detik, NTP, 2 menit lalu): kode akan ditolak"},
		{"right", one(-400*time.Millisecond, 3*time.Millisecond), 0, diagnose.OK,
			"Your clock is right (±0.1 s, NTP, just now): codes are good",
			"Jam Anda sudah benar (±0,1 detik, NTP, baru saja): kode dapat dipakai"},
		{"fine", measured(http(4300*time.Millisecond, 510*time.Millisecond)), 90 * time.Second, diagnose.OK,
			"Your clock is 4.3 s fast (±0.6 s, HTTP, 90 s ago): codes are good",
			"Jam Anda lebih cepat 4,3 detik (±0,6 detik, HTTP, 90 detik lalu): kode dapat dipakai"},
		{"sometimes", one(12*time.Second, time.Millisecond), 3 * time.Hour, diagnose.Warn,
			"Your clock is 12 s fast (±0.1 s, NTP, 3 h ago): codes may be refused now and then",
			"Jam Anda lebih cepat 12 detik (±0,1 detik, NTP, 3 jam lalu): kode mungkin kadang ditolak"},
		{"no all-clear from a vague figure", one(0, 20*time.Second), 0, diagnose.Warn,
			"Your clock is known only to ±20 s (NTP, just now): codes may be refused now and then",
			"Jam Anda hanya diketahui sampai ±20 detik (NTP, baru saja): kode mungkin kadang ditolak"},
		{"often", one(-45*time.Second, time.Millisecond), 0, diagnose.Bad,
			"Your clock is 45 s slow (±0.1 s, NTP, just now): codes will often be refused",
			"Jam Anda lebih lambat 45 detik (±0,1 detik, NTP, baru saja): kode akan sering ditolak"},
		{"stale", one(0, time.Millisecond), 49 * time.Hour, diagnose.Unknown,
			"Your clock has not been checked lately (NTP, 2 days ago): check it again",
			"Jam Anda sudah lama tidak diperiksa (NTP, 2 hari lalu): periksa lagi"},
		{"clock put back since", one(0, time.Millisecond), -time.Hour, diagnose.Unknown,
			"Your clock has not been checked lately (NTP, just now): check it again",
			"Jam Anda sudah lama tidak diperiksa (NTP, baru saja): periksa lagi"},
		{"never measured", clock.Measurement{}, 0, diagnose.Unknown,
			"Your clock has not been checked yet", "Jam Anda belum diperiksa"},
		{"nobody answered", measured(failed(clock.KindNTP, clock.ErrNoAnswer)), 0, diagnose.Unknown,
			"Your clock could not be checked: no time source answered",
			"Jam Anda belum dapat diperiksa: tidak ada sumber waktu yang menjawab"},
		{"contradiction", measured(ntp(-40*time.Second, 0), http(60*time.Second, 0)), 0, diagnose.Unknown,
			"Your clock could not be checked: the time sources contradict each other",
			"Jam Anda belum dapat diperiksa: sumber-sumber waktu saling bertentangan"},
	} {
		for lang, want := range map[locale.Lang]string{locale.EN: tt.en, locale.ID: tt.id} {
			l := locale.New(lang)
			level, got := diagnose.Verdict(l, tt.m, at.Add(tt.age))
			if level != tt.level || got != want {
				t.Errorf("%s: got %s %q, want %s %q", tt.name, level, got, tt.level, want)
			}
			short, text := diagnose.VerdictShort(l, tt.m, at.Add(tt.age))
			if short != level || text == "" || len(text) >= len(got) || strings.Contains(text, "diagnose.") {
				t.Errorf("%s: short form: %s %q", tt.name, short, text)
			}
		}
	}
}
