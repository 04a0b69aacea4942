package api

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"sandi/internal/fault"
	"sandi/internal/portal"
	"sandi/internal/portal/ratelimit"
)

// The faults of a server that cannot start.
var (
	ErrPortTaken  = fault.New("portal.port-taken", "another program uses the address")
	ErrListen     = fault.New("portal.listen", "cannot listen")
	ErrBadAddress = fault.New("portal.bad-address", "not an address to listen on")
)

// Bounds of a connection. A request is small: a client that takes longer to
// send it only holds the connection open. Its answer may have to wait for the
// passwords of a whole class to be hashed, so writeTimeout is longer than the
// longest queue. A browser opens up to six connections, a class has 300 of them.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 2 * time.Minute
	idleTimeout       = time.Minute
	shutdownTimeout   = 3 * time.Second
	maxHeaderBytes    = 16 << 10
	maxConnections    = 2048
	// One address leaves room for others, the operator among them. A class
	// behind one address fits in.
	maxFromOne = maxConnections - 128
)

// Server is a running HTTP server.
type Server struct {
	http     *http.Server
	url      string
	loopback bool
	done     chan struct{}
	err      error // of Wait; set before done is closed
	stop     context.CancelFunc
}

// Serve listens on addr, HOST:PORT, and serves h until ctx ends or Close is
// called. An empty host means loopback, port 0 any free port. Listening beyond
// loopback takes an explicit address such as 0.0.0.0:8484; Loopback tells. On
// loopback only requests that name this computer are answered.
func Serve(ctx context.Context, addr string, h http.Handler) (*Server, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, ErrBadAddress.With("address", addr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	addr = net.JoinHostPort(host, port)
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	switch {
	case portTaken(err):
		return nil, ErrPortTaken.With("address", addr)
	case err != nil:
		return nil, ErrListen.With("address", addr).Because(plain(err))
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{
		http: &http.Server{
			Handler:           h,
			ReadHeaderTimeout: readHeaderTimeout,
			ReadTimeout:       readTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeaderBytes,
			// The server shares a terminal with the interface, and what a client
			// sends must not reach it.
			ErrorLog: log.New(io.Discard, "", 0),
		},
		done: make(chan struct{}),
		stop: stop,
	}
	portal.SpareRoom()
	s.url, s.loopback = describe(l.Addr())
	if s.loopback {
		s.http.Handler = atHome(h)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := s.http.Serve(limit(l, maxConnections, maxFromOne)); !errors.Is(err, http.ErrServerClosed) {
			s.err = err
		}
		stop()
	}()
	go func() {
		defer close(s.done)
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		if err := s.http.Shutdown(grace); err != nil {
			_ = s.http.Close() // what is still open after the grace time is cut off
		}
		<-served // the address is free only when Accept has let go of it
	}()
	return s, nil
}

// URL returns the server's address for a browser, without a slash at its end.
func (s *Server) URL() string { return s.url }

// Loopback reports whether only programs on this computer can reach the server.
func (s *Server) Loopback() bool { return s.loopback }

// Wait returns when the server has stopped: nil after Close or the end of its
// context.
func (s *Server) Wait() error {
	<-s.done
	return s.err
}

// Close stops listening, lets requests under way finish for a moment, and
// returns when the server has stopped.
func (s *Server) Close() error {
	s.stop()
	return s.Wait()
}

func describe(a net.Addr) (url string, loopback bool) {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return "http://" + a.String(), false
	}
	if tcp.IP.IsUnspecified() {
		_, port, _ := net.SplitHostPort(a.String())
		return "http://" + net.JoinHostPort("127.0.0.1", port), false
	}
	return "http://" + a.String(), tcp.IP.IsLoopback()
}

// wsaAddressInUse is what Windows says instead of EADDRINUSE.
const wsaAddressInUse = syscall.Errno(10048)

func portTaken(err error) bool {
	return errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, wsaAddressInUse)
}

// plain drops what net.OpError repeats: the operation and the address.
func plain(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

// limited accepts no more connections than its slots hold, and cuts off those
// of an address that has too many of them.
type limited struct {
	net.Listener
	slots  chan struct{}
	over   chan struct{}
	closed sync.Once

	most int // from one address
	mu   sync.Mutex
	from map[string]int
}

func limit(l net.Listener, n, most int) net.Listener {
	return &limited{Listener: l, slots: make(chan struct{}, n), over: make(chan struct{}), most: most, from: map[string]int{}}
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		select {
		case l.slots <- struct{}{}:
		case <-l.over:
			return nil, net.ErrClosed
		}
		c, err := l.Listener.Accept()
		if err != nil {
			<-l.slots
			return nil, err
		}
		address := ratelimit.Address(&http.Request{RemoteAddr: c.RemoteAddr().String()})
		if l.count(address, 1) {
			return &held{Conn: c, free: sync.OnceFunc(func() {
				l.count(address, -1)
				<-l.slots
			})}, nil
		}
		_ = c.Close()
		<-l.slots
	}
}

// count adds to an address's connections, and reports false where that would be
// too many.
func (l *limited) count(address string, by int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.from[address] + by
	switch {
	case n > l.most:
		return false
	case n == 0:
		delete(l.from, address)
	default:
		l.from[address] = n
	}
	return true
}

func (l *limited) Close() error {
	l.closed.Do(func() { close(l.over) })
	return l.Listener.Close()
}

type held struct {
	net.Conn
	free func()
}

func (c *held) Close() error {
	defer c.free()
	return c.Conn.Close()
}
