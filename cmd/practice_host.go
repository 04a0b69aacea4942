package cmd

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/mail"
	"sandi/internal/portal/trace"
	"sandi/internal/portal/web"
)

// hosted is a practice portal that this process serves.
type hosted struct {
	a        *app
	ctx      context.Context
	portal   *portal.Portal
	server   *api.Server
	post     *mail.Service
	note     *note
	key      portal.OperatorKey
	console  console
	public   string
	accounts []portal.DemoAccount
	recorder *trace.Recorder // nil without --record

	scenarios []string
	opened    operator.OpenedClass // by --class; zero without it
	class     *classJSON
	imported  *madeJSON

	closers []func() error // of all but the server, in the order of opening
}

// startPortal opens the portal and serves it. What it opened is closed again
// where something fails.
func (a *app) startPortal(ctx context.Context, f practiceFlags) (_ *hosted, err error) {
	h := &hosted{a: a, ctx: ctx}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
			if h.recorder != nil { // nothing is in it, and the next try finds it in its way
				_ = os.Remove(f.record)
			}
		}
	}()
	// The address first: where it is taken, often by this very portal, nothing
	// may have changed in the data that both would use. Whoever comes at once
	// waits until everything is as it was asked for.
	door := &gate{opened: make(chan struct{})}
	defer func() { close(door.opened) }()
	if h.server, err = api.Serve(ctx, f.listen, door); err != nil {
		return nil, err
	}
	store, err := a.openPortalStore(ctx, f)
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, store.Close)
	o := a.sys.Portal
	o.Clock, o.Store, o.Version, o.Demo = a.sys.Clock, store, buildInfo().Version, true
	if f.record != "" {
		if err := h.record(f.record, &o); err != nil {
			return nil, err
		}
	}
	if h.portal, err = portal.New(o); err != nil {
		return nil, err
	}
	if h.accounts, err = h.portal.DemoAccounts(ctx); err != nil {
		return nil, err
	}
	if h.key, err = h.portal.OperatorKey(ctx); err != nil {
		return nil, err
	}
	// Without the flag those of the last run stay in force.
	if len(f.scenarios) > 0 {
		if err := h.portal.SetScenarios(ctx, f.scenarios); err != nil {
			return nil, err
		}
	}
	if h.scenarios, _, err = h.portal.Scenarios(ctx); err != nil {
		return nil, err
	}
	if h.recorder != nil {
		if err := h.recorder.Begin(ctx, o); err != nil {
			return nil, err
		}
	}
	h.post, err = mail.Start(ctx, h.portal, mail.Options{
		Server: f.smtp, User: f.smtpUser, PasswordFile: f.smtpPass, From: f.mailFrom, Clock: a.sys.Clock,
	})
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, h.post.Close)
	h.public = publicURL(f, h.server.URL())
	if h.console, err = a.newConsole(h.server.URL(), h.public, h.key.Reveal()); err != nil {
		return nil, err
	}
	door.serve = api.Handler(h.portal, api.Options{Pages: web.Handler(h.portal, web.Options{Lang: a.l.Lang()})})
	h.leaveNote()
	return h, nil
}

// gate lets nobody in before it is opened.
type gate struct {
	opened chan struct{}
	serve  http.Handler // set before; nil: there is nothing behind the gate
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case <-g.opened:
	case <-r.Context().Done():
		return
	}
	if g.serve == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	g.serve.ServeHTTP(w, r)
}

// openPortalStore opens what keeps the portal's state.
func (a *app) openPortalStore(ctx context.Context, f practiceFlags) (portal.Store, error) {
	switch {
	case f.database != "":
		dsn, err := a.readDSN(f.database)
		if err != nil {
			return nil, err
		}
		return portal.OpenDSN(ctx, dsn, f.data)
	case f.data != "":
		return portal.OpenStore(f.data)
	}
	return portal.NewMemoryStore(), nil
}

// readDSN reads a database's address from the first line of a file, or of
// standard input. It holds a password, so it is treated as one.
func (a *app) readDSN(name string) (string, error) {
	var line []byte
	var err error
	if name == "-" {
		if line, err = firstLine(a.sys.In); err != nil {
			err = errDatabase.With("file", name).Because(err)
		}
	} else {
		line, err = a.secretLine(name, errDatabase)
	}
	if err != nil {
		return "", err
	}
	defer clear(line)
	return strings.TrimSpace(string(line)), nil
}

// leaveNote leaves word for the practice commands. A portal without it works;
// they then need --url and --operator-key-file.
func (h *hosted) leaveNote() {
	n, err := h.a.leaveNote(running{URL: h.server.URL(), Public: h.public, Key: h.key.Reveal(), PID: os.Getpid()})
	if err != nil {
		h.a.warnOf(err)
		return
	}
	h.note = n
	h.closers = append(h.closers, n.remove)
}

// prepare makes the accounts and the class that were asked for, through the
// operator's API as everything else.
func (h *hosted) prepare(f practiceFlags, screen bool) error {
	if f.accounts != "" {
		done, err := h.a.importFrom(h.ctx, h.console, f.accounts)
		if err != nil {
			return told(err)
		}
		h.imported = &done
		if screen { // before the screen covers it: the passwords are told once
			if err := h.a.print(h.a.importText(done)); err != nil {
				return err
			}
		}
		for _, problem := range done.Failed {
			h.a.warn("cmd.practice.import-line", "line", problem.Line, "text", problem.Text)
		}
	}
	if f.class > 0 {
		opened, err := h.console.OpenClass(h.ctx, operator.Class{Name: h.a.className(), Role: string(portal.Penyedia), Seats: f.class, Lasts: classHours * time.Hour})
		if err != nil {
			return told(err)
		}
		shape := toClassJSON(opened)
		h.opened, h.class = opened, &shape
	}
	return nil
}

// kept tells what keeps the portal's state, "" for nothing.
func (h *hosted) kept(f practiceFlags) string {
	if f.database != "" {
		return "PostgreSQL"
	}
	return f.data
}

// close ends what startPortal began: the server, so that nobody uses the rest
// any more, then the rest, the last first.
func (h *hosted) close() error {
	var errs []error
	if h.server != nil {
		errs = append(errs, h.server.Close())
	}
	for i := len(h.closers) - 1; i >= 0; i-- {
		if err := h.closers[i](); err != nil && !errors.Is(err, context.Canceled) {
			errs = append(errs, err)
		}
	}
	h.closers = nil
	return errors.Join(errs...)
}

// openList opens a file of accounts, or standard input.
func (a *app) openList(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.sys.In), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, errAccounts.With("file", name).Because(err)
	}
	return f, nil
}
