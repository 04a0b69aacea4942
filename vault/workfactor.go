package vault

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"

	"filippo.io/age/armor"
)

// WorkFactor reads from the head of identity.age what opening it costs, without
// a password. Nothing vouches for it before the file is opened.
func WorkFactor(dir string) (int, error) {
	d := at(dir)
	file, err := d.read(identityName)
	if err != nil {
		return 0, d.damaged(identityName, "", err)
	}
	factor, ok := headFactor(file)
	if !ok {
		return 0, d.damaged(identityName, "", errBroken)
	}
	return factor, nil
}

// headFactor reads the work factor from the first stanza of an armored file.
func headFactor(file []byte) (int, bool) {
	const head = 4 << 10 // more than any header of one stanza
	lines := bufio.NewScanner(io.LimitReader(armor.NewReader(bytes.NewReader(file)), head))
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "age-encryption.org/") || !lines.Scan() {
		return 0, false
	}
	words := strings.Fields(lines.Text())
	if len(words) != 4 || words[0] != "->" || words[1] != "scrypt" {
		return 0, false
	}
	factor, err := strconv.Atoi(words[3])
	return factor, err == nil && factor > 0
}

// WantedWorkFactor is the work factor that the vault's owner has chosen, or that
// of the options.
func (v *Vault) WantedWorkFactor() int {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current != nil && v.current.workFactor != 0 {
		return min(v.current.workFactor, v.options.MaxWorkFactor)
	}
	return v.options.WorkFactor
}

// SetWorkFactor records the owner's choice and rewrites identity.age with it. It
// checks the password.
func (v *Vault) SetWorkFactor(ctx context.Context, factor int, password []byte) error {
	if factor < MinWorkFactor || factor > MaxWorkFactor {
		return ErrNotWorkFactor.With("min", MinWorkFactor, "max", MaxWorkFactor)
	}
	if err := v.CheckPassword(ctx, password); err != nil {
		return err
	}
	if err := v.chooseWorkFactor(ctx, factor); err != nil {
		return err
	}
	return v.reseal(ctx, password, factor)
}

// ChooseWorkFactor records the owner's choice for the next password, and leaves
// the present one alone.
func (v *Vault) ChooseWorkFactor(ctx context.Context, factor int) error {
	if factor < MinWorkFactor || factor > MaxWorkFactor {
		return ErrNotWorkFactor.With("min", MinWorkFactor, "max", MaxWorkFactor)
	}
	return v.chooseWorkFactor(ctx, factor)
}

func (v *Vault) chooseWorkFactor(ctx context.Context, factor int) error {
	return v.updateHeader(ctx, func(s *state) error {
		s.workFactor = factor
		return nil
	})
}

// Upgrade rewrites identity.age if it is cheaper to guess than the owner wants,
// and reports whether it did. It checks the password first, unless there is
// nothing to do. Callers that have just unlocked with a password call it.
func (v *Vault) Upgrade(ctx context.Context, password []byte) (bool, error) {
	present, err := WorkFactor(v.Dir())
	wanted := v.WantedWorkFactor()
	if err != nil || present >= wanted {
		return false, err
	}
	// A wrong one here would become the vault's password.
	if err := v.CheckPassword(ctx, password); err != nil {
		return false, err
	}
	return true, v.reseal(ctx, password, wanted)
}
