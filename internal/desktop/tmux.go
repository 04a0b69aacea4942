package desktop

import (
	"context"
	"strings"
)

// tmux keeps the text in a buffer of its own, from which tmux pastes, and with
// -w hands it on to its terminal's clipboard, which cannot be read back.
type tmux struct{ runner }

func (t tmux) method() Method { return Tmux }
func (t tmux) tool() string   { return "tmux" }

func (t tmux) write(ctx context.Context, text string) error {
	return t.feed(ctx, text, "load-buffer", "-w", "-")
}

func (t tmux) holds(ctx context.Context, text string) (bool, error) {
	name, err := t.buffer(ctx, text)
	return name != "", err
}

// clear deletes the buffer with the text, which need not be the newest one.
func (t tmux) clear(ctx context.Context, text string) error {
	name, err := t.buffer(ctx, text)
	if err != nil || name == "" {
		return err
	}
	return t.feed(ctx, "", "delete-buffer", "-b", name)
}

// maxBuffers is how many of the newest buffers are looked through; tmux keeps
// 50 unless told otherwise.
const maxBuffers = 50

func (t tmux) buffer(ctx context.Context, text string) (string, error) {
	list, err := t.read(ctx, "list-buffers", "-F", "#{buffer_name}")
	if err != nil {
		return "", err
	}
	for i, name := range strings.Fields(string(list)) {
		if i == maxBuffers {
			break
		}
		if out, err := t.read(ctx, "show-buffer", "-b", name); err == nil && same(out, text) {
			return name, nil
		}
	}
	return "", nil
}

// Attached returns a function that reports whether somebody can see this
// terminal, where that can change while the program runs: inside tmux. nil says
// that nothing can be asked. Who gives no answer counts as attached.
func Attached(o Options) func(context.Context) bool {
	o = o.withDefaults()
	pane := o.Getenv("TMUX_PANE")
	if o.Getenv("TMUX") == "" || pane == "" {
		return nil
	}
	path, err := o.Look("tmux")
	if err != nil {
		return nil
	}
	t := tmux{runner{path, o.Timeout}}
	return func(ctx context.Context) bool {
		out, err := t.read(ctx, "display-message", "-p", "-t", pane, "#{session_attached}")
		return err != nil || strings.TrimSpace(string(out)) != "0"
	}
}
