//go:build unix

package tui

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"
)

// suspender turns the signals with which a person or a system locks or stops
// the interface into messages: SIGUSR1 locks, SIGTSTP locks and stops.
type suspender struct{ signals chan os.Signal }

// listen starts it. The signals end with the function that it returns.
func listen(p *tea.Program) (*suspender, func()) {
	s := &suspender{make(chan os.Signal, 4)}
	s.resumed()
	ended := make(chan struct{})
	go func() {
		for {
			select {
			case <-ended:
				return
			case sig := <-s.signals:
				if sig == syscall.SIGTSTP {
					p.Send(suspendMsg{})
				} else {
					p.Send(lockMsg{asked})
				}
			}
		}
	}()
	return s, func() {
		signal.Stop(s.signals)
		close(ended)
	}
}

// prepare lets the next SIGTSTP stop the process, as the library sends it. It
// reports whether that is possible: without a shell that put the process into
// a group of its own the system ignores the signal, nobody could continue the
// process, and the library would wait for that for ever.
func (s *suspender) prepare() bool {
	session, err := unix.Getsid(0)
	if s == nil || err != nil || session == unix.Getpgrp() {
		return false
	}
	signal.Reset(syscall.SIGTSTP)
	go stop()
	return true
}

// stop stops the process once the library has left the terminal and waits for
// being continued. The library's own SIGTSTP does no longer do it: Go ignores
// that signal after anybody has once asked to be told of it. SIGSTOP cannot be
// ignored; the SIGCONT after it is for a library that was slower than this.
func stop() {
	time.Sleep(10 * frame)
	_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	time.Sleep(10 * frame)
	_ = syscall.Kill(os.Getpid(), syscall.SIGCONT)
}

// resumed takes SIGTSTP again.
func (s *suspender) resumed() {
	if s != nil {
		signal.Notify(s.signals, syscall.SIGUSR1, syscall.SIGTSTP)
	}
}

// lockMsg is a lock asked for from outside, by a signal.
type lockMsg struct{ why why }

func (m lockMsg) apply(a *app) tea.Cmd { return a.lockFor(m.why) }
