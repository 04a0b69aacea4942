package timesync

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"time"
)

// reading is one Read under way. Its questions note themselves in State.Said.
type reading struct {
	ctx     context.Context
	machine Machine
	state   State
}

func (r *reading) said(asked string, err error) {
	r.state.Said = append(r.state.Said, Answer{Asked: asked, Err: err})
}

// run runs a program. What a program that failed has printed may still tell.
func (r *reading) run(name string, args ...string) ([]byte, error) {
	err := errUnsupported
	var out []byte
	if r.machine.Run != nil {
		out, err = r.machine.Run(r.ctx, name, args...)
	}
	r.said(strings.Join(append([]string{name}, args...), " "), err)
	return out, err
}

// file reads a file that is worth naming, peek one that is not.
func (r *reading) file(name string) ([]byte, error) {
	b, err := r.peek(name)
	r.said(name, err)
	return b, err
}

func (r *reading) peek(name string) ([]byte, error) {
	if r.machine.ReadFile == nil {
		return nil, errUnsupported
	}
	return r.machine.ReadFile(name)
}

func (r *reading) list(dir string) ([]string, error) {
	if r.machine.List == nil {
		return nil, errUnsupported
	}
	return r.machine.List(dir)
}

func (r *reading) modified(name string) time.Time {
	if r.machine.Modified == nil {
		return time.Time{}
	}
	t, err := r.machine.Modified(name)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (r *reading) now() time.Time {
	if r.machine.Now == nil {
		return time.Time{}
	}
	return r.machine.Now()
}

// believe keeps an offset that somebody believes in.
func (r *reading) believe(by string, offset, uncertainty time.Duration) {
	r.state.OffsetBy, r.state.Offset, r.state.Uncertainty = by, &offset, &uncertainty
}

func known(b bool) *bool { return &b }

// properties reads lines of "Name=value".
func properties(out []byte) map[string]string {
	p := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			p[name] = value
		}
	}
	return p
}

// yes reads the words of systemd for a switch.
func yes(text string) *bool {
	switch text {
	case "yes":
		return known(true)
	case "no":
		return known(false)
	}
	return nil
}

// longest is the longest duration that is believed: more is a misreading, and
// would overflow what is computed from it.
const longest = 100 * 365 * 24 * time.Hour

// secondsOf reads a number of seconds.
func secondsOf(text string) (time.Duration, bool) {
	s, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(s > -longest.Seconds() && s < longest.Seconds()) {
		return 0, false
	}
	return time.Duration(s * float64(time.Second)), true
}

// firstLine returns the first line of a short answer.
func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(bytes.TrimSpace(line))
}
