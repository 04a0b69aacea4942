//go:build unix

package tui_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"sandi/tui"
)

func TestSignalsRestoreTheTerminal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT} {
		_, out, result := pipes(t, deps(t), tui.Start{})
		begun(t, out)
		if err := syscall.Kill(os.Getpid(), signal); err != nil {
			t.Fatal(err)
		}
		if err := end(t, result); !errors.Is(err, context.Canceled) {
			t.Errorf("%v: got %v", signal, err)
		}
		if written := out.String(); strings.LastIndex(written, "\x1b[?1049l") < strings.LastIndex(written, "\x1b[?1049h") {
			t.Errorf("%v: the alternate screen is not left", signal)
		}
	}
}
