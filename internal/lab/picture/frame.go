package picture

import (
	"time"

	"sandi/internal/lab"
	"sandi/internal/otp"
)

// frame is the part of the time axis that is drawn: whole steps, first to last.
type frame struct {
	story       lab.Story
	first, last otp.Step
}

// around is how many steps are shown at least on either side of the verifier's,
// so that small changes do not move the boxes.
const around = 3

// newFrame chooses the steps: everything that matters and a step beside it, as
// far as most steps hold. The verifier's own step is always in it.
func newFrame(s lab.Story, most int) frame {
	w := s.Setting.Policy.Window
	read := stepAt(s, s.Shown)
	f := frame{story: s}
	f.first = min(s.Judge-otp.Step(w.Past), s.Code, read, s.Judge-around+1) - 1
	f.last = max(s.Judge+otp.Step(w.Future), s.Code, read, s.Judge+around-1) + 1
	if n := int64(f.last-f.first) + 1; n <= int64(most) {
		return f
	}
	// What lies too far off is shown at the edge. The verifier's step goes where
	// there is most to see on both sides.
	room := otp.Step(most - 1)
	back, ahead := s.Judge-f.first, f.last-s.Judge
	switch {
	case back <= room/2:
		ahead = room - back
	case ahead <= room/2:
		back = room - ahead
	default:
		back, ahead = room/2, room-room/2
	}
	f.first, f.last = s.Judge-back, s.Judge+ahead
	return f
}

func stepAt(s lab.Story, t time.Time) otp.Step { return s.Setting.StepAt(t) }

// steps is how many steps are drawn.
func (f frame) steps() int { return int(f.last-f.first) + 1 }

// place returns where a time lies: in steps from the left edge, and whether it
// is drawn there (0) or lies beyond the left (-1) or right (+1) edge.
func (f frame) place(t time.Time) (x float64, beyond int) {
	step := stepAt(f.story, t)
	switch {
	case step < f.first:
		return 0, -1
	case step > f.last:
		return float64(f.steps()), 1
	}
	into := t.Sub(f.story.Setting.StartOf(step))
	return float64(step-f.first) + float64(into)/float64(f.story.Setting.Period()), 0
}

// taken reports whether the verifier takes codes of a step when this one arrives.
func (f frame) taken(step otp.Step) bool {
	w := f.story.Setting.Policy.Window
	return f.story.Judge-otp.Step(w.Past) <= step && step <= f.story.Judge+otp.Step(w.Future)
}
