package tui

import (
	"bytes"
	"io"
	"os"
	"runtime"

	tea "charm.land/bubbletea/v2"
)

// keyboard is the terminal as the library reads it. The library keeps the last
// bytes that were typed, a password among them, until newer ones take their
// place. After Enter, which ends each password, keyboard adds an escape
// sequence of that length that means nothing.
type keyboard struct {
	*os.File
	open bool // an escape sequence or a paste may not have ended
}

// washing is longer than what the library keeps after anything but a paste of
// pages. Only a terminal sends this kind of sequence, and none sends this one.
var washing = "\x1b]7773;" + string(bytes.Repeat([]byte{'-'}, 2048)) + "\x1b\\"

// Read reads what was typed. It adds to an Enter only that came alone, so that
// nothing is torn apart.
func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	alone := n == 1 && (p[0] == '\r' || p[0] == '\n')
	if alone && !k.open && err == nil && len(p) > len(washing) {
		n += copy(p[n:], washing)
		return n, nil
	}
	k.open = bytes.IndexByte(p[:n], 0x1b) >= 0
	return n, err
}

// input is where the library reads from. Windows reads its console in a way of
// its own.
func input(in io.Reader) tea.ProgramOption {
	if f, ok := in.(*os.File); ok && runtime.GOOS != "windows" {
		return tea.WithInput(&keyboard{File: f})
	}
	return tea.WithInput(in)
}
