package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
)

// window is the size of the terminal that the interface is shown on.
var window = pty.Winsize{Rows: 24, Cols: 80}

// screen is a program that runs on a pseudo-terminal.
type screen struct {
	cmd  *exec.Cmd
	tty  *os.File
	from time.Time
	seen bytes.Buffer
}

func (b *bench) open(env []string, args ...string) (*screen, error) {
	c := exec.Command(args[0], args[1:]...)
	c.Env = env
	s := &screen{cmd: c, from: time.Now()}
	var err error
	s.tty, err = pty.StartWithSize(c, &window)
	return s, err
}

// await reads until the marker appears and returns the time since the start.
// Nothing answers the program's questions about the terminal, as the slowest
// of terminals would.
func (s *screen) await(marker string) (time.Duration, error) {
	patience := time.AfterFunc(20*time.Second, func() { _ = s.cmd.Process.Kill() })
	defer patience.Stop()
	buf := make([]byte, 32<<10)
	for !strings.Contains(s.seen.String(), marker) {
		n, err := s.tty.Read(buf)
		s.seen.Write(buf[:n])
		if err != nil {
			return 0, fmt.Errorf("waiting for %q: %w", marker, err)
		}
	}
	return time.Since(s.from), nil
}

func (s *screen) close() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.tty.Close()
}

// firstFrame compares the interface's first frame with the one of a minimal
// program, and times the frame that shows codes.
func (b *bench) firstFrame() error {
	small, err := b.vault(10, cheap)
	if err != nil {
		return err
	}
	large, err := b.vault(10000, cheap)
	if err != nil {
		return err
	}
	locked := func(env []string) []string { return append(env, "SANDI_PASSWORD_FILE=") }
	cases := []struct {
		name, marker string
		env          []string
		args         []string
		took         []time.Duration
	}{
		{name: "minimal Bubble Tea program", marker: "first frame", env: b.env(), args: []string{b.program("minimal")}},
		{name: "sandi, asking for the password", marker: "assword", env: locked(b.env("SANDI_VAULT=" + small)), args: []string{b.program("sandi")}},
		{name: "sandi, codes of 10 entries", marker: "user0", env: b.env("SANDI_VAULT=" + small), args: []string{b.program("sandi")}},
		{name: "sandi, codes of 10,000 entries", marker: "user0", env: b.env("SANDI_VAULT=" + large), args: []string{b.program("sandi")}},
	}
	for range max(5, b.runs/2) {
		for i := range cases {
			c := &cases[i]
			s, err := b.open(c.env, c.args...)
			if errors.Is(err, pty.ErrUnsupported) {
				fmt.Println("first frame: no pseudo-terminals here")
				return nil
			}
			if err != nil {
				return err
			}
			took, err := s.await(c.marker)
			s.close()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			c.took = append(c.took, took)
		}
	}
	least := median(cases[0].took)
	fmt.Printf("first frame on a pseudo-terminal (work factor %d):\n", cheap)
	for _, c := range cases {
		fmt.Printf("  %-32s %10s, %.1f times\n", c.name, ms(median(c.took)), float64(median(c.took))/float64(least))
	}
	fmt.Println()
	return nil
}

// idle measures the processor time of the codes screen while nobody types.
func (b *bench) idle() error {
	if b.quick {
		return nil
	}
	const watched = 10 * time.Second
	for _, n := range []int{10, 10000} {
		dir, err := b.vault(n, cheap)
		if err != nil {
			return err
		}
		s, err := b.open(b.env("SANDI_VAULT="+dir), b.program("sandi"))
		if errors.Is(err, pty.ErrUnsupported) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = s.await("user0")
		if err != nil {
			s.close()
			return err
		}
		go func() { // what is drawn has to go somewhere
			buf := make([]byte, 32<<10)
			for {
				if _, err := s.tty.Read(buf); err != nil {
					return
				}
			}
		}()
		time.Sleep(time.Second) // what starting left to do
		before, err := ticks(s.cmd.Process.Pid)
		if err != nil {
			s.close()
			fmt.Println("idle CPU: measured on Linux only")
			return nil
		}
		time.Sleep(watched)
		after, err := ticks(s.cmd.Process.Pid)
		s.close()
		if err != nil {
			return err
		}
		used := time.Duration(after-before) * 10 * time.Millisecond
		fmt.Printf("idle codes screen, %d entries: %v of processor time in %v: %.2f %% of a core\n", n, used, watched,
			100*float64(used)/float64(watched))
	}
	return nil
}

// ticks returns the processor time that a process has used, in hundredths of a
// second, as Linux accounts it.
func ticks(pid int) (int, error) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("unknown form of /proc/PID/stat")
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return user + system, err
}
