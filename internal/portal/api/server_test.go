package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sandi/internal/portal"
	"sandi/internal/portal/api"
)

func serve(t *testing.T, addr string, h http.Handler) *api.Server {
	t.Helper()
	s, err := api.Serve(t.Context(), addr, h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func handler(t *testing.T) http.Handler {
	t.Helper()
	p, err := portal.New(portal.Options{Clock: &manualClock{now: start}})
	if err != nil {
		t.Fatal(err)
	}
	return api.Handler(p, api.Options{})
}

func TestServeAddresses(t *testing.T) {
	for _, tt := range []struct {
		addr     string
		loopback bool
		err      error
	}{
		{"127.0.0.1:0", true, nil},
		{"localhost:0", true, nil},
		{":0", true, nil}, // loopback unless told otherwise
		{"0.0.0.0:0", false, nil},
		{"", false, api.ErrBadAddress},
		{"127.0.0.1", false, api.ErrBadAddress},
		{"127.0.0.1:99999", false, api.ErrListen},
		{"192.0.2.1:0", false, api.ErrListen}, // no address of this computer
	} {
		s, err := api.Serve(t.Context(), tt.addr, handler(t))
		if !errors.Is(err, tt.err) || (tt.err == nil && err != nil) {
			t.Errorf("%q: got %v, want %v", tt.addr, err, tt.err)
		}
		if err != nil {
			continue
		}
		if s.Loopback() != tt.loopback || !strings.HasPrefix(s.URL(), "http://127.0.0.1:") && !strings.HasPrefix(s.URL(), "http://[::1]:") {
			t.Errorf("%q: %s, loopback %v", tt.addr, s.URL(), s.Loopback())
		}
		res, err := http.Get(s.URL() + "/api/v1/portal")
		if err != nil || res.StatusCode != 200 {
			t.Errorf("%q: %v, %v", tt.addr, res, err)
		} else {
			_ = res.Body.Close()
		}
		if err := s.Close(); err != nil {
			t.Errorf("%q: %v", tt.addr, err)
		}
	}
}

func TestPortTaken(t *testing.T) {
	first := serve(t, "127.0.0.1:0", handler(t))
	addr := strings.TrimPrefix(first.URL(), "http://")
	if _, err := api.Serve(t.Context(), addr, handler(t)); !errors.Is(err, api.ErrPortTaken) || !strings.Contains(err.Error(), addr) {
		t.Errorf("got %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	serve(t, addr, handler(t)) // free again
}

// Closing lets a request under way finish, and takes no new ones.
func TestGracefulShutdown(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	s, err := api.Serve(ctx, "127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = io.WriteString(w, "done")
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	go func() {
		res, err := http.Get(s.URL())
		if err != nil {
			got <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		got <- string(b)
	}()
	<-entered
	cancel()
	for range 6000 { // until the listener is gone
		c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
		if err != nil {
			break
		}
		_ = c.Close()
		time.Sleep(5 * time.Millisecond)
	}
	close(leave)
	if text := <-got; text != "done" {
		t.Errorf("the request under way got %q", text)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("got %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

// Bytes that are no HTTP end the connection and nothing else.
func TestGarbage(t *testing.T) {
	s := serve(t, "127.0.0.1:0", handler(t))
	addr := strings.TrimPrefix(s.URL(), "http://")
	for _, garbage := range []string{
		"\x00\x01\x02\x03\r\n\r\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", // a TLS greeting
		"GET / HTTP/9.9\r\n\r\n",
		"GET /api/v1/portal HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n",
		"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + strings.Repeat("A", 40<<10) + "\r\n\r\n",
		"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
		"POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"GET http://elsewhere/api/v1/portal HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatalf("before %.20q: %v", garbage, err)
		}
		_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
		_, _ = io.WriteString(conn, garbage)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.CloseWrite()
		}
		if line, err := bufio.NewReader(conn).ReadString('\n'); err == nil && strings.HasPrefix(line, "HTTP/1.1 5") && !strings.Contains(line, "505") {
			t.Errorf("%.40q is answered %s", garbage, line)
		}
		_ = conn.Close()
	}
	if res, err := http.Get(s.URL() + "/api/v1/portal"); err != nil || res.StatusCode != 200 {
		t.Errorf("after the garbage: %v", err)
	} else {
		_ = res.Body.Close()
	}
}

// A page whose name was made to point at this computer learns nothing.
func TestOtherHostsAreRefusedOnLoopback(t *testing.T) {
	s := serve(t, "127.0.0.1:0", handler(t))
	for host, want := range map[string]int{
		"": http.StatusOK, "localhost": http.StatusOK, "localhost:8484": http.StatusOK, "127.0.0.1": http.StatusOK, "[::1]:1": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "evil.example:8484": http.StatusMisdirectedRequest,
		"127.0.0.1.evil.example": http.StatusMisdirectedRequest, "10.0.0.1": http.StatusMisdirectedRequest,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/api/v1/portal", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != want || want != http.StatusOK && strings.Contains(string(body), "password") {
			t.Errorf("Host %q: got %d, want %d", host, res.StatusCode, want)
		}
	}
}

// dialer returns a dialer with an address of this computer that is not the one
// that others have.
func dialer(t *testing.T, ip string) *net.Dialer {
	t.Helper()
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}}
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Skip("this computer has no second address: ", err)
	}
	_ = l.Close()
	return d
}

// asked reports whether a connection is served.
func asked(c net.Conn) error {
	_ = c.SetDeadline(time.Now().Add(300 * time.Millisecond))
	_, _ = fmt.Fprintf(c, "GET /api/v1/portal HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
	_, err := bufio.NewReader(c).ReadString('\n')
	return err
}

// Idle connections beyond the bound wait; they do not push others out, and are
// let in when one ends.
func TestConnectionsAreBounded(t *testing.T) {
	s := serve(t, "127.0.0.1:0", handler(t))
	addr := strings.TrimPrefix(s.URL(), "http://")
	dialers := []*net.Dialer{dialer(t, "127.0.0.1"), dialer(t, "127.0.0.2")}
	var held []net.Conn
	for i := range api.MaxConnections {
		c, err := dialers[i%2].Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		held = append(held, c)
	}
	extra, err := net.Dial("tcp", addr) // the kernel's queue takes it
	if err != nil {
		t.Fatal(err)
	}
	defer extra.Close()
	if err := asked(held[0]); err != nil {
		t.Errorf("a connection within the bound: %v", err)
	}
	if err := asked(extra); err == nil {
		t.Error("a connection beyond the bound is served")
	}
	_ = held[0].Close()
	_ = extra.SetDeadline(time.Now().Add(3 * time.Second))
	if _, err := bufio.NewReader(extra).ReadString('\n'); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}

// Who opens connections without end leaves room for others.
func TestOneAddressLeavesRoom(t *testing.T) {
	s := serve(t, "127.0.0.1:0", handler(t))
	addr := strings.TrimPrefix(s.URL(), "http://")
	other := dialer(t, "127.0.0.2")
	var first net.Conn
	for i := range api.MaxConnections {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i == 0 {
			first = c
		}
	}
	late, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer late.Close()
	if err := asked(late); err == nil {
		t.Error("an address has as many connections as it wants")
	}
	c, err := other.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := asked(c); err != nil {
		t.Errorf("another address: %v", err)
	}
	if err := asked(first); err != nil {
		t.Errorf("a connection within the bound: %v", err)
	}
	_ = first.Close()
	deadline := time.Now().Add(3 * time.Second)
	for {
		again, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if asked(again) == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("a connection that ended still counts")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func FuzzRequest(f *testing.F) {
	for _, body := range []string{
		`{"role":"penyedia","user_id":"penyedia.demo","password":"x"}`, `{"code":"123456"}`, `{}`, `null`, `[]`, `{"code":1}`,
		`{"code":"\ud800"}`, "\xff", `{"role":"penyedia"}{}`, `{"user_id":"` + strings.Repeat("a", 100) + `"}`,
	} {
		for _, path := range []string{"/api/v1/sessions", "/api/v1/session/code", "/api/v1/session/enable", "/api/v1/session"} {
			f.Add("POST", path, []byte(body), "application/json")
		}
	}
	c := newClient(f, portal.Options{LockAfter: -1}, nil)
	c.enrol()
	c.demo() // at the prompt, so that codes are judged
	h := api.Handler(c.portal, api.Options{})
	f.Fuzz(func(t *testing.T, method, path string, body []byte, kind string) {
		req, err := http.NewRequest(method, "http://portal/", strings.NewReader(string(body)))
		if err != nil {
			t.Skip()
		}
		req.URL.Path = path
		req.Header.Set("Content-Type", kind)
		req.Header.Set("Authorization", "Bearer "+c.token)
		w := &recorder{header: http.Header{}}
		h.ServeHTTP(w, req)
		if w.status >= 500 || w.status < 200 {
			t.Errorf("%s %q: %d", method, path, w.status)
		}
		if w.header.Get("Date") != start.Add(c.portal.BarcodeDelay()).Format(http.TimeFormat) {
			t.Errorf("%s %q: Date is %q", method, path, w.header.Get("Date"))
		}
		if method == "DELETE" && w.status == 204 {
			c.t = t
			c.demo() // back to the prompt for the next input
		}
	})
}

// recorder is a ResponseWriter that keeps the status only.
type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
