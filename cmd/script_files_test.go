package cmd_test

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// renameOnly gives the only file that a pattern matches a name that a script
// knows: those that are named by the time are not.
//
//	only usb/sandi-* usb/copy
func renameOnly(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: only PATTERN NAME")
	}
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s matches %d files", args[0], len(found))
	}
	ts.Check(os.Rename(found[0], ts.MkAbs(args[1])))
}
