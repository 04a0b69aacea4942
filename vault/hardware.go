package vault

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"
)

// A hardware key opens a second copy of the identity, identity-NAME.age, which
// is encrypted to an age plugin. So a save needs no plugin, and stock age opens
// the vault with the hardware key alone:
//
//	age -d -i identity-NAME.txt identity-NAME.age | age -d -i - vault.age
//
// identity-NAME.txt is the plugin's own identity file. What it holds is, with
// plugins of real hardware, of no use without the device.

// HardwareKey is an age plugin that opens a vault in place of its password.
type HardwareKey struct {
	Name      string // the owner's name for it
	Plugin    string // age-plugin-PLUGIN
	Recipient string // age1PLUGIN1…; empty if the plugin encrypts to identities

	identity string // AGE-PLUGIN-…
}

const (
	hardwarePrefix  = "identity-"
	hardwareKeys    = ".age"
	hardwareText    = ".txt"
	maxHardwareText = 16 << 10 // bytes
	maxHardwareName = 32
)

func isHardwareFile(name string) bool {
	middle, ok := strings.CutPrefix(name, hardwarePrefix)
	middle, ok2 := strings.CutSuffix(middle, hardwareKeys)
	return ok && ok2 && validHardwareName(middle)
}

// validHardwareName allows small letters, digits and hyphens, so that a name can
// stand in a file name of every system.
func validHardwareName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return name != "" && len(name) <= maxHardwareName
}

// parseHardware reads a plugin's identity file: one line AGE-PLUGIN-…, and among
// the comments the recipient, where the plugin writes it.
func parseHardware(name string, text []byte) (HardwareKey, error) {
	k := HardwareKey{Name: name}
	if len(text) > maxHardwareText {
		return k, ErrHardwareKeyText
	}
	var recipients []string
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, maxHardwareText)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "":
		case strings.HasPrefix(line, "#"):
			for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r <= ' ' || r == ':' || r == '#' }) {
				if strings.HasPrefix(word, "age1") {
					recipients = append(recipients, word)
				}
			}
		case k.identity != "":
			return HardwareKey{}, ErrHardwareKeyText // which of them is meant?
		default:
			var err error
			if k.Plugin, _, err = plugin.ParseIdentity(line); err != nil {
				return HardwareKey{}, ErrHardwareKeyText
			}
			k.identity = line
		}
	}
	if k.identity == "" || lines.Err() != nil {
		return HardwareKey{}, ErrHardwareKeyText
	}
	for _, text := range recipients {
		if name, _, err := plugin.ParseRecipient(text); err == nil && name == k.Plugin {
			k.Recipient = text
		}
	}
	return k, nil
}

// text is what identity-NAME.txt holds.
func (k HardwareKey) text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# hardware key %s, plugin age-plugin-%s\n", k.Name, k.Plugin)
	if k.Recipient != "" {
		fmt.Fprintf(&b, "# public key: %s\n", k.Recipient)
	}
	fmt.Fprintln(&b, k.identity)
	return b.Bytes()
}

// HardwareKeys lists the hardware keys that open the vault in dir. No plugin
// runs.
func HardwareKeys(dir string) ([]HardwareKey, error) { return at(dir).hardware() }

func (d directory) hardware() ([]HardwareKey, error) {
	list, err := d.readDir("")
	if err != nil {
		return nil, err
	}
	var keys []HardwareKey
	for _, f := range list {
		if !isHardwareFile(f.Name()) {
			continue
		}
		name := strings.TrimSuffix(strings.TrimPrefix(f.Name(), hardwarePrefix), hardwareKeys)
		text, err := d.read(hardwarePrefix + name + hardwareText)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		// Without the text it cannot be used, yet it is there and can be removed.
		k, err := parseHardware(name, text)
		if err != nil {
			k = HardwareKey{Name: name}
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// AddHardwareKey lets a plugin open the vault, after the plugin has proved that
// it can. identity is the plugin's identity file (AGE-PLUGIN-…).
func (v *Vault) AddHardwareKey(ctx context.Context, name string, identity []byte, ui PluginUI) error {
	if !validHardwareName(name) {
		return ErrHardwareKeyName.With("name", name)
	}
	k, err := parseHardware(name, identity)
	if err != nil {
		return err
	}
	id, known, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	only := &identities{current: id.current}
	file, err := k.seal(ctx, only, v.options, ui)
	if err != nil {
		return err
	}
	back, err := k.open(ctx, file, ui)
	if err != nil {
		return err
	}
	if mark(back.current) != mark(only.current) {
		return ErrPlugin.With("plugin", k.Plugin).Because(errBroken)
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := v.settle(id, known); err != nil {
		return err
	}
	if v.dir.has(hardwarePrefix + name + hardwareKeys) {
		return ErrHardwareKeyName.With("name", name)
	}
	if err := v.dir.write(hardwarePrefix+name+hardwareText, k.text()); err != nil {
		return err
	}
	return v.dir.write(hardwarePrefix+name+hardwareKeys, file)
}

// RemoveHardwareKey takes a plugin's way into the vault away. A copy of its file
// elsewhere still opens; Rotate shuts it out.
func (v *Vault) RemoveHardwareKey(ctx context.Context, name string) error {
	_, _, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	file := hardwarePrefix + name + hardwareKeys
	if !isHardwareFile(file) || !v.dir.has(file) {
		return ErrNoHardwareKey.With("name", name)
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	if err := v.dir.remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return v.dir.saveError(file, err)
	}
	_ = v.dir.remove(hardwarePrefix + name + hardwareText)
	return nil
}

// OpenHardware opens the vault in dir with the hardware key of a name, or with
// the only one there is.
func OpenHardware(ctx context.Context, dir, name string, ui PluginUI, o Options) (*Vault, error) {
	o = o.withDefaults()
	d := o.at(dir)
	if found, err := d.exists(); err != nil {
		return nil, err
	} else if !found {
		return nil, ErrNoVault.With("dir", dir)
	}
	keys, err := d.hardware()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(keys, func(k HardwareKey) bool { return k.Name == name })
	if name == "" && len(keys) == 1 {
		i = 0
	}
	if i < 0 {
		return nil, ErrNoHardwareKey.With("name", name)
	}
	k := keys[i]
	if k.identity == "" {
		return nil, ErrHardwareKeyText
	}
	own := hardwarePrefix + k.Name + hardwareKeys
	files := []string{own}
	// While a rotation is not ended, vault.age may be encrypted to the identity
	// that waits there.
	rotations, _ := d.rotations()
	for _, r := range rotations {
		files = append(files, r+"/"+own)
	}
	for i, name := range files {
		file, err := d.read(name)
		if err != nil {
			if i == 0 {
				return nil, err
			}
			continue
		}
		ids, err := k.open(ctx, file, ui)
		if err != nil {
			return nil, err
		}
		v, err := openWith(d, ids, o)
		if !errors.Is(err, ErrWrongIdentity) || i == len(files)-1 {
			return v, err
		}
	}
	return nil, ErrWrongIdentity
}

// rewrapHardware encrypts an identity for every hardware key.
func (v *Vault) rewrapHardware(ctx context.Context, ids *identities) (map[string][]byte, error) {
	files := map[string][]byte{}
	keys, err := v.dir.hardware()
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if k.identity == "" {
			return nil, ErrKeptOut.With("name", k.Name).Because(ErrHardwareKeyText)
		}
		file, err := k.seal(ctx, ids, v.options, v.options.Plugin)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, ErrKeptOut.With("name", k.Name).Because(err)
		}
		files[hardwarePrefix+k.Name+hardwareKeys] = file
	}
	return files, nil
}

// seal encrypts an identity to the plugin.
func (k HardwareKey) seal(ctx context.Context, ids *identities, o Options, ui PluginUI) ([]byte, error) {
	return talk(ctx, k.Plugin, ui, func(client *plugin.ClientUI) ([]byte, error) {
		var to age.Recipient
		var err error
		if k.Recipient != "" {
			to, err = plugin.NewRecipient(k.Recipient, client)
		} else if id, idErr := plugin.NewIdentity(k.identity, client); idErr == nil {
			to = id.Recipient()
		} else {
			err = idErr
		}
		if err != nil {
			return nil, err
		}
		text := ids.text(o.Now())
		defer clear(text)
		var file bytes.Buffer
		armored := armor.NewWriter(&file)
		if err := encrypt(armored, text, to); err != nil {
			return nil, err
		}
		if err := armored.Close(); err != nil {
			return nil, err
		}
		return file.Bytes(), nil
	})
}

// open decrypts an identity with the plugin.
func (k HardwareKey) open(ctx context.Context, file []byte, ui PluginUI) (*identities, error) {
	text, err := talk(ctx, k.Plugin, ui, func(client *plugin.ClientUI) ([]byte, error) {
		id, err := plugin.NewIdentity(k.identity, client)
		if err != nil {
			return nil, err
		}
		return decrypt(armor.NewReader(bytes.NewReader(file)), len(file), id)
	})
	if err != nil {
		return nil, err
	}
	defer clear(text)
	ids, err := parseIdentities(text)
	if err != nil {
		return nil, ErrPlugin.With("plugin", k.Plugin).Because(err)
	}
	return ids, nil
}
