package desktop

import "context"

// command is a pair of helper programs for a desktop's clipboard.
type command struct {
	name      string
	copier    runner
	paster    runner
	copyArgs  []string
	pasteArgs []string
	clearArgs []string // nil: copy an empty text
	hidden    bool     // copyArgs mark the text for clipboard histories
}

func (c command) method() Method { return Native }
func (c command) tool() string   { return c.name }
func (c command) hides() bool    { return c.hidden }

func (c command) write(ctx context.Context, text string) error {
	return c.copier.feed(ctx, text, c.copyArgs...)
}

func (c command) holds(ctx context.Context, text string) (bool, error) {
	out, err := c.paster.read(ctx, c.pasteArgs...)
	if err != nil {
		return false, err
	}
	return same(out, text), nil
}

func (c command) clear(ctx context.Context, _ string) error {
	if c.clearArgs != nil {
		return c.copier.feed(ctx, "", c.clearArgs...)
	}
	return c.copier.feed(ctx, "", c.copyArgs...)
}

// native returns the helpers that are installed for the desktop in use.
func (c clipboard) native() []board {
	switch c.o.GOOS {
	case "windows":
		return windowsBoards(c.o.Timeout)
	case "darwin":
		return c.commands(pair{"pbcopy", "pbpaste", command{}})
	}
	var pairs []pair
	if c.o.Getenv("WAYLAND_DISPLAY") != "" {
		// Newer ones mark the text for histories; an older one refuses the option
		// before it reads the text.
		pairs = append(pairs, pair{"wl-copy", "wl-paste", command{hidden: true, copyArgs: []string{"--sensitive"}, pasteArgs: []string{"--no-newline"}, clearArgs: []string{"--clear"}}})
		pairs = append(pairs, pair{"wl-copy", "wl-paste", command{pasteArgs: []string{"--no-newline"}, clearArgs: []string{"--clear"}}})
	}
	if c.o.Getenv("DISPLAY") != "" {
		pairs = append(pairs,
			pair{"xclip", "xclip", command{copyArgs: []string{"-in", "-selection", "clipboard"}, pasteArgs: []string{"-out", "-selection", "clipboard"}}},
			pair{"xsel", "xsel", command{copyArgs: []string{"--input", "--clipboard"}, pasteArgs: []string{"--output", "--clipboard"}, clearArgs: []string{"--clear", "--clipboard"}}})
	}
	return c.commands(pairs...)
}

type pair struct {
	copier, paster string
	command
}

func (c clipboard) commands(pairs ...pair) []board {
	var found []board
	for _, p := range pairs {
		copier, err := c.o.Look(p.copier)
		if err != nil {
			continue
		}
		paster, err := c.o.Look(p.paster)
		if err != nil {
			continue
		}
		p.name = p.copier
		p.command.copier, p.command.paster = runner{copier, c.o.Timeout}, runner{paster, c.o.Timeout}
		found = append(found, p.command)
	}
	return found
}
