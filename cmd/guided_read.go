package cmd

import (
	"bytes"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sandi/internal/desktop"
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/qr"
	"sandi/vault"
)

var (
	errPicture = fault.New("guided.picture", "cannot read the picture file")
	errNotFile = fault.New("guided.not-a-file", "not a file")
	errNoFile  = fault.New("guided.no-file", "no such file")
)

// pictures finds keys in picture files, on the screen and on the clipboard.
// Nothing that it looks at is kept.
type pictures struct{ a *app }

var _ guided.Reader = pictures{}

// File reads the QR codes in a picture file. Terminals paste dropped files in
// quotes, with escaped blanks or as an address.
func (p pictures) File(ctx context.Context, path string) ([]string, error) {
	path = p.plainPath(path)
	failed := func(err error) error { return errPicture.With("file", clean(path)).Because(err) }
	// A pipe or a device would be waited for, or never end.
	if info, err := os.Stat(path); err != nil {
		return nil, failed(withoutPath(err))
	} else if !info.Mode().IsRegular() {
		return nil, failed(errNotFile)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, failed(withoutPath(err))
	}
	defer func() { _ = f.Close() }()
	m, err := qr.ReadPicture(ctx, f)
	if err != nil {
		return nil, failed(err)
	}
	texts, err := qr.Decode(ctx, m)
	if err != nil {
		return nil, failed(err)
	}
	return texts, nil
}

// withoutPath drops the path from an error that names it beside.
func withoutPath(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return errNoFile
	}
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}

func (p pictures) plainPath(path string) string {
	path = strings.TrimSpace(path)
	if n := len(path); n > 1 && (path[0] == '"' || path[0] == '\'') && path[n-1] == path[0] {
		return path[1 : n-1]
	}
	if u, err := url.Parse(path); err == nil && u.Scheme == "file" {
		return u.Path
	}
	if home := p.a.sys.Getenv("HOME"); home != "" && strings.HasPrefix(path, "~/") {
		path = filepath.Join(home, path[2:])
	}
	if p.a.sys.GOOS != "windows" {
		if _, err := os.Stat(path); err != nil {
			path = strings.ReplaceAll(path, `\ `, " ")
		}
	}
	return path
}

// Screen reads the QR codes that the monitors show.
func (p pictures) Screen(ctx context.Context) ([]string, error) {
	shots, err := desktop.NewScreen(desktop.Options{GOOS: p.a.sys.GOOS, Getenv: p.a.sys.Getenv}).Capture(ctx)
	if err != nil {
		return nil, err
	}
	var all []string
	var trouble error
	for _, shot := range shots {
		texts, err := p.decode(ctx, shot)
		if err != nil && trouble == nil {
			trouble = err
		}
		for _, t := range texts {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	if len(all) == 0 {
		return nil, trouble
	}
	return all, nil
}

// Clipboard reads the QR codes in the clipboard's picture, or its text.
func (p pictures) Clipboard(ctx context.Context) ([]string, error) {
	got, err := desktop.NewClipboardReader(desktop.Options{GOOS: p.a.sys.GOOS, Getenv: p.a.sys.Getenv}).Paste(ctx)
	if err != nil {
		return nil, err
	}
	if got.Picture != nil {
		texts, err := p.decode(ctx, desktop.Picture{Encoded: got.Picture})
		if err == nil || got.Text == "" {
			return texts, err
		}
	}
	return []string{got.Text}, nil
}

func (p pictures) decode(ctx context.Context, shot desktop.Picture) ([]string, error) {
	m := shot.Image
	if m == nil {
		var err error
		if m, err = qr.ReadPicture(ctx, bytes.NewReader(shot.Encoded)); err != nil {
			return nil, err
		}
	}
	return qr.Decode(ctx, m)
}

// guidedVault is the vault as the guided enrolment sees it.
type guidedVault struct{ keeper }

var _ guided.Vault = guidedVault{}

// Keep takes a key that is pending for the same account already as that entry,
// with the names and numbers that it has now.
func (v guidedVault) Keep(ctx context.Context, d enroll.Draft) (string, error) {
	id, err := v.keeper.Keep(ctx, d)
	if err != nil {
		return id, err
	}
	return id, v.change(ctx, id, func(e *vault.Entry) error {
		e.Key = d.Key
		return nil
	})
}

// Duplicates looks at every entry but those that the service gave up already.
func (v guidedVault) Duplicates(_ context.Context, k otp.Key, own string) ([]guided.Duplicate, error) {
	var out []guided.Duplicate
	for _, e := range v.v.Entries() {
		sameKey := e.Key.Secret.Equal(k.Secret)
		sameName := k.Account != "" && strings.EqualFold(e.Key.Issuer, k.Issuer) && strings.EqualFold(e.Key.Account, k.Account)
		if e.ID == own || e.Key.Secret.IsZero() || !sameKey && (!sameName || e.Status == vault.Retired) {
			continue
		}
		out = append(out, guided.Duplicate{
			ID: e.ID, Issuer: e.Key.Issuer, Account: e.Key.Account, Status: string(e.Status), SameKey: sameKey,
		})
	}
	return out, nil
}

// acceptGuided marks a pending entry active, because the user says that the site
// has accepted a code.
func (a *app) acceptGuided(ctx context.Context, v *vault.Vault, id string) (vault.Entry, error) {
	e, err := v.Get(id)
	if err != nil {
		return e, err
	}
	if e.Status != vault.Pending || e.Enrolment == nil || e.Enrolment.Service != guided.Service {
		return e, guided.ErrTooOld.With("id", clean(id))
	}
	if err := (keeper{v: v}).Accept(ctx, id); err != nil {
		return e, enroll.ErrNotConfirmed.Because(err)
	}
	return v.Get(id)
}
