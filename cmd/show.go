package cmd

import (
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/printable"
	"sandi/internal/qr"
	"sandi/internal/terminal"
	"sandi/vault"
)

var (
	errWindowSmall = fault.New("cmd.qr-window", "the window is too small for the QR code")
	errNoDrawing   = fault.New("cmd.qr-terminal", "the terminal cannot draw a QR code")
	errFileExists  = fault.New("cmd.file-exists", "the file exists already")
	errFileWrite   = fault.New("cmd.file-write", "the file cannot be written")
)

// pngScale is how many pixels a module of a QR code takes in a picture.
const pngScale = 8

type showFlags struct {
	qr, secret, uri, raw bool
	png, rawFile         string
}

func newShowCommand(a *app) *cobra.Command {
	var flags showFlags
	c := &cobra.Command{
		Use:     "show QUERY",
		Short:   "cmd.show.short",
		Long:    "cmd.show.long",
		Example: "sandi show spse\nsandi show spse --qr\nsandi show spse --png spse.png\nsandi show q5kxw2ab --raw-file entry.json",
		Args:    arguments(1, 1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		v, e, err := a.openOne(c.Context(), args[0])
		if err != nil {
			return err
		}
		defer v.Close()
		if flags.raw || flags.rawFile != "" {
			return a.showRaw(v, e, &flags)
		}
		return a.show(v, e, &flags)
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&flags.qr, "qr", false, "cmd.flag.qr")
	f.StringVar(&flags.png, "png", "", "cmd.flag.png")
	f.BoolVar(&flags.secret, "secret", false, "cmd.flag.secret")
	f.BoolVar(&flags.uri, "uri", false, "cmd.flag.uri")
	f.BoolVar(&flags.raw, "raw", false, "cmd.flag.raw")
	f.StringVar(&flags.rawFile, "raw-file", "", "cmd.flag.raw-file")
	return c
}

func (a *app) show(v *vault.Vault, e vault.Entry, flags *showFlags) error {
	wanted := flags.qr || flags.png != "" || flags.secret || flags.uri
	if wanted && e.Status == vault.Quarantined {
		return vault.ErrQuarantined.With("id", e.ID).Because(e.Cause)
	}
	if flags.png != "" {
		if err := writePNG(flags.png, e.Key); err != nil {
			return err
		}
		a.say("cmd.show.png-done", "file", flags.png)
	}
	if a.flags.json {
		return a.showJSON(e, flags)
	}
	var b strings.Builder
	switch {
	case flags.secret:
		secret := e.Key.Secret.Base32()
		if terminal.IsTerminal(a.sys.Out) {
			secret = e.Key.Secret.Grouped()
		}
		b.WriteString(secret + "\n")
	case !wanted:
		b.WriteString(a.details(v, e))
	}
	if flags.uri {
		b.WriteString(otpauth.Format(e.Key) + "\n")
	}
	if flags.qr {
		drawn, err := a.drawQR(e.Key)
		if err != nil {
			return err
		}
		b.WriteString(drawn)
	}
	return a.print(b.String())
}

// showJSON prints the shape of `list` for one entry, with the secret and the
// URI only where they were asked for.
func (a *app) showJSON(e vault.Entry, flags *showFlags) error {
	shape := struct {
		entryJSON
		Note    string  `json:"note"`
		Problem *string `json:"problem"`
		Secret  string  `json:"secret,omitempty"`
		URI     string  `json:"uri,omitempty"`
	}{entryJSON: toJSON(e), Note: e.Note}
	if e.Problem != "" {
		told := a.problem(e)
		shape.Problem = &told
	}
	if flags.secret {
		shape.Secret = e.Key.Secret.Base32()
	}
	if flags.uri {
		shape.URI = otpauth.Format(e.Key)
	}
	return a.writeJSON(shape)
}

// details describes an entry in two columns, wrapped to the window.
func (a *app) details(v *vault.Vault, e vault.Entry) string {
	var rows [][2]string
	add := func(label, value string) { rows = append(rows, [2]string{label, printable.Text(value)}) }
	add(a.l.T("cmd.show.issuer"), e.Key.Issuer)
	add(a.l.T("cmd.show.account"), e.Key.Account)
	add(a.l.T("cmd.show.kind"), a.kind(e))
	add(a.l.T("cmd.show.status"), a.status(e.Status))
	optional := func(label, value string) {
		if value != "" {
			add(label, value)
		}
	}
	optional(a.l.T("cmd.show.problem"), a.problem(e))
	optional(a.l.T("cmd.show.tags"), strings.Join(e.Tags, ", "))
	optional(a.l.T("cmd.show.note"), e.Note)
	optional(a.l.T("cmd.show.same-key"), strings.Join(sameKey(v, e), ", "))
	if e.Enrolment != nil {
		optional(a.l.T("cmd.show.enrolment"), strings.TrimSpace(e.Enrolment.Service+" "+e.Enrolment.Address))
	}
	for _, t := range []struct {
		label string
		at    time.Time
	}{{a.l.T("cmd.show.created"), e.Created}, {a.l.T("cmd.show.modified"), e.Modified}} {
		if !t.at.IsZero() {
			optional(t.label, t.at.Local().Format("2006-01-02 15:04:05 -07:00"))
		}
	}
	add(a.l.T("cmd.show.id"), e.ID)
	width := math.MaxInt
	if cols, _, ok := terminal.Size(a.sys.Out); ok {
		width = cols
	}
	return columns(rows, width)
}

// sameKey names the other entries that hold the same key.
func sameKey(v *vault.Vault, e vault.Entry) []string {
	var names []string
	for _, other := range v.Entries() {
		if other.ID != e.ID && !e.Key.Secret.IsZero() && other.Key.Secret.Equal(e.Key.Secret) {
			names = append(names, name(other))
		}
	}
	return names
}

// problem tells why an entry is in quarantine.
func (a *app) problem(e vault.Entry) string {
	if e.Cause == nil {
		return e.Problem
	}
	what, _ := a.l.Describe(e.Cause)
	return what
}

// drawQR draws the key for the window, or says how large that must be.
func (a *app) drawQR(k otp.Key) (string, error) {
	code, err := qr.Encode(otpauth.Format(k))
	if err != nil {
		return "", err
	}
	quiet := 4
	if terminal.IsTerminal(a.sys.Out) && a.sys.Getenv("TERM") == "dumb" {
		return "", errNoDrawing
	}
	if cols, rows, ok := terminal.Size(a.sys.Out); ok {
		// The last row is the shell's prompt, which would push the first one out.
		fit, ok := code.Fit(cols, rows-1)
		if !ok {
			needCols, needRows := code.Need()
			return "", errWindowSmall.With("cols", needCols, "rows", needRows+1)
		}
		quiet = fit.Quiet
	}
	return code.Terminal(quiet) + "\n", nil
}

// writePNG writes the QR code to a new file.
func writePNG(file string, k otp.Key) error {
	code, err := qr.Encode(otpauth.Format(k))
	if err != nil {
		return err
	}
	return writeNew(file, func(f io.Writer) error { return code.PNG(f, pngScale) })
}

// writeNew writes a new file that only its owner can read. An existing file is
// never overwritten, and one that cannot be finished does not stay.
func writeNew(file string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return errFileExists.With("file", printable.Text(file))
	}
	if err != nil {
		return errFileWrite.With("file", printable.Text(file)).Because(err)
	}
	defer func() {
		if closing := f.Close(); err == nil {
			err = closing
		}
		if err != nil {
			_ = os.Remove(file)
		}
	}()
	return write(f)
}
