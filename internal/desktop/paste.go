package desktop

import (
	"bytes"
	"context"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// Pasted is what is on the clipboard: a text, a picture, or both.
type Pasted struct {
	Text    string
	Picture []byte // PNG or JPEG; nil if there is none
}

// ClipboardReader reads what other programs copied. What it returns is a
// stranger's: a text may be anything.
type ClipboardReader interface {
	Paste(ctx context.Context) (Pasted, error)
}

// NewClipboardReader returns a reader for the surroundings, as New does.
func NewClipboardReader(o Options) ClipboardReader {
	if o.GOOS == "" {
		o.GOOS = runtime.GOOS
	}
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.Look == nil {
		o.Look = exec.LookPath
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	return paster{clipboard{o}}
}

type paster struct{ clipboard }

// paste is a helper program with its arguments for a text and for a picture.
type paste struct {
	name          string
	text, picture []string
}

func (p paster) ways() []paste {
	switch p.o.GOOS {
	case "darwin":
		return []paste{{name: "pbpaste", text: []string{}}}
	case "windows":
		return nil
	}
	var out []paste
	if p.o.Getenv("WAYLAND_DISPLAY") != "" {
		out = append(out, paste{"wl-paste", []string{"--no-newline", "--type", "text"}, []string{"--type", "image/png"}})
	}
	if p.o.Getenv("DISPLAY") != "" {
		out = append(out,
			paste{"xclip", []string{"-out", "-selection", "clipboard"}, []string{"-out", "-selection", "clipboard", "-target", "image/png"}},
			paste{"xsel", []string{"--output", "--clipboard"}, nil})
	}
	return out
}

// Paste reads the clipboard of the desktop in use. Over SSH that is another
// computer's, which cannot be read.
func (p paster) Paste(ctx context.Context) (Pasted, error) {
	if !p.local() {
		return Pasted{}, ErrNotReadable
	}
	if p.o.GOOS == "windows" {
		return windowsPaste(ctx, p.o.Timeout)
	}
	readable := false
	for _, way := range p.ways() {
		path, err := p.o.Look(way.name)
		if err != nil {
			continue
		}
		readable = true
		var got Pasted
		r := runner{path, p.o.Timeout}
		// A picture first: some programs put its file's name there as a text.
		if way.picture != nil {
			if b, err := r.picture(ctx, way.picture...); err == nil && looksLikePicture(b) {
				got.Picture = b
			}
		}
		if b, err := r.read(ctx, way.text...); err == nil && len(b) <= maxText {
			got.Text = strings.ToValidUTF8(string(b), "\ufffd")
		}
		if err := ctx.Err(); err != nil {
			return Pasted{}, err
		}
		if got.Picture != nil || strings.TrimSpace(got.Text) != "" {
			return got, nil
		}
	}
	if !readable {
		return Pasted{}, ErrNotReadable
	}
	return Pasted{}, ErrClipboardEmpty
}

func looksLikePicture(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\x89PNG")) || bytes.HasPrefix(b, []byte("\xff\xd8\xff"))
}
