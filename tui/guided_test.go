package tui_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/otp"
	"sandi/internal/site"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// notebook is where a guided enrolment of these tests keeps its key: the real
// keeper belongs to the command line and is proved there.
type notebook struct {
	key    otp.Key
	status string
	state  enroll.State
	spent  otp.Step
}

func (*notebook) Rehearse(context.Context) error { return nil }
func (n *notebook) Keep(_ context.Context, d enroll.Draft) (string, error) {
	n.key, n.status, n.state = d.Key, "pending", d.State
	return "abcdefgh", nil
}
func (n *notebook) ReadBack(context.Context, string) (otp.Key, error) { return n.key, nil }
func (*notebook) Backup(context.Context, string) error                { return nil }
func (n *notebook) Spend(_ context.Context, _ string, s otp.Step) error {
	n.spent = s
	return nil
}
func (n *notebook) Accept(context.Context, string) error { n.status = "active"; return nil }
func (n *notebook) Note(_ context.Context, _ string, s enroll.State) error {
	n.state = s
	return nil
}
func (n *notebook) Retire(context.Context, string) error { n.status = "retired"; return nil }
func (n *notebook) Pending(context.Context) ([]enroll.PendingEnrolment, error) {
	if n.status != "pending" {
		return nil, nil
	}
	return []enroll.PendingEnrolment{{ID: "abcdefgh", Service: guided.Service, Address: "spse/SPSE", User: "budi", State: n.state, Spent: n.spent}}, nil
}
func (*notebook) Duplicates(context.Context, otp.Key, string) ([]guided.Duplicate, error) {
	return nil, nil
}

func (n *notebook) open(x *world) func(*vault.Vault) (*guided.Session, error) {
	return func(*vault.Vault) (*guided.Session, error) {
		p, err := site.Named("spse")
		return guided.New(guided.Options{
			Profile: p, Vault: n, Clock: x.clock,
			Measure: func(context.Context) clock.Measurement {
				return clock.Measurement{At: x.clock.Now(), Best: &clock.Reference{Kind: clock.KindNTP, Name: "t", At: x.clock.Now()}}
			},
		}), err
	}
}

// TestGuidedInTheInterface goes the whole way by keyboard: from the codes, with
// a wrong key, a lock in the middle, and a refused code.
func TestGuidedInTheInterface(t *testing.T) {
	const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) { x.deps.Guided = n.open(x) })
		begin := func() {
			t.Helper()
			x.press("W")
			time.Sleep(2 * time.Second) // its first tick begins
			x.settle()
		}
		begin()
		x.shows("Is this computer's clock right?")
		x.press("<enter><enter>")
		x.shows("Log in with user id and password")
		x.press("budi<enter>")
		x.shows("Have you clicked ENABLE TOTP before?")
		x.press("<enter><enter><enter>")
		x.shows("Take the key from that page")
		x.press("JBSWY3DPEHPK3PX0<enter>")
		x.shows("probably the letter O")
		x.hides("JBSW")
		x.press("<ctrl+u>" + secret + "<enter>")
		x.shows("This was taken")
		x.press("<enter>")
		x.shows("JBSW Y3DP EHPK 3PXP")
		if n.status != "pending" {
			t.Fatalf("the key is %q", n.status)
		}

		x.press("<ctrl+k>") // locked, and everything of it gone from the screen
		x.hides("JBSW")
		x.press(password + "<enter>")
		begin()
		x.shows("Continue with SPSE, budi")
		x.press("<enter>")
		x.shows("JBSW Y3DP EHPK 3PXP")
		x.press("<enter>")
		x.shows("Click Logout on the portal")
		x.press("<enter>")
		x.shows("Log in again")
		code, err := n.key.CodeAt(x.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		x.shows(code.Grouped()) // before the password is typed
		x.press("<enter>c")
		if got := x.clip.now(); got != code.Reveal() {
			t.Error("another code was copied than the one that is shown")
		}
		x.press("<enter>")
		x.shows("What did the site say?")
		x.press("<down><enter>")
		x.shows("The site refused the code")
		x.press("<enter>")
		x.shows("was used")
		x.hides(code.Grouped())
		time.Sleep(30 * time.Second)
		x.press("<enter><enter>")
		x.shows("The site accepts your codes")
		if n.status != "active" {
			t.Errorf("the key is %q", n.status)
		}
		x.press("<enter>")
		x.shows("Alfa")
	})
}

func TestGuidedFollowsANewVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		x := open(t, 80, 24, nil, func(x *world, s *tui.Start) { s.Goal, x.deps.Guided = tui.Guided, n.open(x) })
		x.shows("New vault")
		x.press(password + "<tab>" + password + "<enter>")
		time.Sleep(2 * time.Second)
		x.settle()
		x.shows("Is this computer's clock right?")
		x.press("q") // nothing is at stake
		x.settle()
		x.hides("clock right?")
	})
}

func TestGuidedIsOfferedFirstThing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n notebook
		x := open(t, 80, 24, nil, func(x *world, _ *tui.Start) { x.deps.Guided = n.open(x) })
		x.shows("Set up TOTP at the real portal")
	})
}
