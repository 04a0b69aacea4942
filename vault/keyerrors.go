package vault

import "sandi/internal/fault"

// Faults about the keys of a vault.
var (
	// ErrWrongIdentity says that vault.age is not encrypted to the identity that
	// was given, or that its header is damaged: age cannot tell.
	ErrWrongIdentity = fault.New("vault.wrong-identity", "the vault is not encrypted to this identity")
	// ErrRotated says that another process gave the vault a new identity or
	// password while it was open here.
	ErrRotated = fault.New("vault.rotated", "the vault's keys were changed elsewhere")
	// ErrHalfRotated says that a rotation was begun and not ended: the new
	// password holds, old copies still open, and the next save tries again.
	ErrHalfRotated = fault.New("vault.half-rotated", "rotation not ended")
	// ErrNotWorkFactor says that a work factor is out of bounds.
	ErrNotWorkFactor = fault.New("vault.work-factor", "work factor out of bounds")
	// ErrNoHardwareKey says that no hardware key has the name.
	ErrNoHardwareKey = fault.New("vault.no-hardware-key", "no such hardware key")
	// ErrHardwareKeyName says that a name for a hardware key is taken or not one.
	ErrHardwareKeyName = fault.New("vault.hardware-key-name", "bad name for a hardware key")
	// ErrHardwareKeyText says that a text is no identity file of one age plugin.
	ErrHardwareKeyText = fault.New("vault.hardware-key-text", "not a plugin's identity file")
	// ErrPluginMissing says that a plugin's program is not installed.
	ErrPluginMissing = fault.New("vault.plugin-missing", "age plugin not found")
	// ErrKeptOut says that a rotation would shut out a hardware key, because its
	// plugin fails. Nothing was written.
	ErrKeptOut = fault.New("vault.kept-out", "hardware key cannot be given the new identity")
	// ErrPlugin says that a plugin failed or refused.
	ErrPlugin = fault.New("vault.plugin", "age plugin failed")
)
