package vault

import (
	"context"
	"errors"
	"sync"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// PluginUI is how a plugin talks to a person. Its texts come from the plugin.
// Functions that are nil refuse. They are called one at a time, Wait in a
// goroutine of its own, and none after the call that led to them has returned.
type PluginUI struct {
	Message func(plugin, text string)
	Ask     func(plugin, prompt string, secret bool) (string, error)
	Confirm func(plugin, prompt, yes, no string) (bool, error)
	Wait    func(plugin string) // has been waiting for five seconds
}

var errHungUp = errors.New("nobody listens any more")

// talk runs a conversation with a plugin. A plugin waits for a touch as long as
// it likes and cannot be told to stop, so that a context which ends leaves the
// conversation behind, without a person to talk to.
func talk(ctx context.Context, name string, ui PluginUI, do func(*plugin.ClientUI) ([]byte, error)) ([]byte, error) {
	type answer struct {
		data []byte
		err  error
	}
	var mu sync.Mutex // held while the person is talked to
	over := false
	guarded := func(say func() error) error {
		mu.Lock()
		defer mu.Unlock()
		if over {
			return errHungUp
		}
		return say()
	}
	client := &plugin.ClientUI{}
	if ui.Message != nil {
		client.DisplayMessage = func(name, text string) error {
			return guarded(func() error { ui.Message(name, text); return nil })
		}
	}
	if ui.Ask != nil {
		client.RequestValue = func(name, prompt string, secret bool) (value string, err error) {
			err = guarded(func() (err error) { value, err = ui.Ask(name, prompt, secret); return err })
			return value, err
		}
	}
	if ui.Confirm != nil {
		client.Confirm = func(name, prompt, yes, no string) (chosen bool, err error) {
			err = guarded(func() (err error) { chosen, err = ui.Confirm(name, prompt, yes, no); return err })
			return chosen, err
		}
	}
	if ui.Wait != nil {
		client.WaitTimer = func(name string) {
			_ = guarded(func() error { ui.Wait(name); return nil })
		}
	}
	answers := make(chan answer, 1)
	go func() {
		data, err := do(client)
		answers <- answer{data, err}
	}()
	var got answer
	select {
	case got = <-answers:
	case <-ctx.Done():
		got.err = ctx.Err()
	}
	// Not before a question has ended: its context ended it too.
	mu.Lock()
	over = true
	mu.Unlock()
	if err := ctx.Err(); err != nil {
		clear(got.data)
		return nil, err
	}
	if missing, ok := errors.AsType[*plugin.NotFoundError](got.err); ok {
		return nil, ErrPluginMissing.With("plugin", missing.Name)
	}
	if errors.Is(got.err, age.ErrIncorrectIdentity) {
		return nil, ErrPlugin.With("plugin", name).Because(errors.New("not the right key"))
	}
	if got.err != nil {
		return nil, ErrPlugin.With("plugin", name).Because(got.err)
	}
	return got.data, nil
}
