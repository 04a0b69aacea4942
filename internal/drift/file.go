package drift

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sandi/internal/atomicfile"
	"sandi/internal/clock"
)

const (
	// version is written into the file. A file of a later one is left alone.
	version = 1
	// maxSize bounds the file, in bytes: ten times what is ever written.
	maxSize = 1 << 20
	// patience is how long to wait for another process that writes.
	patience = 2 * time.Second
)

// errNewer says that a later version wrote the file. Overwriting it would
// forget what that one knows.
var errNewer = errors.New("the clock's history was written by a newer version")

// Name is the file's name, in the directory of what this device remembers.
const Name = "clock.json"

// File is a history in a file. It is safe for concurrent use by goroutines and
// processes. One without a path lasts as long as the program; a nil File
// remembers nothing.
type File struct {
	path string

	mu  sync.Mutex
	own History // without a path
}

// Open returns the history in a file, which need not exist.
func Open(path string) *File { return &File{path: path} }

// Path returns the file's name, or "".
func (f *File) Path() string {
	if f == nil {
		return ""
	}
	return f.path
}

// History reads the file.
func (f *File) History() History {
	if f == nil {
		return History{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	h, _ := f.load()
	return h
}

// Add remembers the answer of a measurement.
func (f *File) Add(m clock.Measurement) error {
	if m.Best == nil {
		return nil
	}
	return f.update(func(h *History) { h.Add(m) })
}

// AddReference remembers a single comparison.
func (f *File) AddReference(r clock.Reference) error {
	return f.update(func(h *History) { h.AddReference(r) })
}

// AddJump remembers a move of the clock.
func (f *File) AddJump(j clock.Jump) error {
	return f.update(func(h *History) { h.AddJump(j) })
}

// Forget empties the history.
func (f *File) Forget() error { return f.update(func(h *History) { *h = History{} }) }

// wire is the file.
type wire struct {
	Version int         `json:"version"`
	Events  []wireEvent `json:"events"`
}

type wireEvent struct {
	At          time.Time   `json:"at"`
	Offset      float64     `json:"offset_seconds"`
	Uncertainty float64     `json:"uncertainty_seconds,omitempty"`
	Kind        clock.Kind  `json:"kind,omitempty"`
	Jump        float64     `json:"jump_seconds,omitempty"`
	After       clock.After `json:"after,omitempty"`
}

// load reads the file. Its only error is errNewer.
func (f *File) load() (History, error) {
	var h History
	if f.path == "" {
		return History{slices.Clone(f.own.events)}, nil
	}
	text, err := atomicfile.Read(f.path, maxSize)
	if err != nil {
		return h, nil
	}
	var w wire
	if json.Unmarshal(text, &w) != nil || w.Version < 1 {
		return h, nil
	}
	for _, e := range w.Events {
		if ev, ok := e.event(); ok {
			h.events = append(h.events, ev)
		}
	}
	if excess := len(h.events) - maxPoints - maxJumps; excess > 0 {
		h.events = h.events[excess:] // nobody here wrote that much
	}
	h.bound()
	if w.Version > version {
		return h, errNewer
	}
	return h, nil
}

// event reports false for what makes no sense.
func (e wireEvent) event() (event, bool) {
	if !dated(e.At) {
		return event{}, false
	}
	switch {
	case e.After != "":
		if e.After != clock.AfterResume && e.After != clock.AfterSet {
			e.After = clock.AfterUnknown
		}
		by, ok := length(e.Jump)
		return event{jump: &clock.Jump{At: e.At, By: by, After: e.After}}, ok && by != 0
	}
	off, ok1 := length(e.Offset)
	u, ok2 := length(e.Uncertainty)
	return event{point: Point{At: e.At.UTC(), Offset: off, Uncertainty: u, Kind: e.Kind}}, ok1 && ok2 && u >= 0
}

// length is a duration in a file: at most 250 years.
func length(s float64) (time.Duration, bool) {
	if math.IsNaN(s) || math.Abs(s) > 250*365*day.Seconds() {
		return 0, false
	}
	return time.Duration(math.Round(s*1e6)) * time.Microsecond, true
}

func (f *File) update(change func(*History)) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.path == "" {
		change(&f.own)
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return err
	}
	unlock, err := atomicfile.Lock(context.Background(), f.path+".lock", patience)
	if err != nil {
		return err
	}
	defer unlock()
	h, err := f.load()
	if err != nil {
		return err
	}
	change(&h)
	text, err := encode(h)
	if err != nil {
		return err
	}
	files := atomicfile.On{Files: atomicfile.System}
	_ = files.Sweep(f.path)
	return files.Write(f.path, text)
}

func encode(h History) ([]byte, error) {
	w := wire{Version: version, Events: make([]wireEvent, 0, len(h.events))}
	for _, e := range h.events {
		if j := e.jump; j != nil {
			w.Events = append(w.Events, wireEvent{At: j.At, Jump: j.By.Seconds(), After: j.After})
			continue
		}
		p := e.point
		w.Events = append(w.Events, wireEvent{At: p.At, Offset: p.Offset.Seconds(), Uncertainty: p.Uncertainty.Seconds(), Kind: p.Kind})
	}
	text, err := json.MarshalIndent(w, "", " ")
	if err == nil && len(text) > maxSize {
		err = atomicfile.ErrTooLarge
	}
	return append(text, '\n'), err
}
