package trace

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"sandi/internal/fault"
	"sandi/internal/portal"
)

// The faults of recording.
var (
	// ErrNoStore is a recording of a portal whose store the recorder cannot see.
	ErrNoStore = fault.New("trace.no-store", "no store to record the beginning of")
	// ErrWrite is a file that cannot be written.
	ErrWrite = fault.New("trace.write", "cannot write the trace")
)

// Recorder writes what happens on one portal. Its Observe is for
// portal.Options; it writes nothing before Begin.
//
// It sees its own portal only: where several share a database, what the others
// do is missing from the file and Replay will differ. Missing too are lock-outs
// from before the recording of user ids that do not exist: a store tells nobody
// which were tried.
type Recorder struct {
	w    io.Writer
	most int64

	mu      sync.Mutex
	begun   bool
	written int64
	full    bool
	missed  int
	err     error
}

// NewRecorder returns a Recorder that writes to w, one call for each line, and
// at most size bytes; 0 is DefaultSize. Where that is not enough the file ends
// with a line that says so, and Missed counts what is not in it.
func NewRecorder(w io.Writer, size int64) *Recorder {
	if size <= 0 {
		size = DefaultSize
	}
	return &Recorder{w: w, most: size}
}

// Begin writes how the portal is set up and what its store holds. Call it
// with the very options that the portal was made with, before anybody uses the
// portal: what happens while it runs may be in the file twice.
func (r *Recorder) Begin(ctx context.Context, o portal.Options) error {
	if o.Store == nil {
		return ErrNoStore
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []line
	if err := o.Store.Do(ctx, func(tx portal.Tx) (err error) {
		lines, err = beginning(tx, o)
		return err
	}); err != nil {
		return err
	}
	for _, l := range lines {
		r.write(l)
	}
	r.begun = true
	return r.err
}

// beginning reads the state that the acts to come start from.
func beginning(tx portal.Tx, o portal.Options) ([]line, error) {
	scenarios, err := portal.ScenariosIn(tx)
	if err != nil {
		return nil, err
	}
	lines := []line{{Portal: &head{
		Version: version, Started: o.Clock.Now().UTC(), Name: o.Name, Window: windowLine(o.Window),
		Algorithm: o.Key.Algorithm, Period: o.Key.Period, Barcode: o.BarcodeDelay, Session: o.SessionTTL, Mail: o.MailDelay,
		LockAfter: o.LockAfter, LockFor: o.LockFor, Demo: o.Demo, Scenarios: strings.Join(scenarios, ","),
	}}}
	accounts, err := tx.Accounts()
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		lines = append(lines, line{Account: &accountLine{
			Role: a.Role, User: a.User, Email: a.Email, Class: a.Class, Demo: a.DemoPassword != "", TOTP: a.TOTP, ShownTo: a.ShownTo,
			LastStep: a.LastStep, Drift: a.Drift, Passwords: failuresLine(a.Passwords), Codes: failuresLine(a.Codes),
		}})
		sessions, err := tx.SessionsOf(a.Role, a.User)
		if err != nil {
			return nil, err
		}
		for _, s := range sessions {
			lines = append(lines, line{Session: &sessionLine{s.ID, s.Role, s.User, s.State, s.Created, s.Expires, s.ReadyAt, s.Reloaded}})
		}
	}
	requests, err := tx.Requests()
	if err != nil {
		return nil, err
	}
	for _, q := range requests {
		lines = append(lines, line{Request: &requestLine{q.At, q.Role, q.User}})
	}
	classes, err := tx.Classes()
	if err != nil {
		return nil, err
	}
	for _, c := range classes {
		lines = append(lines, line{Class: &classLine{c.Name, c.Role, c.Seats, c.Expires, c.Joined}})
	}
	return lines, nil
}

// Observe writes an act.
func (r *Recorder) Observe(e portal.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.begun {
		r.write(line{Act: actOf(e)})
	}
}

// endSize is kept free for the line that says that the file is full.
const endSize = 64

func (r *Recorder) write(l line) {
	if r.full || r.err != nil {
		r.missed++
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil || b.Len() > MaxLine {
		r.missed++ // cannot be: what an act carries is bounded
		return
	}
	if r.written+int64(b.Len())+endSize > r.most {
		r.full = true
		r.missed++
		b.Reset()
		_ = e.Encode(line{End: &end{Full: true}}) // a fixed text
	}
	n, err := r.w.Write(b.Bytes())
	r.written += int64(n)
	if err != nil {
		r.err = ErrWrite.Because(err)
		r.missed++
	}
}

// Missed returns how many acts are not in the file, because it is full or
// cannot be written.
func (r *Recorder) Missed() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.missed
}

// Err returns why the file cannot be written, or nil.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}
