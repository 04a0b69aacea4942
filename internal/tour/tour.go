package tour

import (
	"context"
	"slices"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/operator"
)

// Title names the scene.
func (s Scene) Title(l *locale.Localizer) string { return l.T("tour." + s.Name + ".title") }

// Remark is what the presenter says before the scene.
func (s Scene) Remark(l *locale.Localizer) string { return l.T("tour." + s.Name + ".note") }

// Text is what the presenter says to a beat.
func Text(l *locale.Localizer, note string) string { return l.T("tour.beat." + note) }

// Who does what a beat tells.
type Who string

// The actors.
const (
	User     Who = "user"
	Operator Who = "operator"
	Time     Who = "time" // something is waited for; the simulated clock is moved
)

// Scene is one part of the tour. Its messages are tour.<Name>.title and
// tour.<Name>.note.
type Scene struct {
	Name      string
	Failure   string   // "F1" … "F7", or ""
	Scenarios []string // how the portal behaves when it begins
	Beats     []Beat
}

// Switches lists the scenarios that are on in the scene, at its beginning or
// later.
func (s Scene) Switches() []string {
	names := slices.Clone(s.Scenarios)
	for _, b := range s.Beats {
		names = append(names, b.switches...)
	}
	return names
}

// Beat is one step of a scene. Its message is tour.beat.<Note>: what the
// presenter says to it.
type Beat struct {
	Who  Who
	Note string
	Want Want

	switches []string // scenarios that the operator switches to
	do       func(ctx context.Context, t *Set) (enroll.Snapshot, error)
}

// Want is what must have come of a beat; zero fields want nothing. Verdicts
// are the portal's own words for what it saw.
type Want struct {
	Stage   enroll.Stage
	Problem error  // by errors.Is; without one the beat must succeed
	Verdict string // of the newest attempt with a code
	Locked  bool   // that attempt met a lock-out
}

// Set is what a show is played on.
type Set struct {
	// Clock is the portal's, and under User. Waiting moves it ahead.
	Clock *clock.Movable
	// User is the clock of the user's computer: Clock, moved where a scene wants
	// it to be wrong.
	User *clock.Movable
	// Operator talks to the portal.
	Operator *operator.Client
	// Browser is the portal as the user meets it outside the wizard.
	Browser enroll.Service
	// Begin returns a wizard at its start, with an empty vault. What the one
	// before has left is gone.
	Begin func(ctx context.Context) (*enroll.Session, error)
	// L is the language of what the user writes to the helpdesk.
	L *locale.Localizer

	session *enroll.Session
	wrong   int // wrong codes typed in this scene
}

// wait lets d pass. It never goes back.
func (t *Set) wait(d time.Duration) { t.Clock.Pass(max(d, 0)) }
