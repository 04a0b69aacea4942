package vault

import "context"

// updateHeader runs fn on a copy of what the payload says besides its entries,
// as it stands on the disk now, and saves it, durably. fn replaces what it
// changes: the copy is shallow. If fn returns an error nothing is written.
func (v *Vault) updateHeader(ctx context.Context, fn func(*state) error) error {
	id, known, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	fresh, err := v.dir.load(id, known)
	if err != nil {
		return err
	}
	v.publish(fresh)
	changed := *fresh.state
	if err := fn(&changed); err != nil {
		return err
	}
	generation, err := v.dir.nextGeneration(fresh.generation)
	if err != nil {
		return err
	}
	v.dir.sweep()
	return v.save(assemble(&changed, changed.records, generation))
}
