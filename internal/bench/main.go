package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

func main() {
	quick := flag.Bool("quick", false, "fewer runs, no idle CPU")
	class := flag.Int("class", 0, "only: so many participants at once on a practice portal")
	cycles := flag.Int("cycles", 3, "of -class: how often, per store")
	store := flag.String("store", "", "of -class: only memory, sqlite or postgres")
	serve := flag.String("serve", "", "of -class: be the portal, on memory, a directory or a DSN")
	profile := flag.String("profile", "", "of -class: write CPU profiles of the portals into this directory")
	trust := flag.Bool("trust", false, "only: what the vault's promises rest on: unlocking, kills, writers, faults, fuzzing")
	kills := flag.Int("kill", 300, "of -trust: how many processes to kill")
	played := flag.Duration("scenarios", 0, "only: play the laboratory's scenarios, each kind for so long")
	estimated := flag.Int("clock", 0, "only: so many estimates of each known offset of a clock, over paths that delay, jitter and lose")
	refused := flag.Int("explain", 0, "only: explain so many refused codes of each cause, random keys; 800 are 10,400 codes")
	flag.Parse()
	if *refused > 0 {
		exit(explain(*refused))
	}
	if *estimated > 0 {
		exit(estimates(*estimated))
	}
	if *played > 0 {
		exit(scenarios(*played))
	}
	if *serve != "" {
		exit(servePortal(*serve, *profile))
	}
	if *class > 0 {
		exit(measureClass(*class, *cycles, *store, *profile))
	}
	b := bench{runs: 41, quick: *quick}
	if b.quick {
		b.runs = 11
	}
	if *trust {
		exit(b.trust(*kills))
	}
	exit(b.all())
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// bench holds where the programs and vaults are.
type bench struct {
	dir   string
	runs  int
	quick bool
}

func (b *bench) all() (err error) {
	if b.dir, err = os.MkdirTemp("", "sandi-bench-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(b.dir) }()
	fmt.Printf("%s %s/%s, %d CPUs, medians of %d runs\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.runs)
	for _, step := range []func() error{b.build, b.version, b.codes, b.save, b.firstFrame, b.frames, b.clock, b.idle} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// program returns the path of a program that was built.
func (b *bench) program(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(b.dir, name)
}

// build makes sandi as it is released, and the programs to compare it with.
func (b *bench) build() error {
	for _, p := range []struct{ name, source string }{
		{"sandi", "sandi"},
		{"hello", "sandi/internal/bench/testdata/hello"},
		{"minimal", "sandi/internal/bench/testdata/minimal"},
	} {
		c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.program(p.name), p.source)
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", p.name, err, out)
		}
		info, err := os.Stat(b.program(p.name))
		if err != nil {
			return err
		}
		fmt.Printf("size of %-8s %6.2f MB\n", p.name, float64(info.Size())/1e6)
	}
	fmt.Println()
	return nil
}

// version compares the start of `sandi version` with a program that only
// prints.
func (b *bench) version() error {
	var hello, sandi []time.Duration
	for range b.runs {
		for _, p := range []struct {
			into *[]time.Duration
			args []string
		}{{&hello, []string{b.program("hello")}}, {&sandi, []string{b.program("sandi"), "version"}}} {
			d, err := b.run(p.args...)
			if err != nil {
				return err
			}
			*p.into = append(*p.into, d)
		}
	}
	fmt.Printf("start: hello %s, sandi version %s: %.1f times\n\n", ms(median(hello)), ms(median(sandi)),
		float64(median(sandi))/float64(median(hello)))
	return nil
}

// run starts a program, waits for its end, and returns how long both took.
func (b *bench) run(args ...string) (time.Duration, error) {
	c := exec.Command(args[0], args[1:]...)
	c.Env = b.env()
	start := time.Now()
	out, err := c.Output()
	took := time.Since(start)
	if err != nil {
		return 0, fmt.Errorf("%v: %w", args, err)
	}
	if len(out) == 0 {
		return 0, fmt.Errorf("%v printed nothing", args)
	}
	return took, nil
}

// env is an environment in which nothing of this user's plays a part.
func (b *bench) env(more ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + b.dir, "TERM=xterm-256color", "LANG=C", "SANDI_LANG=en",
		"SANDI_PASSWORD_FILE=" + filepath.Join(b.dir, "password"),
	}, more...)
}
