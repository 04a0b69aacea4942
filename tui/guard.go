package tui

import (
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/fault"
)

// errCrashed is a panic, told without its value and its stack: either may hold
// what is secret. Where it happened is enough to report it.
var errCrashed = fault.New("tui.crashed", "the interface crashed")

// crashMsg says that a command panicked.
type crashMsg struct{ err error }

// crashed describes the panic that is being recovered from.
func crashed() error {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	where, below := "?", false
	for {
		f, more := frames.Next()
		if below && strings.HasPrefix(f.Function, "sandi/") {
			where = filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
			break
		}
		below = below || f.Function == "runtime.gopanic"
		if !more {
			break
		}
	}
	return errCrashed.With("where", where)
}

// guard makes a panic in a command end the program with a sentence. The library
// would print the panic's value and its stack.
func (a *app) guard(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = crashMsg{crashed()}
			}
		}()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			guarded := make(tea.BatchMsg, len(batch))
			for i, c := range batch {
				guarded[i] = a.guard(c)
			}
			return guarded
		}
		return msg
	}
}
