package erase

import "sync"

// Stack overwrites the part of this goroutine's stack that is not in use, up to
// some 64 KiB of it: what functions that have returned left there.
func Stack() { descend(deepest) }

const (
	shallow = 2 << 10  // bytes; the smallest stack
	deepest = 64 << 10 // bytes; deeper than any stack here is known to go
	slab    = 128      // bytes cleared at each level of descend
	level   = 168      // bytes that a level takes
	spare   = 1280     // bytes of a stack that the runtime and the goroutine's own frames keep
)

// descend clears a small frame at each level, so that of a stack that has to
// grow next to nothing is left as it was.
//
//go:noinline
func descend(depth int) byte {
	var frame [slab]byte
	if depth > level {
		frame[depth%slab] = descend(depth - level)
	}
	return frame[slab-1]
}

// freedStacks overwrites the stacks of goroutines that have ended: size by size
// it takes them into use, many at once.
func freedStacks() {
	for size := shallow; size <= deepest; size *= 2 {
		n := min(128, 2<<20/size)
		var taken, done sync.WaitGroup
		taken.Add(n)
		for range n {
			done.Go(func() {
				descend(size - spare)
				taken.Done()
				taken.Wait()
			})
		}
		done.Wait()
	}
}
