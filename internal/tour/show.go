package tour

import (
	"context"
	"errors"
	"slices"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/fault"
	"sandi/internal/operator"
)

// ErrOffScript is a beat that did not come to what the script says.
var ErrOffScript = fault.New("tour.off-script", "the demonstration did not go as its script says")

// Show plays scenes on a Set, beat by beat. It is for one goroutine.
type Show struct {
	set         *Set
	scenes      []Scene
	scene, beat int
	seen        int64 // ID of the newest attempt that was told
}

// Event is a beat that was played.
type Event struct {
	Scene    int // index of the scene
	Beat     int // index in it
	Who      Who
	Note     string
	Snapshot enroll.Snapshot    // of the wizard after it
	Attempts []operator.Attempt // what the server has seen since the beat before, oldest first
	Skipped  time.Duration      // how much time it has let pass
	Ahead    time.Duration      // how far the simulated clock is ahead of the true one
	UserOff  time.Duration      // how far the user's clock is off it; positive is fast
}

// New returns a show of scenes, before its first beat.
func New(set *Set, scenes []Scene) *Show { return &Show{set: set, scenes: scenes} }

// Over reports whether the last beat was played.
func (s *Show) Over() bool { return s.scene >= len(s.scenes) }

// At returns which beat comes next. After the last one the scene is the number
// of scenes.
func (s *Show) At() (scene, beat int) { return s.scene, s.beat }

// Go makes a scene's first beat the next one.
func (s *Show) Go(scene int) { s.scene, s.beat = min(max(scene, 0), len(s.scenes)), 0 }

// Next plays the next beat. A scene's first one sets the scene before. The
// error is ErrOffScript, or what kept the portal from being asked; the next
// call goes on with the beat after it in either case.
func (s *Show) Next(ctx context.Context) (Event, error) {
	if s.Over() {
		return Event{}, nil
	}
	scene := s.scenes[s.scene]
	beat := scene.Beats[s.beat]
	e := Event{Scene: s.scene, Beat: s.beat, Who: beat.Who, Note: beat.Note}
	if s.beat++; s.beat == len(scene.Beats) {
		s.scene, s.beat = s.scene+1, 0
	}
	if e.Beat == 0 {
		if err := s.prepare(ctx, scene); err != nil {
			s.Go(e.Scene + 1) // without its beginning a scene makes no sense
			return e, err
		}
	}
	before := s.set.Clock.By()
	snap, problem := beat.do(ctx, s.set)
	e.Snapshot, e.Ahead, e.UserOff = snap, s.set.Clock.By(), s.set.User.By()
	e.Skipped = e.Ahead - before
	if err := ctx.Err(); err != nil {
		return e, err
	}
	seen, err := s.set.Operator.Attempts(ctx, s.seen, 0)
	if err != nil {
		return e, err
	}
	e.Attempts = seen
	if n := len(seen); n > 0 {
		s.seen = seen[n-1].ID
	}
	return e, beat.Want.judge(e, scene.Name, problem)
}

// prepare begins a scene: a portal as new, a right clock, an empty vault.
func (s *Show) prepare(ctx context.Context, scene Scene) error {
	t := s.set
	t.User.Set(0)
	t.wrong = 0
	if err := t.Operator.ResetAll(ctx); err != nil {
		return err
	}
	if _, err := t.Operator.SetScenarios(ctx, scene.Scenarios); err != nil {
		return err
	}
	status, err := t.Operator.Status(ctx)
	if err != nil {
		return err
	}
	s.seen = status.LastAttempt
	t.session, err = t.Begin(ctx)
	return err
}

func (w Want) judge(e Event, scene string, problem error) error {
	off := func(what string, got any, want any) error {
		return ErrOffScript.With("scene", scene, "beat", e.Note, "what", what, "got", got, "want", want).Because(problem)
	}
	switch {
	case w.Problem == nil && problem != nil:
		return off("problem", problem, "none")
	case w.Problem != nil && !errors.Is(problem, w.Problem):
		return off("problem", problem, w.Problem)
	case w.Stage != "" && e.Snapshot.Stage != w.Stage:
		return off("stage", e.Snapshot.Stage, w.Stage)
	case w.Verdict == "":
		return nil
	}
	for _, a := range slices.Backward(e.Attempts) {
		if a.Act != "code" {
			continue
		}
		if a.Verdict != w.Verdict || a.Locked != w.Locked {
			return off("verdict", a.Verdict, w.Verdict)
		}
		return nil
	}
	return off("verdict", "none", w.Verdict)
}
