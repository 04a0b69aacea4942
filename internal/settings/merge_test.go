package settings_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/settings"
)

func TestMergeKeepsWhatElsewhereChanged(t *testing.T) {
	base := settings.Default()
	mine, theirs, want := base, base, base
	mine.Language, mine.NTP = "id", []string{"waktu.example"}
	theirs.AutoLockMinutes, theirs.Language = 1, "en"
	want.Language, want.NTP, want.AutoLockMinutes = "id", []string{"waktu.example"}, 1
	if diff := cmp.Diff(want, settings.Merge(base, mine, theirs)); diff != "" {
		t.Error(diff)
	}
	// A value that goes back to its default is a change too.
	theirs = mine
	if got := settings.Merge(mine, base, theirs); got.Language != "" || len(got.NTP) != 0 {
		t.Errorf("got %+v, want the defaults", got)
	}
}
