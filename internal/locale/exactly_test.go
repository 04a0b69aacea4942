package locale_test

import (
	"testing"
	"time"

	"sandi/internal/locale"
)

func TestExactlyRoundsNothingToTheSecond(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		d      time.Duration
		en, id string
	}{
		{0, "0 s", "0 detik"},
		{40 * time.Second, "40 s", "40 detik"},
		{-95 * time.Second, "1 min 35 s", "1 menit 35 detik"},
		{7 * time.Hour, "7 h", "7 jam"},
		{day, "1 day", "1 hari"},
		{-(2*day + 3*time.Hour + 5*time.Second), "2 days 3 h 5 s", "2 hari 3 jam 5 detik"},
		{59*time.Minute + 59*time.Second + 600*time.Millisecond, "1 h", "1 jam"},
	} {
		if got := locale.New(locale.EN).Exactly(tt.d); got != tt.en {
			t.Errorf("Exactly(%v) = %q, want %q", tt.d, got, tt.en)
		}
		if got := locale.New(locale.ID).Exactly(tt.d); got != tt.id {
			t.Errorf("Exactly(%v) in Indonesian = %q, want %q", tt.d, got, tt.id)
		}
	}
}
