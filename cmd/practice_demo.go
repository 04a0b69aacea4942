package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strconv"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/mail"
	"sandi/internal/portal/web"
	"sandi/internal/tour"
	"sandi/tui"
	"sandi/vault"
)

// stage is everything that the demonstration is played on: a portal with its
// post in this process, reached over HTTP like any other, and vaults in a
// directory of their own. The user's vault is never touched.
type stage struct {
	tour.Set

	a      *app
	dir    string
	vaults int
	vault  *vault.Vault // of the scene that is on
	close  []func() error
}

// demoWorkFactor is low because the password of a demonstration's vault is
// made up at random and forgotten.
const demoWorkFactor = 10

// buildStage makes a stage. Its end must be called, whatever happens.
func (a *app) buildStage(ctx context.Context) (s *stage, err error) {
	s = &stage{a: a}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.end())
		}
	}()
	if s.dir, err = os.MkdirTemp("", "sandi-demo-"); err != nil {
		return s, err
	}
	s.close = append(s.close, func() error { return os.RemoveAll(s.dir) })
	s.Clock = clock.NewMovable(a.sys.Clock)
	s.User = clock.NewMovable(s.Clock)
	s.L = a.l

	o := a.sys.Portal
	o.Clock, o.Store, o.Version, o.Demo = s.Clock, portal.NewMemoryStore(), buildInfo().Version, true
	p, err := portal.New(o)
	if err != nil {
		return s, err
	}
	s.close = append(s.close, o.Store.Close)
	post, err := mail.Start(ctx, p, mail.Options{Clock: s.Clock})
	if err != nil {
		return s, err
	}
	s.close = append(s.close, post.Close)
	pages := web.Handler(p, web.Options{Lang: a.l.Lang()})
	server, err := api.Serve(ctx, "127.0.0.1:0", api.Handler(p, api.Options{Pages: pages}))
	if err != nil {
		return s, err
	}
	s.close = append(s.close, server.Close)

	secret, err := p.OperatorKey(ctx)
	if err != nil {
		return s, err
	}
	key, err := operator.ParseKey(secret.Reveal())
	if err != nil {
		return s, err
	}
	client, err := operator.New(server.URL(), key, nil)
	if err != nil {
		return s, err
	}
	s.Operator = client.Speaking(string(a.l.Lang()))
	if s.Browser, err = practice.New(server.URL(), nil, s.User); err != nil {
		return s, err
	}
	s.Begin = func(ctx context.Context) (*enroll.Session, error) { return s.begin(server.URL()) }
	return s, nil
}

// begin makes a new vault and a wizard that keeps its key in it.
func (s *stage) begin(address string) (*enroll.Session, error) {
	if s.vault != nil {
		s.vault.Close()
		s.vault = nil
	}
	s.vaults++
	dir := filepath.Join(s.dir, strconv.Itoa(s.vaults))
	o := s.a.sys.Vault
	o.WorkFactor = demoWorkFactor
	v, err := vault.Create(dir, []byte(rand.Text()), o)
	if err != nil {
		return nil, err
	}
	s.vault = v
	driver, err := practice.New(address, nil, s.User)
	if err != nil {
		return nil, err
	}
	return enroll.New(driver, keeper{v: v}, s.User, enroll.Options{Service: enroll.Practice}), nil
}

// end takes the stage down, the last part first.
func (s *stage) end() error {
	if s.vault != nil {
		s.vault.Close()
	}
	var err error
	for i := len(s.close) - 1; i >= 0; i-- {
		err = errors.Join(err, s.close[i]())
	}
	return err
}

// runDemo shows the demonstration: on a screen step by step, else the whole
// tour at speed.
func (a *app) runDemo(ctx context.Context, plain bool) (err error) {
	s, err := a.buildStage(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	scenes := tour.Script()
	show := tour.New(&s.Set, scenes)
	if a.flags.json || plain || !a.hasScreen() {
		return a.playTour(ctx, show, scenes)
	}
	return tui.Demonstrate(ctx, tui.Demonstrating{
		Show: show, Scenes: scenes, Clock: s.Clock, Lang: a.l.Lang(), Environ: a.sys.Environ(),
	})
}

// tourJSON is the document of `practice --demo --json`.
type tourJSON struct {
	Scenes []sceneJSON `json:"scenes"`
	Passed int         `json:"passed"`
	Failed int         `json:"failed"`
}

type sceneJSON struct {
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Failure   *string    `json:"failure"`
	Scenarios []string   `json:"scenarios"`
	Passed    bool       `json:"passed"`
	Beats     []beatJSON `json:"beats"`
}

type beatJSON struct {
	Who       string   `json:"who"`
	Text      string   `json:"text"`
	Stage     string   `json:"stage"`  // of the wizard after it
	State     string   `json:"state"`  // of the account, in the portal's terms
	Server    []string `json:"server"` // what the portal has seen, in its words
	Skipped   float64  `json:"skipped_seconds"`
	Ahead     float64  `json:"clock_ahead_seconds"`
	UserOff   float64  `json:"user_clock_off_seconds"`
	Simulated bool     `json:"simulated_clock"`
	Error     *string  `json:"error"`
}

// errTour is a tour of which a scene did not go as its script says. Each was
// told where it happened.
var errTour = fault.New("tour.failed", "a scene did not go as its script says")

// playTour plays the whole tour at speed and prints what came of it: as one
// document, or line by line while it happens.
func (a *app) playTour(ctx context.Context, show *tour.Show, scenes []tour.Scene) error {
	doc := tourJSON{Scenes: []sceneJSON{}}
	for !show.Over() {
		at, beat := show.At()
		if beat == 0 { // a scene begins
			scene := scenes[at]
			one := sceneJSON{Name: scene.Name, Title: scene.Title(a.l), Scenarios: append([]string{}, scene.Scenarios...), Passed: true, Beats: []beatJSON{}}
			if scene.Failure != "" {
				one.Failure = &scene.Failure
			}
			doc.Scenes = append(doc.Scenes, one)
			if err := a.tellScene(scene, at, len(scenes)); err != nil {
				return err
			}
		}
		e, err := show.Next(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			show.Go(at + 1) // what follows would make no sense
		}
		told := beatOf(a.l, e, err)
		scene := &doc.Scenes[len(doc.Scenes)-1]
		scene.Passed = scene.Passed && err == nil
		scene.Beats = append(scene.Beats, told)
		if err := a.tellBeat(told); err != nil {
			return err
		}
	}
	for _, scene := range doc.Scenes {
		if scene.Passed {
			doc.Passed++
		} else {
			doc.Failed++
		}
	}
	var failed error
	if doc.Failed > 0 {
		failed = errTour.With("n", doc.Failed)
	}
	if a.flags.json {
		return errors.Join(failed, a.writeJSON(doc))
	}
	return errors.Join(failed, a.print(a.l.T("tour.played", "n", doc.Passed, "of", len(scenes))+"\n"))
}

func beatOf(l *locale.Localizer, e tour.Event, err error) beatJSON {
	b := beatJSON{
		Who: string(e.Who), Text: tour.Text(l, e.Note), Stage: string(e.Snapshot.Stage), State: string(e.Snapshot.State),
		Server: []string{}, Skipped: e.Skipped.Seconds(), Ahead: e.Ahead.Seconds(), UserOff: e.UserOff.Seconds(),
		Simulated: e.Ahead != 0 || e.UserOff != 0,
	}
	for _, attempt := range e.Attempts {
		b.Server = append(b.Server, clean(attempt.Note))
	}
	if err != nil {
		what, _ := l.Describe(err)
		b.Error = &what
	}
	return b
}

// tellScene prints a scene's title and remark, unless a document is wanted.
func (a *app) tellScene(s tour.Scene, n, of int) error {
	if a.flags.json {
		return nil
	}
	title := s.Title(a.l)
	if s.Failure != "" {
		title = s.Failure + ": " + title
	}
	return a.print(a.l.T("tour.scene", "n", n+1, "of", of, "title", title) + "\n" + s.Remark(a.l) + "\n\n")
}

// tellBeat prints a beat and what the server has seen of it.
func (a *app) tellBeat(b beatJSON) error {
	if a.flags.json {
		return nil
	}
	text := "  " + a.l.T("tour.who."+b.Who) + ": " + b.Text + "\n"
	for _, seen := range b.Server {
		text += "    " + a.l.T("tour.server", "seen", seen) + "\n"
	}
	if b.Error != nil {
		text += "  ✕ " + *b.Error + "\n"
	}
	return a.print(text)
}
