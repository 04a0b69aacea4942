package erase_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"sandi/internal/erase"
)

// places counts where text stands in this process's memory. It is told inverted,
// so that the search does not find what it searches for.
func places(t testing.TB, inverted []byte) (n int) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Skipf("the memory cannot be read here: %v", err)
	}
	defer mem.Close()
	buf := make([]byte, 1<<20)
	lines := bufio.NewScanner(bytes.NewReader(maps))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 2 || !strings.HasPrefix(f[1], "rw") || strings.HasPrefix(f[len(f)-1], "[v") {
			continue
		}
		a, b, _ := strings.Cut(f[0], "-")
		start, _ := strconv.ParseInt(a, 16, 64)
		end, _ := strconv.ParseInt(b, 16, 64)
		for at := start; at < end; {
			got, _ := mem.ReadAt(buf[:min(int64(len(buf)), end-at)], at)
			if got == 0 {
				break
			}
			for i := range buf[:got] {
				buf[i] = ^buf[i]
			}
			n += bytes.Count(buf[:got], inverted)
			// What is left in here are this search's own copies, not inverted.
			clear(buf)
			at += int64(got)
		}
	}
	return n
}

// litter leaves copies of a secret of several sizes on the heap, as garbage
// between objects that stay in use, and returns the secret inverted.
func litter() (inverted []byte, keep [][]byte, names []*string) {
	secret := make([]byte, 20)
	_, _ = rand.Read(secret)
	for i := range 4000 {
		size := 20 + i%2000
		garbage := make([]byte, size)
		copy(garbage, secret)
		text := hex.EncodeToString(secret[:1]) + string(secret)
		if i%7 == 0 {
			keep = append(keep, make([]byte, size))
			other := fmt.Sprint("name", i)
			names = append(names, &other)
		}
		sink, sinkText = garbage, text
	}
	for i := range secret {
		secret[i] = ^secret[i]
	}
	sink, sinkText = nil, ""
	return secret, keep, names
}

var (
	sink     []byte
	sinkText string
)

func TestUnusedOverwritesGarbage(t *testing.T) {
	if testing.Short() {
		t.Skip("the search is slow under the race detector")
	}
	inverted, keep, names := litter()
	before := places(t, inverted)
	if before < 100 {
		t.Fatalf("%d places before: the test proves nothing", before)
	}
	erase.Unused()
	after := places(t, inverted)
	t.Logf("%d places before, %d after", before, after)
	// Garbage of the runtime itself, in slots that are never offered, may stay.
	if after > before/20 {
		t.Errorf("%d of %d places are left", after, before)
	}
	runtime.KeepAlive(keep)
	runtime.KeepAlive(names)
}

func BenchmarkUnused(b *testing.B) {
	_, keep, names := litter()
	for b.Loop() {
		erase.Unused()
	}
	runtime.KeepAlive(keep)
	runtime.KeepAlive(names)
}

func TestDo(t *testing.T) {
	ran := false
	erase.Do(func() { ran = true })
	if !ran {
		t.Error("Do does not call its function")
	}
	defer func() {
		if recover() == nil {
			t.Error("a panic inside Do is lost")
		}
	}()
	erase.Do(func() { panic("x") })
}

// spill leaves a secret on the stack that it runs on.
//
//go:noinline
func spill(inverted []byte, levels int) (sum byte) {
	var frame [20]byte
	for i := range frame {
		frame[i] = ^inverted[i]
	}
	if levels > 0 {
		sum = spill(inverted, levels-1)
	}
	for _, b := range frame {
		sum += b
	}
	return sum
}

func TestStacksAreOverwritten(t *testing.T) {
	if testing.Short() {
		t.Skip("the search is slow under the race detector")
	}
	inverted := make([]byte, 20)
	_, _ = rand.Read(inverted)
	for range 8 {
		done := make(chan byte)
		go func() { done <- spill(inverted, 100) }()
		<-done
	}
	spill(inverted, 100)
	before := places(t, inverted)
	if before < 100 {
		t.Fatalf("%d places before: the test proves nothing", before)
	}
	erase.Stack()
	erase.Unused()
	after := places(t, inverted)
	t.Logf("%d places before, %d after", before, after)
	// The runtime's frames at the end of a stack are out of reach.
	if after > before/5 {
		t.Errorf("%d of %d places are left", after, before)
	}
}
