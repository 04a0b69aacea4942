package diagnose_test

import (
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/locale"
)

// Every kind of clock has a name in both languages, also one without a host.
func TestNameOf(t *testing.T) {
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		told := map[string]bool{}
		for _, k := range []clock.Kind{clock.KindNTP, clock.KindOS, clock.KindUser, clock.KindCode} {
			name := diagnose.NameOf(l, clock.Reference{Kind: k})
			if name == "" || !l.Has("diagnose.name.none") || told[name] {
				t.Errorf("%s, %s: %q", lang, k, name)
			}
			told[name] = true
		}
		if got := diagnose.NameOf(l, clock.Reference{Kind: clock.KindNTP, Name: "ntp.example.org"}); got != "ntp.example.org" {
			t.Errorf("got %q, want its host", got)
		}
	}
	shown := clock.FromUser(truth.Add(-7*time.Minute), truth, 2*time.Second)
	other := clock.Reference{Kind: clock.KindNTP, Name: "a", Uncertainty: time.Millisecond, At: truth}
	for _, f := range diagnose.Judge(diagnose.Facts{Now: truth, Built: built, References: []clock.Reference{shown, other}}) {
		if f.Cause != diagnose.ReferencesDisagree {
			continue
		}
		if got, want := f.Tell(locale.New(locale.EN)).Title, "The time sources contradict each other by 7 min (a and a trusted clock)."; got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
		if all, _ := f.Evidence["offsets_seconds"].(map[string]any); all["user"] == nil {
			t.Errorf("evidence %v", f.Evidence)
		}
		return
	}
	t.Error("no disagreement found")
}
