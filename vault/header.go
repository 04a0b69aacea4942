package vault

import "context"

// updateHeader runs fn on a copy of what the payload says besides its entries,
// as it stands on the disk now, and saves it, durably. fn replaces what it
// changes: the copy is shallow. If fn returns an error nothing is written.
func (v *Vault) updateHeader(ctx context.Context, fn func(*state) error) error {
	return v.change(ctx, func(old *state) (*state, []record, error) {
		changed := *old
		if err := fn(&changed); err != nil {
			return nil, nil, err
		}
		return &changed, changed.records, nil
	})
}
