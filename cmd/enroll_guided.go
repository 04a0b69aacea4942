package cmd

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/enroll/guided"
	"sandi/internal/fault"
	"sandi/internal/site"
	"sandi/tui"
	"sandi/vault"
)

var (
	errSeveralKeys = fault.New("guided.several-keys", "more than one key was found")
	errTwoSources  = fault.New("guided.two-sources", "more than one source for the key")
)

// guidedFlags are what a run without questions needs to know.
type guidedFlags struct {
	profile           string
	plain, check      bool
	site, user        string
	image             string
	screen, clipboard bool
	accepted          string
}

func newGuidedCommand(a *app) *cobra.Command {
	var flags guidedFlags
	c := &cobra.Command{
		Use:   "guided",
		Short: "guided.cmd.short",
		Long:  "guided.cmd.long",
		Example: "sandi enroll guided\nsandi enroll guided --profile generic\nsandi enroll guided --profile lpse-kota.toml --plain\n" +
			"sandi enroll guided --json --image barcode.png --user budi\nsandi enroll guided --json --accepted ID",
		Args: arguments(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			return enrolError(a.runGuided(c.Context(), flags))
		},
	}
	f := c.Flags()
	f.SortFlags = false
	c.DisableFlagsInUseLine = true
	f.StringVar(&flags.profile, "profile", site.Embedded()[0], "guided.flag.profile")
	f.BoolVar(&flags.check, "check-profile", false, "guided.flag.check-profile")
	f.BoolVar(&flags.plain, "plain", false, "guided.flag.plain")
	f.StringVar(&flags.site, "site", "", "guided.flag.site")
	f.StringVar(&flags.user, "user", "", "guided.flag.user")
	f.StringVar(&flags.image, "image", "", "guided.flag.image")
	f.BoolVar(&flags.screen, "screen", false, "guided.flag.screen")
	f.BoolVar(&flags.clipboard, "clipboard", false, "guided.flag.clipboard")
	f.StringVar(&flags.accepted, "accepted", "", "guided.flag.accepted")
	return c
}

// siteProfile returns the profile of a name, or in a file: whatever has a dot
// or a slash in it is a file.
func siteProfile(name string) (site.Profile, error) {
	if !strings.ContainsAny(name, `./\`) {
		p, err := site.Named(name)
		if err != nil {
			return p, wrongly(err)
		}
		return p, nil
	}
	// A pipe or a device would be waited for.
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		err = errNotFile
	}
	if err != nil {
		return site.Profile{}, wrongly(site.ErrRead.With("file", clean(name)).Because(withoutPath(err)))
	}
	f, err := os.Open(name)
	if err != nil {
		return site.Profile{}, wrongly(site.ErrRead.With("file", clean(name)).Because(withoutPath(err)))
	}
	defer func() { _ = f.Close() }()
	p, err := site.Load(f, name)
	if err != nil {
		return p, wrongly(err)
	}
	return p, nil
}

// runGuided chooses the face, as runEnroll does.
func (a *app) runGuided(ctx context.Context, flags guidedFlags) error {
	profile, err := siteProfile(flags.profile)
	if err != nil {
		return err
	}
	if flags.check {
		return a.checkedProfile(profile)
	}
	switch {
	case a.flags.json, flags.accepted != "":
		return a.guidedHeadless(ctx, profile, flags)
	case flags.plain || !a.hasScreen():
		return a.guidedPlain(ctx, profile, flags)
	}
	return a.openInterface(ctx, tui.Guided, target{profile: profile})
}

// profileJSON is the document of `enroll guided --check-profile --json`.
type profileJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	File string `json:"file"`
}

// checkedProfile says that a profile is right, which loading has proved.
func (a *app) checkedProfile(p site.Profile) error {
	name := p.Name.In(a.l.Lang())
	if a.flags.json {
		return a.writeJSON(profileJSON{p.ID, name, p.File})
	}
	return a.print(clean(a.l.T("guided.cmd.profile-fine", "id", p.ID, "name", name)) + "\n")
}

// guidedSession makes a session that keeps its key in v.
func (a *app) guidedSession(v *vault.Vault, p site.Profile) *guided.Session {
	return guided.New(guided.Options{
		Profile: p, Vault: guidedVault{a.keeper(v)}, Clock: a.sys.Clock, Measure: a.sys.Measure, Reader: pictures{a},
	})
}

// guidedAt starts guided enrolments for the terminal interface.
func (a *app) guidedAt(p site.Profile) func(*vault.Vault) (*guided.Session, error) {
	return func(v *vault.Vault) (*guided.Session, error) {
		if p.ID == "" {
			var err error
			if p, err = site.Named(site.Embedded()[0]); err != nil {
				return nil, err
			}
		}
		return a.guidedSession(v, p), nil
	}
}
