package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/coredump"
	"sandi/internal/locale"
	"sandi/internal/printable"
)

// Main runs one command line and returns the exit code.
func Main(args []string, sys System) int {
	coredump.Forbid()
	surviveLock()
	ctx, stop := sys.Interruptible(context.Background())
	defer stop()
	a := newApp(sys)
	defer a.close()
	root := newRoot(a)
	root.SetArgs(args)
	err := a.setLanguage(args)
	if err == nil {
		if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
			a.translate(root)
		}
		err = root.ExecuteContext(ctx)
	}
	a.tell(err)
	return exitCode(err)
}

// setLanguage chooses the language before the command line is parsed, because
// help and complaints about the command line are told in it too.
func (a *app) setLanguage(args []string) error {
	a.l = locale.New(a.language())
	tag, ok := flagValue(args, "--lang")
	if !ok {
		return nil
	}
	lang, known := locale.Parse(tag)
	if !known {
		return errLanguage.With("language", tag)
	}
	a.l = locale.New(lang)
	return nil
}

// flagValue finds the value of a long flag in a command line that has not been
// parsed yet. Of several the last counts, as in the parser.
func flagValue(args []string, flag string) (value string, ok bool) {
	for i, arg := range args {
		switch {
		case arg == "--":
			return value, ok
		case arg == flag && i+1 < len(args):
			value, ok = args[i+1], true
		case len(arg) > len(flag) && arg[:len(flag)+1] == flag+"=":
			value, ok = arg[len(flag)+1:], true
		}
	}
	return value, ok
}

// tell prints an error and the next step, if there is one.
func (a *app) tell(err error) {
	if err == nil || quiet(err) {
		return
	}
	what, hint := a.l.Describe(err)
	_, _ = fmt.Fprintf(a.sys.Err, "sandi: error: %s\n", printable.Text(what))
	a.hint(hint)
}
