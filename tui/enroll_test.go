package tui_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/enroll"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// gone is a portal that cannot be reached, and a keeper that is never asked:
// enough to see that the wizard is opened, driven and ended.
type gone struct{ enroll.Service }

func (gone) Portal(context.Context) (enroll.PortalInfo, error) {
	return enroll.PortalInfo{}, enroll.ErrUnreachable
}

// practice counts how often the portal was started and stopped.
type practice struct{ started, stopped int }

func (p *practice) open(x *world) func(context.Context, *vault.Vault) (*enroll.Session, func() error, error) {
	return func(context.Context, *vault.Vault) (*enroll.Session, func() error, error) {
		p.started++
		return enroll.New(gone{}, nil, x.clock, enroll.Options{}), func() error { p.stopped++; return nil }, nil
	}
}

func TestTheWizardIsOpenedAndEnded(t *testing.T) {
	for name, leave := range map[string]string{"closed": "<esc>", "locked": "<ctrl+k>", "left": "<ctrl+c>"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p practice
				x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
					x.deps.Practice = p.open(x)
				})
				x.press("p")
				time.Sleep(3 * time.Second) // its first tick begins
				x.settle()
				x.hides("Alfa")
				if p.started != 1 || p.stopped != 0 {
					t.Fatalf("started %d times, stopped %d", p.started, p.stopped)
				}
				switch leave {
				case "<esc>":
					x.press("<esc>")
					x.shows("Alfa")
				case "<ctrl+k>":
					x.press(leave)
					x.shows("Your vault is locked")
				default:
					x.p.Send(tuitest.Keys(leave)[0])
					<-x.done
				}
				if p.stopped != 1 {
					t.Errorf("stopped %d times", p.stopped)
				}
			})
		})
	}
}

func TestTheWizardFollowsANewVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p practice
		x := open(t, 80, 24, nil, func(x *world, s *tui.Start) {
			s.Goal, x.deps.Practice = tui.Enroll, p.open(x)
		})
		x.shows("New vault")
		x.press(password + "<tab>" + password + "<enter>")
		if p.started != 1 {
			t.Errorf("started %d times", p.started)
		}
		x.hides("Your vault is empty")
	})
}

func TestAPortalThatDoesNotStartIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, func(x *world, _ *tui.Start) {
			x.deps.Practice = func(context.Context, *vault.Vault) (*enroll.Session, func() error, error) {
				return nil, nil, errors.New("port taken")
			}
		})
		x.press("p")
		x.shows("✕ port taken", "Your vault is empty")
	})
}

// The portal starts while the vault is being locked: it must not stay behind.
func TestAPortalThatStartsTooLateIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p practice
		started := make(chan struct{})
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
			start := p.open(x)
			x.deps.Practice = func(ctx context.Context, v *vault.Vault) (*enroll.Session, func() error, error) {
				<-started
				return start(ctx, v)
			}
		})
		x.press("pL")
		close(started)
		x.settle()
		x.shows("Your vault is locked")
		if p.started != 1 || p.stopped != 1 {
			t.Errorf("started %d times, stopped %d", p.started, p.stopped)
		}
	})
}
