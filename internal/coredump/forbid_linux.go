package coredump

import "golang.org/x/sys/unix"

func forbid() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	// Not dumpable also closes /proc/PID/mem and environ to this user's other
	// processes. It is undone by exec, so children are not affected.
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
