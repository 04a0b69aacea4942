package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
	"sandi/internal/portal/postgrestest"

	"golang.org/x/crypto/argon2"
)

// measureClass lets n participants loose on a practice portal at once, on each
// kind of store: each joins by the class's link, signs in, enables TOTP, reads
// the barcode, logs out, and signs in again with a code. All of them begin each
// of these parts in the same instant; the portal is a process of its own on the
// same computer, over real connections.
//
// A login is POST /sessions with the password and POST /session/code. What it
// takes besides hashing is the time that the participant waits for both, less
// what the portal says it spent in, and waiting for, the password hash.
func measureClass(n, cycles int, only, profile string) error {
	fmt.Printf("a class of %d at once, %d times for each store; clients on the same computer\n\n", n, cycles)
	alone := hashAlone()
	fmt.Printf("one password hash alone: %s, so one core checks %.0f passwords/s\n\n", ms(alone), float64(time.Second)/float64(alone))
	stores := []string{"memory", "sqlite", "postgres"}
	for _, store := range stores {
		if only != "" && only != store {
			continue
		}
		if err := classOn(store, n, cycles, profile); err != nil {
			return fmt.Errorf("%s: %w", store, err)
		}
	}
	return nil
}

func hashAlone() time.Duration {
	c := portal.DefaultHashCost()
	var took []time.Duration
	for range 21 {
		began := time.Now()
		argon2.IDKey([]byte(password), make([]byte, 16), c.Passes, c.MemoryKiB, c.Threads, 32)
		took = append(took, time.Since(began))
	}
	return median(took)
}

func classOn(store string, n, cycles int, profile string) error {
	var all figures
	for range cycles {
		f, err := oneClass(store, n, profile)
		if errors.Is(err, postgrestest.ErrMissing) {
			fmt.Printf("%-8s  %v\n", store, err)
			return nil
		}
		if err != nil {
			return err
		}
		all.add(f)
	}
	fmt.Printf("%-8s  %5.1f joins/s  %5.1f logins/s  login p50 %s, p99 %s\n", store, all.rate(all.joining), all.rate(all.loggingIn),
		ms(percentile(all.login, 50)), ms(percentile(all.login, 99)))
	fmt.Printf("%8s  besides hashing: login p50 %s, p99 %s; join p99 %s, enable and barcode p99 %s, logout p99 %s\n", "",
		ms(percentile(all.besides, 50)), ms(percentile(all.besides, 99)), ms(percentile(all.joinBesides, 99)), ms(percentile(all.enrol, 99)),
		ms(percentile(all.logout, 99)))
	fmt.Printf("%8s  memory of the portal: %s at its peak\n\n", "", all.memory)
	return nil
}

// figures are what one class, or several, have met.
type figures struct {
	n                                          int
	joining, loggingIn                         time.Duration
	login, besides, joinBesides, enrol, logout []time.Duration
	memory                                     string
}

func (f *figures) add(g figures) {
	f.n += g.n
	f.joining += g.joining
	f.loggingIn += g.loggingIn
	f.login = append(f.login, g.login...)
	f.besides = append(f.besides, g.besides...)
	f.joinBesides = append(f.joinBesides, g.joinBesides...)
	f.enrol = append(f.enrol, g.enrol...)
	f.logout = append(f.logout, g.logout...)
	f.memory = max(f.memory, g.memory)
}

func (f *figures) rate(d time.Duration) float64 { return float64(f.n) / d.Seconds() }

func percentile(d []time.Duration, p int) time.Duration {
	if len(d) == 0 {
		return 0
	}
	d = slices.Sorted(slices.Values(d))
	return d[min(len(d)*p/100, len(d)-1)]
}

func oneClass(store string, n int, profile string) (f figures, err error) {
	dir, err := os.MkdirTemp("", "sandi-bench-class-")
	if err != nil {
		return f, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	where := store
	switch store {
	case "sqlite":
		where = filepath.Join(dir, "data")
	case "postgres":
		server, err := postgrestest.Start(postgrestest.Options{Durable: true})
		if err != nil {
			return f, err
		}
		defer func() { _ = server.Close() }()
		if where, err = server.Database(); err != nil {
			return f, err
		}
		defer func() { _ = os.RemoveAll(filepath.Join(os.TempDir(), "sandi-bench-key")) }()
	}
	self, err := os.Executable()
	if err != nil {
		return f, err
	}
	args := []string{"-serve", where}
	if profile != "" {
		args = append(args, "-profile", profile)
	}
	c := exec.Command(self, args...)
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		return f, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return f, err
	}
	if err := c.Start(); err != nil {
		return f, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err == nil {
		url, token, _ := strings.Cut(strings.TrimSpace(line), " ")
		f, err = attend(url, token, n)
		f.memory = peak(c.Process.Pid)
	}
	_ = in.Close()
	return f, errors.Join(err, c.Wait())
}

// peak returns the most memory that a process ever had, where the system tells.
func peak(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return fmt.Sprintf("%4d MiB", kib/1024)
		}
	}
	return "unknown"
}

// participant is one who attends, with a connection of their own.
type participant struct {
	url, class string
	http       *http.Client
	token      string
	account    struct {
		Role     string `json:"role"`
		User     string `json:"user_id"`
		Password string `json:"password"`
	}
	key    otp.Key
	hashed time.Duration // in what was asked since it was last zeroed
}

func attend(url, class string, n int) (f figures, err error) {
	all := make([]*participant, n)
	for i := range all {
		dialer := &net.Dialer{Timeout: time.Minute}
		all[i] = &participant{url: url, class: class, http: &http.Client{
			Timeout: 2 * time.Minute, Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 1},
		}}
	}
	f.n = n
	var joins, besides, enrol, logout, login, logins []time.Duration
	if f.joining, joins, f.joinBesides, err = together(all, (*participant).join); err != nil {
		return f, fmt.Errorf("join: %w", err)
	}
	_ = joins
	if _, _, _, err = together(all, (*participant).signIn); err != nil {
		return f, fmt.Errorf("sign in: %w", err)
	}
	if _, enrol, _, err = together(all, (*participant).enable); err != nil {
		return f, fmt.Errorf("enable: %w", err)
	}
	if _, logout, _, err = together(all, (*participant).logout); err != nil {
		return f, fmt.Errorf("logout: %w", err)
	}
	if f.loggingIn, logins, besides, err = together(all, (*participant).login); err != nil {
		return f, fmt.Errorf("login: %w", err)
	}
	login = logins
	f.enrol, f.logout, f.login, f.besides = enrol, logout, login, besides
	for _, p := range all {
		p.http.CloseIdleConnections()
	}
	return f, nil
}

// together lets all do the same at once. It returns how long that took in all
// and, for each, how long it took and how long besides hashing.
func together(all []*participant, act func(*participant) error) (whole time.Duration, each, besides []time.Duration, err error) {
	each, besides = make([]time.Duration, len(all)), make([]time.Duration, len(all))
	failed := make([]error, len(all))
	start := make(chan struct{})
	var done sync.WaitGroup
	for i, p := range all {
		done.Go(func() {
			<-start
			p.hashed = 0
			began := time.Now()
			failed[i] = act(p)
			each[i] = time.Since(began)
			besides[i] = each[i] - p.hashed
		})
	}
	began := time.Now()
	close(start)
	done.Wait()
	return time.Since(began), each, besides, errors.Join(failed...)
}

func (p *participant) join() error {
	return p.ask("POST", "/class/"+p.class, nil, &p.account)
}

func (p *participant) signIn() error {
	var session struct{ Token string }
	err := p.ask("POST", "/sessions", p.account, &session)
	p.token = session.Token
	return err
}

func (p *participant) enable() error {
	if err := p.ask("POST", "/session/enable", nil, nil); err != nil {
		return err
	}
	var shown struct{ Secret string }
	if err := p.ask("GET", "/session/barcode", nil, &shown); err != nil {
		return err
	}
	secret, err := otp.ParseSecret(shown.Secret)
	p.key = otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults()
	return err
}

func (p *participant) logout() error { return p.ask("DELETE", "/session", nil, nil) }

func (p *participant) login() error {
	if err := p.signIn(); err != nil {
		return err
	}
	code, err := p.key.CodeAt(time.Now())
	if err != nil {
		return err
	}
	return p.ask("POST", "/session/code", map[string]string{"code": code.Reveal()}, nil)
}

func (p *participant) ask(method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, p.url+"/api/v1"+path, body)
	if err != nil {
		return err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	answer, err := p.http.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, answer.Status, b)
	}
	if dur, ok := strings.CutPrefix(answer.Header.Get("Server-Timing"), "hash;dur="); ok {
		took, err := strconv.ParseFloat(dur, 64)
		if err != nil {
			return err
		}
		p.hashed += time.Duration(took * 1e6)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}
