package portal_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"sandi/internal/portal"
)

func TestOneAtATime(t *testing.T) {
	var o portal.OneAtATime
	var wg sync.WaitGroup
	inside := 0 // not guarded: the race detector would tell
	for range 50 {
		wg.Go(func() {
			done, err := o.Take(context.Background(), "a")
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			inside++
		})
	}
	wg.Wait()
	if inside != 50 || o.Names() != 0 {
		t.Errorf("got %d, and %d names are left", inside, o.Names())
	}

	a, err := o.Take(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	b, err := o.Take(t.Context(), "b") // another name does not wait
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := o.Take(ctx, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	a()
	b()
	if o.Names() != 0 {
		t.Errorf("%d names are left", o.Names())
	}
}
