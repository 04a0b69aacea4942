//go:build unix && !darwin

package desktop

import (
	"context"
	"crypto/subtle"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// x11 serves the clipboard of an X server from this process: a clipboard in X11
// is a program that answers. Doing it ourselves lets the text carry the mark by
// which KDE's and other histories skip passwords, which no helper program can
// set beside the text, and the text ends with the process.
type x11 struct {
	display string

	mu    sync.Mutex
	conn  *xgb.Conn
	owner xproto.Window
	atoms map[string]xproto.Atom
	text  []byte // nil: not ours, or no longer
}

// hint is what histories look for beside a text, with the value "secret".
const hint = "x-kde-passwordManagerHint"

// textTargets are the kinds under which programs ask for a text.
var textTargets = []string{"UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT"}

func (x *x11) method() Method { return Native }
func (x *x11) tool() string   { return "X11" }
func (x *x11) hides() bool    { return true }

// waited runs f, which waits for the X server, in the time that ctx leaves.
func waited(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (x *x11) write(ctx context.Context, text string) error {
	return waited(ctx, func() error {
		x.mu.Lock()
		defer x.mu.Unlock()
		if err := x.connect(); err != nil {
			return err
		}
		clear(x.text)
		x.text = []byte(text)
		if err := x.own(x.owner); err != nil {
			x.drop()
			return err
		}
		now, err := xproto.GetSelectionOwner(x.conn, x.atoms["CLIPBOARD"]).Reply()
		if err != nil || now.Owner != x.owner {
			x.drop()
			return ErrNoClipboard
		}
		return nil
	})
}

// own makes a window, or nobody (0), the owner of the clipboard.
func (x *x11) own(w xproto.Window) error {
	return xproto.SetSelectionOwnerChecked(x.conn, w, x.atoms["CLIPBOARD"], xproto.TimeCurrentTime).Check()
}

// drop forgets the text.
func (x *x11) drop() {
	clear(x.text)
	x.text = nil
}

// holds says whether the text is still served from here. What somebody else
// serves, other boards read.
func (x *x11) holds(_ context.Context, text string) (bool, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.text == nil {
		return false, ErrNoClipboard
	}
	return subtle.ConstantTimeCompare(x.text, []byte(text)) == 1, nil
}

func (x *x11) clear(ctx context.Context, _ string) error {
	return waited(ctx, func() error {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.drop()
		return x.own(0)
	})
}

// connect makes the invisible window that owns the clipboard, once.
func (x *x11) connect() error {
	if x.conn != nil {
		return nil
	}
	conn, err := xgb.NewConnDisplay(x.display)
	if err != nil {
		return err
	}
	atoms := map[string]xproto.Atom{}
	for _, name := range append([]string{"CLIPBOARD", "TARGETS", hint}, textTargets...) {
		reply, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			conn.Close()
			return err
		}
		atoms[name] = reply.Atom
	}
	w, err := xproto.NewWindowId(conn)
	if err == nil {
		root := xproto.Setup(conn).DefaultScreen(conn).Root
		err = xproto.CreateWindowChecked(conn, 0, w, root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil).Check()
	}
	if err != nil {
		conn.Close()
		return err
	}
	x.conn, x.owner, x.atoms = conn, w, atoms
	go x.serve(conn)
	return nil
}

// serve answers the programs that paste, until the connection ends.
func (x *x11) serve(conn *xgb.Conn) {
	for {
		event, err := conn.WaitForEvent()
		if event == nil && err == nil {
			break
		}
		switch event := event.(type) {
		case xproto.SelectionClearEvent: // somebody else copied
			x.mu.Lock()
			x.drop()
			x.mu.Unlock()
		case xproto.SelectionRequestEvent:
			x.answer(event)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.drop()
	x.conn = nil
}

// answer gives one program what it asks for, or nothing where it asks for
// another kind.
func (x *x11) answer(ask xproto.SelectionRequestEvent) {
	x.mu.Lock()
	defer x.mu.Unlock()
	to := ask.Property
	if to == 0 {
		to = ask.Target // as old programs ask
	}
	put := func(kind xproto.Atom, format byte, count int, data []byte) {
		if xproto.ChangePropertyChecked(x.conn, xproto.PropModeReplace, ask.Requestor, to, kind, format, uint32(count), data).Check() != nil {
			to = 0
		}
	}
	switch {
	case x.text == nil:
		to = 0
	case ask.Target == x.atoms["TARGETS"]:
		var list []byte
		for _, name := range append([]string{"TARGETS", hint}, textTargets...) {
			atom := make([]byte, 4)
			xgb.Put32(atom, uint32(x.atoms[name]))
			list = append(list, atom...)
		}
		put(xproto.AtomAtom, 32, len(list)/4, list)
	case ask.Target == x.atoms[hint]:
		put(ask.Target, 8, len("secret"), []byte("secret"))
	case x.textual(ask.Target):
		put(ask.Target, 8, len(x.text), x.text)
	default:
		to = 0
	}
	event := xproto.SelectionNotifyEvent{Time: ask.Time, Requestor: ask.Requestor, Selection: ask.Selection, Target: ask.Target, Property: to}
	xproto.SendEvent(x.conn, false, ask.Requestor, xproto.EventMaskNoEvent, string(event.Bytes()))
}

func (x *x11) textual(target xproto.Atom) bool {
	for _, name := range textTargets {
		if x.atoms[name] == target {
			return true
		}
	}
	return false
}
