package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sandi/internal/clock"
)

// path is a way to a time source: delays of each way, jitter on top of either,
// and how many of a hundred packets are lost.
type path struct {
	name        string
	there, back time.Duration
	jitter      time.Duration
	lost        byte
}

var paths = []path{
	{name: "direct"},
	{name: "60 ms there, 5 ms back", there: 60 * time.Millisecond, back: 5 * time.Millisecond},
	{name: "20 ms each way, up to 80 ms of jitter", there: 20 * time.Millisecond, back: 20 * time.Millisecond, jitter: 80 * time.Millisecond},
	{name: "150 ms there, 400 ms back, jitter", there: 150 * time.Millisecond, back: 400 * time.Millisecond, jitter: 50 * time.Millisecond},
	{name: "20 ms each way, a tenth lost", there: 20 * time.Millisecond, back: 20 * time.Millisecond, lost: 10},
}

// offsets are how far the clock is off that is measured.
var offsets = []time.Duration{
	0, time.Second, -time.Second, 30 * time.Second, -30 * time.Second, time.Hour, -time.Hour,
	24 * time.Hour, -24 * time.Hour, 30 * 24 * time.Hour, -30 * 24 * time.Hour, 365 * 24 * time.Hour, -365 * 24 * time.Hour,
}

// estimate is how one kind of source did over a path, for a clock that is off
// by offset.
type estimate struct {
	path   path
	kind   clock.Kind
	offset time.Duration
	errors []time.Duration
	claims []time.Duration
	// beyond counts estimates that were farther off than they claimed, failed
	// those that ended without one.
	beyond, failed int
}

// estimates measures clocks that are off by known amounts against chronyd on
// loopback and a web server, over paths that delay and lose.
func estimates(repeats int) error {
	list, err := measureEstimates(repeats, paths, offsets)
	if err != nil {
		return err
	}
	fmt.Printf("By path, all offsets together:\n\n")
	head("path")
	for _, e := range group(list, func(e estimate) string { return e.path.name }) {
		e.row(e.path.name)
	}
	fmt.Printf("\nBy offset, all paths together:\n\n")
	head("offset")
	for _, e := range group(list, func(e estimate) string { return e.offset.String() }) {
		e.row(away(e.offset))
	}
	return nil
}

func head(first string) {
	fmt.Printf("| %s | source | n | no answer | error: median | p95 | largest | stated ±: median | largest | within ± |\n|---|---|---|---|---|---|---|---|---|---|\n", first)
}

func (e estimate) row(name string) {
	if len(e.errors) == 0 {
		fmt.Printf("| %s | %s | %d | %d | | | | | | |\n", name, e.kind, e.failed, e.failed)
		return
	}
	n := len(e.errors)
	fmt.Printf("| %s | %s | %d | %d | %s | %s | %s | %s | %s | %.1f %% |\n", name, e.kind, n+e.failed, e.failed,
		fine(e.errors[n/2]), fine(e.errors[(n*95-1)/100]), fine(e.errors[n-1]), fine(e.claims[n/2]), fine(e.claims[n-1]), 100*float64(n-e.beyond)/float64(n))
}

// away is an offset in the largest unit that divides it.
func away(d time.Duration) string {
	for _, u := range []struct {
		size time.Duration
		name string
	}{{365 * 24 * time.Hour, "year"}, {24 * time.Hour, "d"}, {time.Hour, "h"}} {
		if d != 0 && d%u.size == 0 {
			return fmt.Sprintf("%+d %s", d/u.size, u.name)
		}
	}
	return fmt.Sprintf("%+d s", d/time.Second)
}

// group pools what has the same key and kind, in order of appearance.
func group(list []estimate, key func(estimate) string) (out []estimate) {
	for _, e := range list {
		i := slices.IndexFunc(out, func(o estimate) bool { return o.kind == e.kind && key(o) == key(e) })
		if i < 0 {
			e.errors, e.claims = slices.Clone(e.errors), slices.Clone(e.claims)
			out = append(out, e)
			continue
		}
		o := &out[i]
		o.errors, o.claims = append(o.errors, e.errors...), append(o.claims, e.claims...)
		o.beyond, o.failed = o.beyond+e.beyond, o.failed+e.failed
	}
	for _, o := range out {
		slices.Sort(o.errors)
		slices.Sort(o.claims)
	}
	return out
}

// fine is a duration in milliseconds and their tenths.
func fine(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }

func measureEstimates(repeats int, paths []path, offsets []time.Duration) ([]estimate, error) {
	server, stop, err := chrony()
	if err != nil {
		return nil, err
	}
	defer stop()
	var list []estimate
	var sources []func(clock.Clock) clock.Source
	for _, p := range paths {
		ntp, stopRelay, err := relay(server, p)
		if err != nil {
			return nil, err
		}
		defer stopRelay()
		web, stopWeb, err := stamps(p)
		if err != nil {
			return nil, err
		}
		defer stopWeb()
		for _, offset := range offsets {
			list = append(list, estimate{path: p, kind: clock.KindNTP, offset: offset}, estimate{path: p, kind: clock.KindHTTP, offset: offset})
			sources = append(sources,
				func(c clock.Clock) clock.Source { return clock.NTP(ntp, c) },
				func(c clock.Clock) clock.Source { return clock.HTTPDate(web, nil, c) })
		}
	}
	var wg sync.WaitGroup // all at once: a measurement spends its time waiting
	for i := range list {
		wg.Go(func() {
			for range repeats {
				list[i].add(sources[i](clock.Shifted{Base: clock.System{}, By: list[i].offset}))
			}
		})
	}
	wg.Wait()
	return list, nil
}

func (e *estimate) add(source clock.Source) {
	ctx, cancel := context.WithTimeout(context.Background(), 4*clock.Budget)
	defer cancel()
	r := source.Measure(ctx)
	if !r.OK() {
		e.failed++
		return
	}
	wrong := (r.Offset - e.offset).Abs()
	e.errors, e.claims = append(e.errors, wrong), append(e.claims, r.Uncertainty)
	if wrong > r.Uncertainty {
		e.beyond++
	}
}

var errNoChrony = errors.New("chronyd and root are needed")

// chrony starts Debian's chronyd, which serves this computer's own clock on
// loopback and leaves it alone (-x).
func chrony() (address string, stop func(), err error) {
	program, err := exec.LookPath("chronyd")
	if err != nil {
		program = "/usr/sbin/chronyd"
	}
	if _, err := os.Stat(program); err != nil || os.Getuid() != 0 {
		return "", nil, errNoChrony
	}
	free, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address = free.LocalAddr().String()
	port := free.LocalAddr().(*net.UDPAddr).Port
	_ = free.Close()
	dir, err := os.MkdirTemp("", "sandi-chrony-")
	if err != nil {
		return "", nil, err
	}
	config := filepath.Join(dir, "chrony.conf")
	text := fmt.Sprintf("port %d\nbindaddress 127.0.0.1\nlocal stratum 8\nallow 127.0.0.1\ncmdport 0\nuser root\npidfile %s\n", port, filepath.Join(dir, "pid"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return "", nil, err
	}
	server := exec.Command(program, "-x", "-d", "-f", config)
	if err := server.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		_ = os.RemoveAll(dir)
	}
	for range 50 {
		if clock.NTP(address, clock.System{}).Measure(context.Background()).OK() {
			return address, stop, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return "", nil, errors.New("chronyd does not answer")
}

// random is below n; of this quality only because nothing weaker is imported.
func random(n uint64) uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return binary.BigEndian.Uint64(b[:]) % n
}

// way is how long one way takes, or that the packet is lost.
func (p path) way(d time.Duration) (time.Duration, bool) {
	if p.jitter > 0 {
		d += time.Duration(random(uint64(p.jitter)))
	}
	return d, random(100) < uint64(p.lost)
}

// relay hands packets on to a time server and its answers back.
func relay(server string, p path) (address string, stop func(), err error) {
	in, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	serve := func(from net.Addr, packet []byte) {
		wait, lost := p.way(p.there)
		time.Sleep(wait)
		if lost {
			return
		}
		out, err := net.Dial("udp", server)
		if err != nil {
			return
		}
		defer func() { _ = out.Close() }()
		_ = out.SetDeadline(clock.System{}.Now().Add(time.Second))
		if _, err := out.Write(packet); err != nil {
			return
		}
		answer := make([]byte, 512)
		n, err := out.Read(answer)
		if err != nil {
			return
		}
		wait, lost = p.way(p.back)
		time.Sleep(wait)
		if !lost {
			_, _ = in.WriteTo(answer[:n], from)
		}
	}
	go func() {
		for {
			packet := make([]byte, 512)
			n, from, err := in.ReadFrom(packet)
			if err != nil {
				return
			}
			go serve(from, packet[:n])
		}
	}()
	return in.LocalAddr().String(), func() { _ = in.Close() }, nil
}

// stamps is a web server that a path leads to: the stamp lies between the ways.
// What TCP repeats after a loss arrives late and is not lost.
func stamps(p path) (address string, stop func(), err error) {
	in, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	travel := func(d time.Duration) {
		wait, lost := p.way(d)
		if lost {
			wait += 200 * time.Millisecond
		}
		time.Sleep(wait)
	}
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			travel(p.there)
			w.Header().Set("Date", clock.System{}.Now().UTC().Format(http.TimeFormat))
			travel(p.back)
		}),
	}
	go func() { _ = server.Serve(in) }()
	return "http://" + in.Addr().String(), func() { _ = server.Close() }, nil
}
