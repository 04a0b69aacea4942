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

// suggestions names the commands that a mistyped one may have meant, joined
// for a sentence; empty if there are none.
func suggestions(c *cobra.Command, typed string) string {
	if c.SuggestionsMinimumDistance <= 0 {
		c.SuggestionsMinimumDistance = 2
	}
	return strings.Join(c.SuggestionsFor(typed), ", ")
}
