package cmd

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/operator"
	"sandi/internal/portal"
	"sandi/internal/printable"
)

// classHours is how long a class's link is good where nothing else is said: a
// working day.
const classHours = 8

// classJSON is a class that participants can join. Whoever has the address can
// join, which is what it is for.
type classJSON struct {
	Name      string `json:"name"`
	Role      string `json:"role"`
	Seats     int    `json:"seats"`
	ExpiresAt string `json:"expires_at"`
	URL       string `json:"url"`

	until time.Time
}

func toClassJSON(c operator.OpenedClass) classJSON {
	return classJSON{Name: c.Name, Role: c.Role, Seats: c.Seats, ExpiresAt: stamp(c.Expires), URL: c.URL, until: c.Expires}
}

// classText tells the link on a line of its own.
func (a *app) classText(c classJSON) string {
	until := c.until.Local().Format("2006-01-02 15:04")
	about := a.l.T("cmd.practice.class.opened", "name", c.Name, "role", roleLabel(c.Role), "n", c.Seats, "until", until)
	return printable.Text(c.URL) + "\n" + printable.Text(about) + "\n"
}

// className is what a class is called where nobody gives it a name.
func (a *app) className() string { return a.l.T("operator.class.unnamed") }

func newPracticeClassCommand(a *app) *cobra.Command {
	var r remote
	var name, role string
	var hours int
	c := &cobra.Command{
		Use:     "class SEATS",
		Short:   "cmd.practice.class.short",
		Long:    "cmd.practice.class.long",
		Example: "sandi practice class 30\nsandi practice class 300 --name \"Kelas A\" --hours 2 --json",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		seats, err := strconv.Atoi(args[0])
		switch {
		case err != nil || seats < 1 || seats > maxSeats:
			return wrongly(errClassSeats.With("most", maxSeats))
		case role != string(portal.Penyedia) && role != string(portal.NonPenyedia):
			return wrongly(errFlagValue.With("flag", "--role"))
		case hours < 1 || hours > 24*365:
			return wrongly(errFlagValue.With("flag", "--hours"))
		}
		if name == "" {
			name = a.className()
		}
		return a.asOperator(&r, func(c *cobra.Command, _ []string, p console) error {
			opened, err := p.OpenClass(c.Context(), operator.Class{
				Name: name, Role: role, Seats: seats, Lasts: time.Duration(hours) * time.Hour,
			})
			if err != nil {
				return err
			}
			if a.flags.json {
				return a.writeJSON(toClassJSON(opened))
			}
			return a.print(a.classText(toClassJSON(opened)))
		})(c, args)
	}
	c.Flags().StringVar(&name, "name", "", "cmd.practice.flag.class-name")
	c.Flags().StringVar(&role, "role", string(portal.Penyedia), "cmd.practice.flag.class-role")
	c.Flags().IntVar(&hours, "hours", classHours, "cmd.practice.flag.hours")
	r.flags(c)
	return c
}
