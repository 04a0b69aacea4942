package timesync

import (
	"context"
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

func (r *reading) run(name string, args ...string) ([]byte, error) {
	asked := name
	for _, a := range args {
		asked += " " + a
	}
	err := errUnsupported
	var out []byte
	if r.machine.Run != nil {
		out, err = r.machine.Run(r.ctx, name, args...)
	}
	r.said(asked, err)
	return out, err
}

// file reads a file that is worth naming; peek one that is not.
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

func (r *reading) linux()   {}
func (r *reading) windows() {}
func (r *reading) darwin()  {}
