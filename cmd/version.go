package cmd

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"sandi/internal/erase"
)

// build says what this binary was made from. Fields that the toolchain did not
// record are empty.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Time     string `json:"time"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	// Erases says that the runtime erases what secrets leave in memory.
	Erases bool `json:"erases"`
}

func buildInfo() build {
	b := build{Version: "devel", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH, Erases: erase.Built()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Time = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "cmd.version.short",
		Args:  arguments(0, 0),
		RunE:  func(*cobra.Command, []string) error { return a.runVersion() },
	}
}

func (a *app) runVersion() error {
	b := buildInfo()
	if a.flags.json {
		return a.writeJSON(b)
	}
	text := "sandi " + b.Version
	if b.Commit != "" {
		text += " (" + b.Commit[:min(12, len(b.Commit))] + ")"
	}
	text += " " + b.Go + " " + b.OS + "/" + b.Arch
	if b.Erases {
		text += " runtimesecret"
	}
	return a.print(text + "\n")
}
