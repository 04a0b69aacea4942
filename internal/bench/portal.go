package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

// servePortal is the process that the class talks to: a practice portal as
// `sandi practice` runs it, which tells in the header Server-Timing how long
// each answer waited for password hashes. It prints its address and the link of
// a class, and ends when standard input does.
func servePortal(where, profile string) error {
	ctx := context.Background()
	var store portal.Store
	var err error
	switch {
	case where == "memory":
		store = portal.NewMemoryStore()
	case strings.Contains(where, "://"):
		store, err = portal.OpenDSN(ctx, where, os.TempDir()+"/sandi-bench-key")
	default:
		store, err = portal.OpenStore(where)
	}
	if err != nil {
		return err
	}
	p, err := portal.New(portal.Options{Clock: clock.System{}, Store: store, BarcodeDelay: -1, Hashing: startHash})
	if err != nil {
		return err
	}
	token, err := p.OpenClass(ctx, portal.Class{Name: "bench", Role: portal.Penyedia, Seats: 1000, Expires: time.Now().Add(time.Hour)})
	if err != nil {
		return err
	}
	s, err := api.Serve(ctx, "127.0.0.1:0", timed(api.Handler(p, api.Options{})))
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(filepath.Join(profile, fmt.Sprintf("portal-%d.pprof", os.Getpid())))
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer func() { pprof.StopCPUProfile(); _ = f.Close() }()
	}
	fmt.Println(s.URL(), token)
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(); err != nil {
		return err
	}
	return store.Close()
}

type hashTimeKey struct{}

// startHash adds to the time that its request spent on hashes, waiting included.
func startHash(ctx context.Context) func() {
	began := time.Now()
	return func() {
		if spent, ok := ctx.Value(hashTimeKey{}).(*atomic.Int64); ok {
			spent.Add(int64(time.Since(began)))
		}
	}
}

func timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		spent := new(atomic.Int64)
		next.ServeHTTP(&timedWriter{w, spent}, r.WithContext(context.WithValue(r.Context(), hashTimeKey{}, spent)))
	})
}

type timedWriter struct {
	http.ResponseWriter
	spent *atomic.Int64
}

func (w *timedWriter) WriteHeader(status int) {
	w.Header().Set("Server-Timing", fmt.Sprintf("hash;dur=%.3f", float64(w.spent.Load())/1e6))
	w.ResponseWriter.WriteHeader(status)
}

func (w *timedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
