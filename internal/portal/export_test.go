package portal

import "context"

// ParsePHC is the reader of stored password hashes.
var ParsePHC = parsePHC

// OneAtATime lets tests take turns.
type OneAtATime struct{ o oneAtATime }

func (o *OneAtATime) Take(ctx context.Context, name string) (func(), error) {
	return o.o.take(ctx, name)
}

// Names is how many have somebody.
func (o *OneAtATime) Names() int {
	o.o.mu.Lock()
	defer o.o.mu.Unlock()
	return len(o.o.turns)
}
