package attempt_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/diagnose/attempt"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

var both = otp.Window{Past: 1, Future: 1}

func TestExplain(t *testing.T) {
	for name, tt := range map[string]struct {
		facts attempt.Facts
		want  []string
		says  string // in English
	}{
		"three steps old": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: -3, Age: 92 * time.Second, Window: both},
			[]string{"attempt.expired", "attempt.slow", "attempt.past"},
			"62 s to 92 s slow against the portal's",
		},
		"locked besides": {
			attempt.Facts{Verdict: "wrong-code", Locked: true},
			[]string{"attempt.locked", "attempt.wrong", "attempt.wrong.do"}, "locked",
		},
		"fast": {
			attempt.Facts{Verdict: "early-code", Known: true, Steps: 2, Age: -45 * time.Second, Window: both},
			[]string{"attempt.early", "attempt.fast", "attempt.future"}, "45 s to 75 s fast",
		},
		"an hour": {
			attempt.Facts{Verdict: "early-code", Known: true, Steps: 120, Age: -3590 * time.Second, Window: both},
			[]string{"attempt.early", "attempt.fast", "attempt.hours", "attempt.future"}, "1 h all but exactly",
		},
		"two hours slow": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: -240, Age: 7210 * time.Second, Window: both},
			[]string{"attempt.expired", "attempt.slow", "attempt.hours", "attempt.past"}, "2 h",
		},
		"half an hour is no zone": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: -60, Age: 1810 * time.Second, Window: both},
			[]string{"attempt.expired", "attempt.slow", "attempt.past"}, "slow",
		},
		"only the portal's clock is wrong": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: -3, Age: 92 * time.Second, Window: both, Ahead: 90 * time.Second},
			[]string{"attempt.expired", "attempt.slow", "attempt.past", "attempt.portal-fast", "attempt.portal-alone"}, "the portal's alone",
		},
		"an hour, and the portal's clock is wrong": {
			attempt.Facts{Verdict: "early-code", Known: true, Steps: 130, Age: -3890 * time.Second, Window: both, Ahead: -5 * time.Minute},
			[]string{"attempt.early", "attempt.fast", "attempt.hours", "attempt.future", "attempt.portal-slow"}, "1 h all but exactly",
		},
		"both clocks are": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: -20, Age: 610 * time.Second, Window: both, Ahead: 90 * time.Second},
			[]string{"attempt.expired", "attempt.slow", "attempt.past", "attempt.portal-fast"}, "fast",
		},
		"learned": {
			attempt.Facts{Verdict: "expired-code", Known: true, Steps: 0, Age: 10 * time.Second, Window: both, Drift: 4},
			[]string{"attempt.moved", "attempt.learned"}, "learned a drift of 4 steps",
		},
		"used":     {attempt.Facts{Verdict: "reused-code", Known: true, Age: time.Second, Window: both, Ahead: time.Minute}, []string{"attempt.reused", "attempt.reused.do"}, "next code"},
		"no code":  {attempt.Facts{Verdict: "malformed-code"}, []string{"attempt.malformed"}, "no code at all"},
		"accepted": {attempt.Facts{Verdict: "accepted", Known: true, Window: both}, nil, ""},
		"not now":  {attempt.Facts{Verdict: "refused"}, nil, ""},
	} {
		lines := attempt.Explain(tt.facts)
		var keys, all []string
		for _, line := range lines {
			keys = append(keys, line.Key)
			all = append(all, line.Tell(locale.New(locale.EN)))
			for _, lang := range locale.Langs() {
				if text := line.Tell(locale.New(lang)); strings.ContainsAny(text, "{}") || text == line.Key {
					t.Errorf("%s: %s says %q", name, lang, text)
				}
			}
		}
		if diff := cmp.Diff(tt.want, keys); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if text := strings.Join(all, "\n"); !strings.Contains(text, tt.says) {
			t.Errorf("%s: %q is not in\n%s", name, tt.says, text)
		}
	}
}
