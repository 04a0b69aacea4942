package cmd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/fault"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/mail"
	"sandi/internal/portal/web"
	"sandi/vault"
)

var (
	errRunning      = fault.New("enroll.running", "another enrolment on the embedded portal is under way")
	errPracticeData = fault.New("enroll.practice-data", "cannot remove the practice portal's data")
)

// embedded is the practice portal inside this process: a real HTTP server on a
// free loopback port, and the driver that talks to it. Its data lie in the
// vault's directory while an enrolment on it is pending, so that the account
// whose key is in the vault is still there when the enrolment is taken up again.
type embedded struct {
	*practice.Service // of the server that runs now; Renew replaces it
	a                 *app
	ctx               context.Context // ends the server
	dir               string
	scenarios         []string // to be played; nil: as before
	portal            *portal.Portal
	lock              *flock.Flock
	store             portal.Store
	post              *mail.Service
	server            *api.Server
}

var _ enroll.Renewer = (*embedded)(nil)

// startEmbedded starts the portal: with the data of a pending enrolment if there
// is one, else with fresh ones.
func (a *app) startEmbedded(ctx context.Context, v *vault.Vault, scenarios []string) (*embedded, error) {
	e := &embedded{
		a: a, ctx: ctx, dir: filepath.Join(v.Dir(), "practice"), scenarios: scenarios,
		// Two portals on one set of data would renew it under each other.
		lock: flock.New(filepath.Join(v.Dir(), "practice.lock"), flock.SetPermissions(0o600)),
	}
	if ok, err := e.lock.TryLock(); err != nil {
		return nil, vault.ErrNotSaved.With("file", e.lock.Path()).Because(err)
	} else if !ok {
		return nil, errRunning
	}
	pending, err := practicePending(ctx, v)
	if err == nil && !pending {
		err = e.forget()
	}
	if err == nil {
		err = e.start()
	}
	if err != nil {
		return nil, errors.Join(err, e.lock.Unlock())
	}
	return e, nil
}

// practicePending reports whether the vault holds a pending enrolment on the
// embedded portal.
func practicePending(ctx context.Context, v *vault.Vault) (bool, error) {
	pending, err := keeper{v: v}.Pending(ctx)
	return slices.ContainsFunc(pending, func(p enroll.PendingEnrolment) bool { return p.Service == enroll.Practice }), err
}

func (e *embedded) start() (err error) {
	if e.store, err = portal.OpenStore(e.dir); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = e.store.Close()
		}
	}()
	o := e.a.sys.Portal
	o.Clock, o.Store, o.Version, o.Demo = e.a.simulation.real, e.store, buildInfo().Version, true
	p, err := portal.New(o)
	if err != nil {
		return err
	}
	if e.scenarios != nil {
		if err := p.SetScenarios(e.ctx, e.scenarios); err != nil {
			return err
		}
	}
	e.portal = p
	pages := web.Handler(p, web.Options{Lang: e.a.l.Lang()})
	if e.server, err = api.Serve(e.ctx, "127.0.0.1:0", api.Handler(p, api.Options{Pages: pages})); err != nil {
		return err
	}
	if e.Service, err = practice.New(e.server.URL(), nil, e.a.sys.Clock); err != nil {
		return errors.Join(err, e.server.Close())
	}
	if e.post, err = mail.Start(e.ctx, p, mail.Options{Clock: e.a.simulation.real}); err != nil {
		return errors.Join(err, e.server.Close())
	}
	return nil
}

func (e *embedded) stop() error {
	return errors.Join(e.post.Close(), e.server.Close(), e.store.Close())
}

// Renew throws the portal's accounts away and begins with fresh ones.
func (e *embedded) Renew(context.Context) error {
	if err := errors.Join(e.stop(), e.forget()); err != nil {
		return err
	}
	return e.start()
}

// AskHelpdesk is answered at once: nobody else operates this portal, and a
// request that nobody reads would be the end of the way.
func (e *embedded) AskHelpdesk(ctx context.Context, role enroll.Role, user, text string) error {
	if err := e.Service.AskHelpdesk(ctx, role, user, text); err != nil {
		return err
	}
	requests, err := e.portal.Requests(ctx)
	if err != nil {
		return err
	}
	for _, r := range requests {
		if err := e.portal.Resolve(ctx, r.ID, true); err != nil {
			return err
		}
	}
	return nil
}

// forget removes the portal's data, and nothing else that may lie in their
// directory.
func (e *embedded) forget() error {
	for _, name := range []string{"portal.db", "portal.db-wal", "portal.db-shm", "portal.db-journal", "portal.key"} {
		if err := os.Remove(filepath.Join(e.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errPracticeData.With("dir", e.dir).Because(err)
		}
	}
	_ = os.Remove(e.dir) // stays if somebody keeps something in it
	return nil
}

// enrolment is a session with what has to be ended after it.
type enrolment struct {
	*enroll.Session
	stop func() error
}

// beginEnrolment makes a session at a service that keeps its key in v.
func (a *app) beginEnrolment(ctx context.Context, v *vault.Vault, at target) (enrolment, error) {
	if at.address != "" {
		driver, err := practice.New(at.address, nil, a.sys.Clock)
		if err != nil {
			return enrolment{}, wrongly(err)
		}
		s := enroll.New(driver, a.keeper(v), a.sys.Clock, enroll.Options{Service: enroll.Portal, Address: at.address, Patience: a.sys.Patience, Simulated: a.simulation.by != 0})
		return enrolment{s, func() error { return nil }}, nil
	}
	e, err := a.startEmbedded(ctx, v, at.scenarios)
	if err != nil {
		return enrolment{}, err
	}
	s := enroll.New(e, a.keeper(v), a.sys.Clock, enroll.Options{Service: enroll.Practice, Patience: a.sys.Patience, Simulated: a.simulation.by != 0})
	return enrolment{s, func() error { return e.end(v, s) }}, nil
}

// end stops the portal and removes its data when no enrolment needs them.
func (e *embedded) end(v *vault.Vault, s *enroll.Session) error {
	err := e.stop()
	snap := s.Snapshot()
	needed := snap.Entry != "" && !snap.Active
	// The vault may be locked by now; then the session has the last word.
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if pending, pendingErr := practicePending(ctx, v); pendingErr == nil {
		needed = pending
	} else if !snap.Active {
		needed = true
	}
	if !needed {
		err = errors.Join(err, e.forget())
	}
	return errors.Join(err, e.lock.Unlock())
}
