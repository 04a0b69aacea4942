//go:build !unix || darwin

package desktop

import "context"

// x11 is for systems whose desktop is an X server.
type x11 struct{ display string }

func (*x11) method() Method                              { return Native }
func (*x11) tool() string                                { return "X11" }
func (*x11) hides() bool                                 { return true }
func (*x11) write(context.Context, string) error         { return ErrNoClipboard }
func (*x11) holds(context.Context, string) (bool, error) { return false, ErrNoClipboard }
func (*x11) clear(context.Context, string) error         { return ErrNoClipboard }
