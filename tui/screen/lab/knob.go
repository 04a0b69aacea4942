package lab

import (
	"math"
	"strconv"
	"time"

	"sandi/internal/lab"
	"sandi/internal/lab/picture"
	"sandi/internal/locale"
)

// knob is one figure of the attempt that can be moved.
type knob int

const (
	knobClock knob = iota
	knobTyping
	knobNetwork
	knobMail
	knobPast
	knobFuture
	knobMoment
	knobs
)

// Bounds of what the keys move.
const (
	farthest = 36500 * 24 * time.Hour // of the clock, to either side
	slowest  = 24 * time.Hour         // of each delay
)

// counts reports whether the knob is a number of steps, not a time.
func (k knob) counts() bool { return k == knobPast || k == knobFuture }

var knobNames = [knobs]string{
	"labscreen.knob.clock", "labscreen.knob.typing", "labscreen.knob.network", "labscreen.knob.mail",
	"labscreen.knob.past", "labscreen.knob.future", "labscreen.knob.moment",
}

// value tells what the knob is set to.
func (m *Model) value(k knob, l *locale.Localizer) string {
	s := m.set
	switch k {
	case knobClock:
		return picture.Signed(l, s.Offset)
	case knobTyping:
		return picture.Amount(l, s.Typing)
	case knobNetwork:
		return picture.Amount(l, s.Network)
	case knobMail:
		return picture.Amount(l, s.Mail)
	case knobPast:
		return strconv.Itoa(s.Policy.Window.Past)
	case knobFuture:
		return strconv.Itoa(s.Policy.Window.Future)
	}
	return picture.Amount(l, s.Phase())
}

// change moves the knob that has the focus by some units; a number of steps by
// as many.
func (m *Model) change(by int, unit time.Duration) {
	d := time.Duration(by) * unit
	s := &m.set
	switch m.focus {
	case knobClock:
		s.Offset = bounded(s.Offset+d, -farthest, farthest)
	case knobTyping:
		s.Typing = bounded(s.Typing+d, 0, slowest)
	case knobNetwork:
		s.Network = bounded(s.Network+d, 0, slowest)
	case knobMail:
		s.Mail = bounded(s.Mail+d, 0, slowest)
	case knobPast:
		s.Policy.Window.Past = bounded(s.Policy.Window.Past+by, 0, lab.MaxSteps)
	case knobFuture:
		s.Policy.Window.Future = bounded(s.Policy.Window.Future+by, 0, lab.MaxSteps)
	case knobMoment:
		s.At = s.At.Add(d)
	}
}

// turn returns by how much the knob that has the focus has to be moved for the
// verdict to turn.
func (m *Model) turn() (by time.Duration, ok bool) {
	story := lab.At(m.set)
	switch m.focus {
	case knobClock:
		return story.Offsets.Turn(m.set.Offset, math.MinInt64)
	case knobTyping, knobNetwork, knobMail:
		own := map[knob]time.Duration{knobTyping: m.set.Typing, knobNetwork: m.set.Network, knobMail: m.set.Mail}[m.focus]
		delay := m.set.Delay()
		return story.Delays.Turn(delay, delay-own)
	}
	return 0, false
}

func bounded[T int | time.Duration](n, least, most T) T { return min(max(n, least), most) }
