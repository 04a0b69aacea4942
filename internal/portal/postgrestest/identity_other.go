//go:build !unix

package postgrestest

import "os/exec"

type identity struct{}

func unprivileged() (identity, error) { return identity{}, nil }

func (identity) own(string) error { return nil }
func (identity) run(*exec.Cmd)    {}
