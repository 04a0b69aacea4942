package clock_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/clock"
)

// timeServer answers one kind of thing, with a clock by which this computer is
// off by offset. Change may spoil the answer.
func timeServer(t *testing.T, offset time.Duration, change func(answer []byte) []byte) string {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if n < 48 {
				continue
			}
			now := stamp(time.Now().Add(-offset))
			answer := make([]byte, 48)
			answer[0] = 0<<6 | 4<<3 | 4 // no leap warning, version 4, server
			answer[1], answer[3] = 2, 0xec
			binary.BigEndian.PutUint32(answer[8:], 1<<16/100) // root dispersion: 10 ms
			binary.BigEndian.PutUint64(answer[16:], now-60<<32)
			copy(answer[24:32], buf[40:48])
			binary.BigEndian.PutUint64(answer[32:], now)
			binary.BigEndian.PutUint64(answer[40:], now)
			if answer = change(answer); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return conn.LocalAddr().String()
}

// stamp is a time as NTP writes it: seconds since 1900 and their fraction.
func stamp(t time.Time) uint64 {
	return uint64(t.Unix()+2208988800)<<32 | uint64(t.Nanosecond())<<32/1e9
}

func asItIs(b []byte) []byte { return b }

func TestNTPOffsetHasOurSign(t *testing.T) {
	t.Parallel()
	for _, offset := range []time.Duration{0, 93 * time.Second, -93 * time.Second, 7*time.Hour + 250*time.Millisecond, -20 * 365 * 24 * time.Hour} {
		r := clock.NTP(timeServer(t, offset, asItIs), clock.System{}).Measure(context.Background())
		if r.Err != nil || (r.Offset-offset).Abs() > r.Uncertainty {
			t.Errorf("computer off by %v: got %+v", offset, r)
		}
		if r.Uncertainty < 10*time.Millisecond || r.Uncertainty > time.Second {
			t.Errorf("±%v does not hold the server's own dispersion of 10 ms", r.Uncertainty)
		}
	}
	// The clock that is asked about is the one that is handed in.
	r := clock.NTP(timeServer(t, 0, asItIs), clock.Shifted{Base: clock.System{}, By: -time.Hour}).Measure(context.Background())
	if r.Err != nil || (r.Offset+time.Hour).Abs() > r.Uncertainty {
		t.Errorf("a clock an hour slow: got %+v", r)
	}
}

func TestNTPRefusesWhatIsNoReference(t *testing.T) {
	t.Parallel()
	set := func(i int, v byte) func([]byte) []byte {
		return func(b []byte) []byte { b[i] = v; return b }
	}
	for name, change := range map[string]func([]byte) []byte{
		"stratum 16":             set(1, 16),
		"kiss of death":          set(1, 0),
		"not synchronised":       set(0, 3<<6|4<<3|4),
		"somebody else's answer": set(24, 0xff),
		"a client's message":     set(0, 4<<3|3),
		"far from its reference": func(b []byte) []byte { b[8] = 0xff; return b },
		"no time":                func(b []byte) []byte { clear(b[40:48]); return b },
		"reference lost days ago": func(b []byte) []byte {
			binary.BigEndian.PutUint64(b[16:], binary.BigEndian.Uint64(b[16:])-(3*24*3600)<<32)
			return b
		},
	} {
		r := clock.NTP(timeServer(t, 0, change), clock.System{}).Measure(context.Background())
		if !errors.Is(r.Err, clock.ErrNTPRefused) {
			t.Errorf("%s: got %+v, want ErrNTPRefused", name, r)
		}
	}
}

func TestNTPWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	silent := timeServer(t, 0, func([]byte) []byte { return nil })
	for name, patience := range map[string]time.Duration{"silent": time.Minute, "silent and impatient": 50 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			start := time.Now()
			r := clock.NTP(silent, clock.System{}).Measure(ctx)
			if took := time.Since(start); !errors.Is(r.Err, clock.ErrNoAnswer) || took > 5*clock.Budget {
				t.Errorf("got %+v after %v", r, took)
			}
		})
	}
	start := time.Now()
	r := clock.NTP("127.0.0.1:9", clock.System{}).Measure(context.Background())
	if took := time.Since(start); !errors.Is(r.Err, clock.ErrNoAnswer) || took > 5*clock.Budget {
		t.Errorf("a closed port: got %+v after %v", r, took)
	}
}

func TestNTPWhenTheClockIsMoved(t *testing.T) {
	t.Parallel()
	delayed := timeServer(t, 0, func(b []byte) []byte { time.Sleep(100 * time.Millisecond); return b })
	for name, at := range map[string]time.Duration{"during the first exchange": 50 * time.Millisecond, "between exchanges": 180 * time.Millisecond} {
		c := jumpy{at: time.Now().Add(at), by: time.Hour}
		r := clock.NTP(delayed, c).Measure(context.Background())
		if r.Err != nil || (r.Offset-time.Hour).Abs() > r.Uncertainty || r.Uncertainty > time.Second {
			t.Errorf("%s: got %+v, want the offset of the hands where they are now", name, r)
		}
	}
	if r := clock.NTP(delayed, &restless{}).Measure(context.Background()); !errors.Is(r.Err, clock.ErrJumped) {
		t.Errorf("moved all the time: got %+v, want ErrJumped", r)
	}
}

// restless is a clock whose hands are moved between any two looks.
type restless struct{ looks atomic.Int64 }

func (c *restless) Now() time.Time { return c.Sample().Wall }
func (c *restless) Sample() clock.Sample {
	s := clock.Take(clock.System{})
	s.Wall = s.Wall.Add(time.Duration(c.looks.Add(1)) * time.Minute)
	return s
}

// TestRealTimeServer asks Debian's chronyd, which serves this computer's own
// clock on loopback.
func TestRealTimeServer(t *testing.T) {
	t.Parallel()
	chronyd, err := exec.LookPath("chronyd")
	if err != nil {
		chronyd = "/usr/sbin/chronyd"
	}
	if _, err := os.Stat(chronyd); err != nil || os.Getuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("chronyd and root are required in CI")
		}
		t.Skip("no chronyd that can be run here")
	}
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.LocalAddr().(*net.UDPAddr).Port
	free.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "chrony.conf")
	text := fmt.Sprintf("port %d\nbindaddress 127.0.0.1\nlocal stratum 8\nallow 127.0.0.1\ncmdport 0\nuser root\npidfile %s\n", port, filepath.Join(dir, "pid"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	server := exec.Command(chronyd, "-x", "-d", "-f", config) // -x: leave the system's clock alone
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	address := fmt.Sprintf("127.0.0.1:%d", port)
	var r clock.Reference
	for range 300 { // until it listens
		if r = clock.NTP(address, clock.System{}).Measure(context.Background()); r.Err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if r.Err != nil || r.Offset.Abs() > r.Uncertainty || r.Uncertainty > time.Second {
		t.Fatalf("got %+v", r)
	}
	t.Logf("offset %v ± %v", r.Offset, r.Uncertainty)
	r = clock.NTP(address, clock.Shifted{Base: clock.System{}, By: -93 * time.Second}).Measure(context.Background())
	if r.Err != nil || (r.Offset+93*time.Second).Abs() > r.Uncertainty {
		t.Errorf("a clock 93 s slow: got %+v", r)
	}
}
