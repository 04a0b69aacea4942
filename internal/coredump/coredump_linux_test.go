package coredump_test

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"

	"sandi/internal/coredump"
)

// The test runs in a child process, because Forbid cannot be taken back.
func TestForbid(t *testing.T) {
	if os.Getenv("SANDI_TEST_FORBID") == "" {
		c := exec.Command(os.Args[0], "-test.run=^TestForbid$")
		c.Env = append(os.Environ(), "SANDI_TEST_FORBID=1")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return
	}
	before, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err != nil || before != 1 {
		t.Skipf("the process is not dumpable to begin with: %d, %v", before, err)
	}
	coredump.Forbid()
	if got, _ := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); got != 0 {
		t.Errorf("dumpable: got %d, want 0", got)
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("core size: got %+v, %v, want 0", limit, err)
	}
}
