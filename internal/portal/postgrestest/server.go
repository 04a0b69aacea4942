// Package postgrestest runs a PostgreSQL server for tests and measurements, in
// a temporary directory and on a free port of this computer, from the programs
// that the system has installed (Debian: postgresql).
//
//	server, err := postgrestest.Start(postgrestest.Options{})
//	defer server.Close()
//	dsn, err := server.Database()   // a new, empty database
//
// PostgreSQL refuses to run as root, so root runs it as the user postgres, or
// nobody. Everybody on this computer may log in to it: never keep in it what is
// worth something.
package postgrestest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

// ErrMissing means that this computer has no PostgreSQL.
var ErrMissing = errors.New("PostgreSQL is not installed (Debian: apt-get install postgresql)")

// startTimeout bounds the making of the cluster and the start together.
const startTimeout = time.Minute

// Options sets a server up.
type Options struct {
	// Durable makes the server wait for the disk at each commit, as one that is
	// in use does. Tests can do without: nobody pulls their plug.
	Durable bool
}

// Server is a running PostgreSQL server.
type Server struct {
	dir       string
	port      int
	process   *exec.Cmd
	exited    chan struct{}
	databases atomic.Int64
}

// Start makes a cluster and starts a server on it.
func Start(o Options) (s *Server, err error) {
	initdb, postgres := program("initdb"), program("postgres")
	if initdb == "" || postgres == "" {
		return nil, ErrMissing
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	s = &Server{exited: make(chan struct{})}
	if s.dir, err = os.MkdirTemp("", "sandi-postgres-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
			s = nil
		}
	}()
	if err := who.own(s.dir); err != nil {
		return s, err
	}
	data := filepath.Join(s.dir, "data")
	args := []string{"-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"}
	if out, err := command(ctx, who, s.dir, initdb, args...).CombinedOutput(); err != nil {
		return s, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if s.port, err = freePort(); err != nil {
		return s, err
	}
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.port), "unix_socket_directories=" + s.dir,
		"max_connections=40", "shared_buffers=16MB", "log_min_messages=fatal",
	}
	if !o.Durable {
		settings = append(settings, "fsync=off", "full_page_writes=off")
	}
	args = []string{"-D", data}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	var said bytes.Buffer
	s.process = command(context.Background(), who, s.dir, postgres, args...)
	s.process.Stdout, s.process.Stderr = &said, &said
	if err := s.process.Start(); err != nil {
		s.process = nil
		return s, err
	}
	go func() {
		_ = s.process.Wait()
		close(s.exited)
	}()
	for {
		if err = s.try(ctx); err == nil {
			return s, nil
		}
		select {
		case <-s.exited:
			return s, fmt.Errorf("postgres: ended at once\n%s", said.Bytes())
		case <-ctx.Done():
			return s, fmt.Errorf("postgres: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (s *Server) try(ctx context.Context) error {
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		return err
	}
	return errors.Join(db.PingContext(ctx), db.Close())
}

func (s *Server) dsn(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.User("postgres"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Database makes a new, empty database and returns its DSN.
func (s *Server) Database() (dsn string, err error) {
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		return "", err
	}
	name := "portal" + strconv.FormatInt(s.databases.Add(1), 10)
	_, err = db.Exec("CREATE DATABASE " + name)
	return s.dsn(name), errors.Join(err, db.Close())
}

// Port returns the port on 127.0.0.1 that the server listens on.
func (s *Server) Port() int { return s.port }

// Close stops the server and removes all that it kept. Whoever is connected is
// cut off.
func (s *Server) Close() error {
	if s.process != nil {
		_ = s.process.Process.Signal(syscall.SIGINT) // fast shutdown: cuts clients off
		select {
		case <-s.exited:
		case <-time.After(10 * time.Second):
			_ = s.process.Process.Kill()
			<-s.exited
		}
	}
	return os.RemoveAll(s.dir)
}

func command(ctx context.Context, who identity, dir, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir // the present directory may be closed to the other user
	c.Env = []string{"LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"}
	who.run(c)
	return c
}

// program finds one of PostgreSQL's programs. Debian keeps them out of PATH.
func program(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name) // the pattern is well formed
	if len(found) == 0 {
		return ""
	}
	return slices.Max(found)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
