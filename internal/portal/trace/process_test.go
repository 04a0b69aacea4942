package trace_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
	"sandi/internal/enroll/practice"
	"sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/portal/trace"
)

const childFile = "SANDI_TEST_TRACE_FILE"

// TestMain is also the process that TestKilledProcess kills.
func TestMain(m *testing.M) {
	path := os.Getenv(childFile)
	if path == "" {
		os.Exit(m.Run())
	}
	f, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	rec := trace.NewRecorder(f, 0)
	o := portal.Options{Clock: clock.System{}, Store: portal.NewMemoryStore(), Demo: true, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}, Observe: rec.Observe}
	p, err := portal.New(o)
	if err != nil {
		panic(err)
	}
	if err := rec.Begin(context.Background(), o); err != nil {
		panic(err)
	}
	for i := 0; ; i++ {
		_, _ = p.SignIn(context.Background(), portal.Penyedia, fmt.Sprint("siapa-", i), []byte("x"))
		fmt.Println(i + 1) // told only when the act is over
	}
}

// What the portal had done before it was killed is in the file.
func TestKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace.jsonl")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childFile+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	told := 0
	lines := bufio.NewScanner(out)
	for told < 200 && lines.Scan() {
		told++
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		told++
	}
	_ = child.Wait()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	report, err := trace.Replay(t.Context(), f)
	if err != nil || !report.Equal() {
		t.Fatalf("%d differ, %v", report.Different, err)
	}
	if told < 200 || report.Acts < told {
		t.Errorf("%d acts were told to be over, %d are in the file", told, report.Acts)
	}
}

// Twenty users at once, over HTTP, by the real clock.
func TestReplayOfARunOverHTTP(t *testing.T) {
	var file bytes.Buffer
	rec := trace.NewRecorder(&file, 0)
	o := portal.Options{
		Clock: clock.System{}, Store: portal.NewMemoryStore(), Demo: true, BarcodeDelay: 20 * time.Millisecond,
		HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}, Observe: rec.Observe,
	}
	p, err := portal.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := rec.Begin(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{}))
	defer server.Close()
	token, err := p.OpenClass(t.Context(), portal.Class{Name: "kelas", Role: portal.Penyedia, Seats: 20})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 20 {
		made, err := p.Join(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() { enrol(t, server.URL, made) })
	}
	if _, err := p.Join(t.Context(), token); err == nil {
		t.Error("a class of 20 had 21 seats")
	}
	all.Wait()
	text := file.String()
	report, err := trace.Replay(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range report.Differences {
		t.Errorf("line %d:\nwant %+v\n got %+v", d.Line, d.Want, d.Got)
	}
	if report.Acts < 20*9 {
		t.Errorf("only %d acts", report.Acts)
	}
}

// enrol goes the whole way once, with a wrong password and a code that is used
// twice.
func enrol(t *testing.T, address string, a portal.NewAccount) {
	ctx := t.Context()
	s, err := practice.New(address, http.DefaultTransport, clock.System{})
	if err != nil {
		t.Error(err)
		return
	}
	role := enroll.Role(a.Role)
	_, _ = s.SignIn(ctx, role, a.User, []byte("x"))
	signIn := func() bool {
		_, err1 := s.OpenLogin(ctx, role)
		_, err2 := s.SignIn(ctx, role, a.User, []byte(a.Password))
		if err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v", a.User, err1, err2)
		}
		return err1 == nil && err2 == nil
	}
	if !signIn() {
		return
	}
	if _, err := s.Enable(ctx); err != nil {
		t.Error(err)
		return
	}
	var b enroll.Barcode
	for ready := false; !ready; time.Sleep(5 * time.Millisecond) {
		if b, ready, err = s.Barcode(ctx); err != nil {
			t.Error(err)
			return
		}
	}
	if err := s.Logout(ctx); err != nil || !signIn() {
		t.Error(err)
		return
	}
	code, err := b.Key.CodeAt(time.Now())
	if err != nil {
		t.Error(err)
		return
	}
	if _, err := s.SubmitCode(ctx, code); err != nil {
		t.Errorf("%s: %v", a.User, err)
	}
	_, _ = s.SubmitCode(ctx, code)
	if signIn() {
		_, _ = s.SubmitCode(ctx, code)
	}
}

// Whatever the file holds: an error or a report, and no panic.
func FuzzReplay(f *testing.F) {
	var file bytes.Buffer
	rec := trace.NewRecorder(&file, 0)
	c := clock.NewManual(start)
	o := portal.Options{Clock: c, Store: portal.NewMemoryStore(), Demo: true, HashCost: portal.HashCost{Passes: 1, MemoryKiB: 8, Threads: 1}, Observe: rec.Observe}
	p, err := portal.New(o)
	if err != nil {
		f.Fatal(err)
	}
	ctx := context.Background()
	if err := rec.Begin(ctx, o); err != nil {
		f.Fatal(err)
	}
	accounts, err := p.DemoAccounts(ctx)
	if err != nil {
		f.Fatal(err)
	}
	s, err := p.SignIn(ctx, accounts[0].Role, accounts[0].User, []byte(accounts[0].Password))
	if err != nil {
		f.Fatal(err)
	}
	_, _ = s.Enable(ctx)
	c.Advance(time.Minute)
	_, _ = s.Barcode(ctx)
	_ = s.Logout(ctx)
	if s, err = p.SignIn(ctx, accounts[0].Role, accounts[0].User, []byte(accounts[0].Password)); err != nil {
		f.Fatal(err)
	}
	_ = s.SubmitCode(ctx, "123456")
	_ = p.SetScenarios(ctx, []string{"belajar"})
	token, _ := p.OpenClass(ctx, portal.Class{Name: "k", Role: portal.Penyedia, Seats: 2})
	_, _ = p.Join(ctx, token)
	whole := file.Bytes()
	f.Add(whole)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for i := range lines {
		f.Add(append(bytes.Clone(lines[0]), bytes.Join(lines[max(i, 1):], nil)...))
	}
	f.Add([]byte(`{"portal":{"version":1,"started":"0001-01-01T00:00:00Z","name":"","window":{"past":-1,"future":-1},"period":-5}}` + "\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		report, err := trace.Replay(t.Context(), bytes.NewReader(file))
		if report.Different > report.Acts || len(report.Differences) > trace.MaxDifferences {
			t.Errorf("%d of %d differ, %d are listed, %v", report.Different, report.Acts, len(report.Differences), err)
		}
	})
}
