//go:build unix

package postgrestest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// identity is whom the server runs as; nil is whoever runs this program.
type identity struct{ credential *syscall.Credential }

func unprivileged() (identity, error) {
	if os.Geteuid() != 0 {
		return identity{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return identity{}, err
		}
		return identity{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return identity{}, errors.New("postgres does not run as root, and there is no user postgres or nobody")
}

func (i identity) own(dir string) error {
	if i.credential == nil {
		return nil
	}
	return os.Chown(dir, int(i.credential.Uid), int(i.credential.Gid))
}

func (i identity) run(c *exec.Cmd) {
	if i.credential != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: i.credential}
	}
}
