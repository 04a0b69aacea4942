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
	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/mail"
	"sandi/internal/portal/web"
	"sandi/internal/tour"
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
	return enroll.New(driver, keeper{v}, s.User, enroll.Options{Service: enroll.Practice}), nil
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
	Stage     string   `json:"stage"`
	State     string   `json:"state"`
	Server    []string `json:"server"` // what the portal has seen, in its words
	Skipped   float64  `json:"skipped_seconds"`
	Simulated bool     `json:"simulated_clock"`
	Error     *string  `json:"error"`
}

// playTour plays the whole tour at speed and prints what came of it.
func (a *app) playTour(ctx context.Context) (err error) {
	s, err := a.buildStage(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.end()) }()
	scenes := tour.Script()
	doc := tourJSON{Scenes: []sceneJSON{}}
	for _, scene := range scenes {
		one := sceneJSON{Name: scene.Name, Title: scene.Title(a.l), Scenarios: append([]string{}, scene.Scenarios...), Passed: true, Beats: []beatJSON{}}
		if scene.Failure != "" {
			one.Failure = &scene.Failure
		}
		doc.Scenes = append(doc.Scenes, one)
	}
	var failed error
	for show := tour.New(&s.Set, scenes); !show.Over(); {
		e, err := show.Next(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		beat := beatJSON{
			Who: string(e.Who), Text: tour.Text(a.l, e.Note), Stage: string(e.Snapshot.Stage), State: string(e.Snapshot.State),
			Server: []string{}, Skipped: e.Skipped.Seconds(), Simulated: e.Ahead != 0 || e.UserOff != 0,
		}
		for _, attempt := range e.Attempts {
			beat.Server = append(beat.Server, clean(attempt.Note))
		}
		scene := &doc.Scenes[e.Scene]
		if err != nil {
			what, _ := a.l.Describe(err)
			beat.Error, scene.Passed, failed = &what, false, err
		}
		scene.Beats = append(scene.Beats, beat)
	}
	for _, scene := range doc.Scenes {
		if scene.Passed {
			doc.Passed++
		} else {
			doc.Failed++
		}
	}
	return errors.Join(failed, a.writeJSON(doc))
}
