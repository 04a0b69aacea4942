package portal_test

import (
	"strings"
	"testing"
	"time"

	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/portal"
)

// An operator reads what a user is never told.
func TestWordsOfAttempts(t *testing.T) {
	en, id := locale.New(locale.EN), locale.New(locale.ID)
	code := func(v portal.Verdict, steps int, age time.Duration) portal.Attempt {
		return portal.Attempt{Act: portal.ActCode, Verdict: v, Known: true, Steps: steps, Age: age, Window: otp.Window{Past: 1}}
	}
	for _, tt := range []struct {
		a        portal.Attempt
		inEN, ID string
	}{
		{code(portal.Accepted, 0, 12*time.Second), "code of this step: 12 s old", "kode periode ini: umur 12 detik"},
		{code(portal.ExpiredCode, -3, 92*time.Second), "code of 3 steps ago: 92 s old", "kode 3 periode lalu: umur 92 detik"},
		{code(portal.ReusedCode, -1, 40*time.Second), "code of 1 step ago: 40 s old, but it or a later one was used before", ""},
		{code(portal.EarlyCode, 2, -50*time.Second), "code of 2 steps ahead: 50 s too early", ""},
		{portal.Attempt{Act: portal.ActCode, Verdict: portal.WrongCode}, "code that belongs to no step near now", ""},
		{portal.Attempt{Act: portal.ActCode, Verdict: portal.MalformedCode, Locked: true}, "not a code at all (locked out)", ""},
		{portal.Attempt{Act: portal.ActSignIn, Verdict: portal.TimedOut}, "login page was open too long", ""},
		{portal.Attempt{Act: portal.ActSignIn, Verdict: portal.Refused, Locked: true}, "sign-in (locked out)", ""},
		{portal.Attempt{Act: portal.ActSignIn, Verdict: portal.UnknownUser}, "unknown user id", ""},
		{portal.Attempt{Act: portal.ActScenario, Verdict: portal.Accepted, Detail: "ketat,lock-5"}, "scenarios: ketat,lock-5", ""},
		{portal.Attempt{Act: portal.ActEnable, Verdict: portal.Refused}, "ENABLE TOTP, not offered here", ""},
	} {
		if got := tt.a.Words(en); got != tt.inEN {
			t.Errorf("got %q, want %q", got, tt.inEN)
		}
		if got := tt.a.Words(id); tt.ID != "" && got != tt.ID {
			t.Errorf("got %q, want %q", got, tt.ID)
		}
	}
	for _, act := range []portal.Act{
		portal.ActSignIn, portal.ActEnable, portal.ActBarcode, portal.ActCode, portal.ActDisable, portal.ActReset, portal.ActLogout, portal.ActRefresh, portal.ActHelpdesk,
		portal.ActJoin, portal.ActScenario, portal.ActAddAccount, portal.ActResetAccount, portal.ActUnlock, portal.ActRemove, portal.ActResolve, portal.ActClass, portal.ActResetAll,
	} {
		for _, v := range []portal.Verdict{portal.Accepted, portal.Refused} {
			if got := (portal.Attempt{Act: act, Verdict: v}).Words(en); strings.HasPrefix(got, "portal.") {
				t.Errorf("no words for %s, %s", act, v)
			}
		}
	}
}
