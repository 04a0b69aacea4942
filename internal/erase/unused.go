package erase

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// Unused overwrites the heap memory that nothing points to any more, and gives
// back to the operating system what it takes. It takes some milliseconds, and
// may run beside everything else.
//
// Go hands memory out zeroed, but leaves what is freed as it is until then. So
// Unused collects the garbage, returns the pages that are wholly free, and then
// allocates every free slot between the objects that are in use, size by size.
// Stacks of goroutines that have ended are taken into use and cleared too; what
// lies below the stack of one that lives only it can clear, see Stack. What
// other goroutines free meanwhile is not reached.
func Unused() {
	turn.Lock()
	defer turn.Unlock()
	// Every processor of the runtime keeps free slots of its own, out of the
	// reach of a goroutine that runs on another one.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	// Two cycles: a sync.Pool keeps what it holds for one.
	runtime.GC()
	debug.FreeOSMemory()
	freedStacks()
	// Otherwise a collection would free the slots that are filled.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, size := range sizes {
		fill(size, func() { blob = make([]byte, size) })
		words := size / 8
		if size > 512 {
			words-- // the runtime keeps a header of its own before these
		}
		fill(size, func() { pointers = make([]*byte, words) })
	}
	runtime.KeepAlive(blob)
	runtime.KeepAlive(pointers)
	blob, pointers = nil, nil
	debug.FreeOSMemory()
}

var (
	turn sync.Mutex

	// What is allocated goes through these, or the compiler would leave it out.
	blob     []byte
	pointers []*byte
)

// sizes are the runtime's size classes. A size that is none is rounded up to
// the next one, so a list that is out of date costs time only where it has too
// many, and reaches less where it has too few.
var sizes = []int{
	8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480, 512,
	576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144,
	6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264,
	28672, 32768,
}

const (
	batch   = 8 << 10 // bytes; the smallest stretch that the runtime cuts into slots
	enough  = 32 << 20
	growths = 4
)

// fill allocates until the heap grows: then no slot of this kind was free. It
// has to grow some times, because somebody else may have made it grow.
func fill(size int, one func()) {
	last, grown := spans(), 0
	for filled := 0; filled < enough && grown < growths; filled += batch {
		for range max(batch/size, 1) {
			one()
		}
		now := spans()
		if now > last {
			grown++
		}
		last = now
	}
}

// spans returns the bytes of the heap that are cut into slots, used or free.
func spans() uint64 {
	metrics.Read(sample[:])
	return sample[0].Value.Uint64() + sample[1].Value.Uint64()
}

// sample is guarded by turn.
var sample = [2]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
