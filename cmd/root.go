package cmd

import (
	"sync"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
)

// verbs lists the commands in the order in which help shows them.
func verbs(a *app) []*cobra.Command {
	return []*cobra.Command{
		newInitCommand(a),
		newEnrollCommand(a),
		newCodeCommand(a),
		newListCommand(a),
		newShowCommand(a),
		newAddCommand(a),
		newEditCommand(a),
		newRemoveCommand(a),
		newUndoCommand(a),
		newBinCommand(a),
		newVaultCommand(a),
		newPracticeCommand(a),
		newClockCommand(a),
		newExplainCommand(a),
		newDoctorCommand(a),
		newLabCommand(a),
		newSettingsCommand(a),
		newCompletionCommand(a),
		newVersionCommand(a),
		newUnclipCommand(a),
	}
}

var (
	errUnknownCommand = fault.New("cmd.unknown-command", "unknown command")
	errNearCommand    = fault.New("cmd.unknown-command-near", "unknown command")
	errArguments      = fault.New("cmd.arguments", "wrong arguments")
)

// newRoot builds the command tree. Short and long texts and the descriptions of
// flags are message keys; help.go tells them in the language chosen.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "sandi",
		Short:         "cmd.root.short",
		Long:          "cmd.root.long",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
	}
	var version bool
	root.PersistentPreRun = func(c *cobra.Command, _ []string) {
		switch c.Name() {
		case "completion", "version", "help", "unclip", "settings", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
		default:
			a.tellSettings()
			a.simulate(c)
		}
	}
	root.RunE = func(c *cobra.Command, _ []string) error {
		if version {
			return a.runVersion()
		}
		return a.runInterface(c.Context())
	}
	root.Flags().BoolVar(&version, "version", false, "cmd.version.short")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(a.sys.In)
	root.SetOut(a.sys.Out)
	root.SetErr(a.sys.Err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return wrongly(flagFault(err)) })
	root.SetHelpFunc(a.help)
	root.SetUsageFunc(func(*cobra.Command) error { return nil })

	global := root.PersistentFlags()
	global.SortFlags = false
	global.StringVar(&a.flags.vault, "vault", "", "cmd.flag.vault")
	global.StringVar(&a.flags.passwordFile, "password-file", "", "cmd.flag.password-file")
	global.StringVar(&a.flags.passwordCommand, "password-command", "", "cmd.flag.password-command")
	global.StringVar(&a.flags.unlock, "unlock", "", "cmd.flag.unlock")
	global.StringVar(&a.flags.lang, "lang", "", "cmd.flag.lang")
	global.Var(offsetFlag{&a.simulation}, "simulate-clock", "simulate.flag")
	global.BoolVar(&a.flags.json, "json", false, "cmd.flag.json")
	global.BoolP("help", "h", false, "cmd.flag.help")

	keepOrder()
	for _, c := range verbs(a) {
		c.DisableFlagsInUseLine = true
		root.AddCommand(c)
	}
	root.DisableFlagsInUseLine = true
	root.SetHelpCommand(newHelpCommand(a))
	return root
}

// keepOrder lets help keep the order of verbs. It is a switch for all trees of
// commands in the process, so it is moved once.
var keepOrder = sync.OnceFunc(func() { cobra.EnableCommandSorting = false })

// arguments checks how many arguments a command gets.
func arguments(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) < least || (most >= 0 && len(args) > most) {
			return wrongly(errArguments.With("usage", c.UseLine()))
		}
		return nil
	}
}
