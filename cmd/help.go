package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sandi/internal/printable"
	"sandi/internal/terminal"
)

// helpWidth returns the width to which help is wrapped: the terminal's, within
// the limits that keep lines readable.
func (a *app) helpWidth() int {
	if cols, _, ok := terminal.Size(a.sys.Out); ok {
		return min(max(cols, 30), 100)
	}
	return 80
}

// help prints a command's help in the language chosen.
func (a *app) help(c *cobra.Command, _ []string) {
	width := a.helpWidth()
	var b strings.Builder
	about := c.Long
	if about == "" {
		about = c.Short
	}
	for _, paragraph := range strings.Split(a.l.T(about), "\n") {
		b.WriteString(wrap(paragraph, width, "") + "\n")
	}
	b.WriteString("\n" + a.l.T("cmd.help.usage") + "\n")
	if c.Runnable() {
		b.WriteString("  " + c.UseLine() + " " + a.l.T("cmd.help.flags-word") + "\n")
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("  " + c.CommandPath() + " " + a.l.T("cmd.help.command-word") + "\n")
		b.WriteString("\n" + a.l.T("cmd.help.commands") + "\n")
		var rows [][2]string
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				rows = append(rows, [2]string{sub.Name(), a.l.T(sub.Short)})
			}
		}
		b.WriteString(columns(rows, width))
	}
	if c.Example != "" {
		b.WriteString("\n" + a.l.T("cmd.help.examples") + "\n")
		for _, line := range strings.Split(c.Example, "\n") {
			b.WriteString("  " + line + "\n")
		}
	}
	global := c.Root().PersistentFlags()
	own := a.flagRows(c.Flags(), func(f *pflag.Flag) bool { return global.Lookup(f.Name) == nil })
	if len(own) > 0 {
		b.WriteString("\n" + a.l.T("cmd.help.flags") + "\n" + columns(own, width))
	}
	shared := a.flagRows(global, func(*pflag.Flag) bool { return true })
	b.WriteString("\n" + a.l.T("cmd.help.global-flags") + "\n" + columns(shared, width))
	_ = a.print(b.String())
}

// flagRows describes flags as two columns. A description may name its value in
// `back quotes`.
func (a *app) flagRows(flags *pflag.FlagSet, wanted func(*pflag.Flag) bool) [][2]string {
	var rows [][2]string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || !wanted(f) {
			return
		}
		told := *f
		told.Usage = a.l.T(f.Usage)
		value, text := pflag.UnquoteUsage(&told)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.Value.Type() != "bool" && value != "" {
			name += " " + value
		}
		rows = append(rows, [2]string{name, text})
	})
	return rows
}

// columns sets two columns side by side, or one under the other where the
// window is too narrow for that.
func columns(rows [][2]string, width int) string {
	first := 0
	for _, r := range rows {
		first = max(first, printable.Width(r[0]))
	}
	var b strings.Builder
	if first > 30 || first+26 > width {
		for _, r := range rows {
			b.WriteString("  " + r[0] + "\n" + wrap(r[1], width, "      ") + "\n")
		}
		return b.String()
	}
	indent := strings.Repeat(" ", first+4)
	for _, r := range rows {
		text := wrap(r[1], width, indent)
		b.WriteString("  " + r[0] + strings.Repeat(" ", first-printable.Width(r[0])) + "  " + strings.TrimPrefix(text, indent) + "\n")
	}
	return b.String()
}

// wrap breaks text at blanks into lines of at most width cells, each starting
// with indent.
func wrap(text string, width int, indent string) string {
	var lines []string
	line := indent
	for _, word := range strings.Fields(text) {
		if line != indent && printable.Width(line)+1+printable.Width(word) > width {
			lines = append(lines, line)
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}

// newHelpCommand makes `sandi help COMMAND` the same as `sandi COMMAND --help`.
func newHelpCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "cmd.help.short",
		RunE: func(c *cobra.Command, args []string) error {
			target, rest, err := c.Root().Find(args)
			if err != nil || (target == c.Root() && len(rest) > 0) {
				return unknownCommand(c.Root(), args[0])
			}
			a.help(target, nil)
			return nil
		},
	}
}

// translate puts the words of the language chosen in place of the message keys
// of a command tree, for cobra's own output: shell completion.
func (a *app) translate(c *cobra.Command) {
	c.Short = a.l.T(c.Short)
	c.Flags().VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(a.l.T(f.Usage), "`", "") })
	c.PersistentFlags().VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(a.l.T(f.Usage), "`", "") })
	for _, sub := range c.Commands() {
		a.translate(sub)
	}
}
