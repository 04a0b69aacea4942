package vault

import "context"

// HardwareKey is an age plugin that opens a vault in place of its password.
type HardwareKey struct {
	Name      string // the owner's name for it
	Plugin    string // age-plugin-PLUGIN
	Recipient string // age1PLUGIN1…; empty if the plugin encrypts to identities
}

// PluginUI is how a plugin talks to a person. Its texts come from the plugin.
// Functions that are nil refuse.
type PluginUI struct {
	Message func(plugin, text string)
	Ask     func(plugin, prompt string, secret bool) (string, error)
	Confirm func(plugin, prompt, yes, no string) (bool, error)
	Wait    func(plugin string) // has been waiting for five seconds
}

// HardwareKeys lists the hardware keys that open the vault in dir. No plugin
// runs.
func HardwareKeys(dir string) ([]HardwareKey, error) { return nil, nil }

// AddHardwareKey lets a plugin open the vault. identity is the plugin's identity
// file (AGE-PLUGIN-…).
func (v *Vault) AddHardwareKey(ctx context.Context, name string, identity []byte, ui PluginUI) error {
	return ErrPlugin
}

// RemoveHardwareKey takes a plugin's way into the vault away. A copy of its file
// elsewhere still opens; Rotate shuts it out.
func (v *Vault) RemoveHardwareKey(ctx context.Context, name string) error { return ErrNoHardwareKey }

// OpenHardware opens the vault in dir with the hardware key of a name, or with
// the only one there is.
func OpenHardware(ctx context.Context, dir, name string, ui PluginUI, o Options) (*Vault, error) {
	return nil, ErrNoHardwareKey
}
