package cmd

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sandi/internal/fault"
)

var (
	errUnknownFlag = fault.New("cmd.unknown-flag", "unknown flag")
	errFlagNeeds   = fault.New("cmd.flag-needs-value", "flag needs a value")
	errFlagValue   = fault.New("cmd.flag-value", "wrong value for a flag")
	errFlagSyntax  = fault.New("cmd.flag-syntax", "wrong flag")
)

// flagFault turns the flag parser's complaint into one that the catalogue can
// tell. A wrong value is not repeated: it may be a secret that was given to the
// wrong flag.
func flagFault(err error) error {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return errUnknownFlag.With("flag", dashes(e.GetSpecifiedName()))
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return errFlagNeeds.With("flag", dashes(e.GetSpecifiedName()))
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if f := fault.Of(e); f != nil { // of a flag that has its own words, which repeat no value
			return f
		}
		return errFlagValue.With("flag", dashes(e.GetFlag().Name))
	}
	return errFlagSyntax
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// unknownCommand complains about a mistyped command and names those that it may
// have meant.
func unknownCommand(root *cobra.Command, typed string) error {
	root.SuggestionsMinimumDistance = 2
	if near := root.SuggestionsFor(typed); len(near) > 0 {
		return wrongly(errNearCommand.With("command", typed, "suggestions", strings.Join(near, ", ")))
	}
	return wrongly(errUnknownCommand.With("command", typed))
}
