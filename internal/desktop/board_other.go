//go:build !windows

package desktop

import (
	"context"
	"time"
)

func windowsBoards(time.Duration) []board { return nil }

func windowsPaste(context.Context, time.Duration) (Pasted, error) { return Pasted{}, ErrNotReadable }
