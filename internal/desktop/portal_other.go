//go:build !linux

package desktop

import "context"

func (s screen) portal(context.Context) ([]Picture, error) { return nil, ErrNoScreen }
