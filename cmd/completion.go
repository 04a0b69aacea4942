package cmd

import "github.com/spf13/cobra"

func newCompletionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:       "completion bash|zsh|fish|powershell",
		Short:     "cmd.completion.short",
		Long:      "cmd.completion.long",
		Example:   "sandi completion bash > /etc/bash_completion.d/sandi\nsandi completion fish > ~/.config/fish/completions/sandi.fish",
		Args:      arguments(1, 1),
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.sys.Out, true)
			case "zsh":
				return root.GenZshCompletion(a.sys.Out)
			case "fish":
				return root.GenFishCompletion(a.sys.Out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.sys.Out)
			}
			return wrongly(errArguments.With("usage", c.UseLine()))
		},
	}
}
