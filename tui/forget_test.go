package tui_test

import (
	"testing"
	"testing/synctest"

	"sandi/tui/tuitest"
	"sandi/vault"
)

func TestAllPracticeIsForgottenInOneAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		practice := func(account string) vault.Entry {
			e := tuitest.Entry("SPSE Latihan", account)
			e.Key.Secret = tuitest.Entry(account, "").Key.Secret
			e.Enrolment = &vault.Enrolment{Service: "practice", User: account, Practice: true}
			return e
		}
		x := open(t, 80, 24, []vault.Entry{practice("a"), tuitest.Entry("Beta", "b"), practice("c")}, nil)
		x.press("D")
		x.shows("Delete all 2 practice entries?", "Your 1 other entry stays.", "[ No ]")
		x.press("<enter>")
		if n := len(x.disk()); n != 3 {
			t.Fatalf("%d entries after No", n)
		}
		x.press("D<right><enter>")
		x.shows("2 practice entries are deleted", "Beta")
		x.hides("SPSE Latihan")
		if left := x.disk(); len(left) != 1 || left[0].Key.Issuer != "Beta" {
			t.Errorf("left: %d", len(left))
		}
	})
}
