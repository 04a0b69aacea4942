package portal

import (
	"context"
	"sync"
)

// oneAtATime lets those who name the same thing follow one another, in the order
// in which they came, and those who name different things not wait for each
// other. The zero value is ready to use.
type oneAtATime struct {
	mu    sync.Mutex
	turns map[string]*turns
}

type turns struct {
	free chan struct{}
	here int // who holds it and who waits
}

// take waits for the turn of a name. It is held until done is called.
func (o *oneAtATime) take(ctx context.Context, name string) (done func(), err error) {
	o.mu.Lock()
	t := o.turns[name]
	if t == nil {
		if o.turns == nil {
			o.turns = map[string]*turns{}
		}
		t = &turns{free: make(chan struct{}, 1)}
		o.turns[name] = t
	}
	t.here++
	o.mu.Unlock()
	leave := func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if t.here--; t.here == 0 {
			delete(o.turns, name)
		}
	}
	select {
	case t.free <- struct{}{}:
		return func() { <-t.free; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
