package vault

import (
	"context"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
)

// How often entries are used stands in a file of its own, usage.age, encrypted
// to the vault's identity:
//
//	{"version":1,"usage":{"k3v7q2ma":{"count":12,"last":"2026-01-31T12:00:00Z"}}}
//
// So a copied code makes no new generation of the vault and no backup. The file
// may be lost, cut or put back: then entries are sorted differently, no more.

const (
	// maxUsageSize is room for 100,000 entries and more.
	maxUsageSize = 16 << 20
	// usageEvery is how often an open vault writes the file at most.
	usageEvery = time.Minute
	// usageWait bounds the wait for other processes: counting is worth no more.
	usageWait = time.Second
)

// Usage says how much an entry is used.
type Usage struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last,omitzero"`
}

func (u Usage) plus(o Usage) Usage {
	sum := Usage{Count: max(u.Count, 0) + max(o.Count, 0), Last: u.Last}
	if o.Last.After(u.Last) {
		sum.Last = o.Last
	}
	return sum
}

// usageBook is what an open vault knows of usage.age.
type usageBook struct {
	mu      sync.Mutex
	read    bool             // the file was read
	total   map[string]Usage // with what is not written yet
	pending map[string]Usage // what is not written yet
	written time.Time
}

// Used counts one use of an entry: a code that was copied or shown. It is
// written at once or, if that was done within the last minute, with a later one
// or at Close.
func (v *Vault) Used(ctx context.Context, id string) error {
	ids, current, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	if v.readOnly {
		return nil
	}
	if _, ok := current.index[id]; !ok {
		return ErrNoEntry.With("query", id)
	}
	b := &v.usage
	b.mu.Lock()
	defer b.mu.Unlock()
	now := v.options.Now().UTC().Truncate(time.Second)
	one := Usage{Count: 1, Last: now}
	if b.pending == nil {
		b.pending = map[string]Usage{}
	}
	b.pending[id] = b.pending[id].plus(one)
	if b.read {
		b.total[id] = b.total[id].plus(one)
	}
	if since := now.Sub(b.written); !b.written.IsZero() && since >= 0 && since < usageEvery {
		return nil
	}
	if err := v.writeUsage(ctx, ids, current, usageWait); err != nil {
		return err
	}
	b.written = now
	return nil
}

// Usage returns how much each entry is used. It reads usage.age the first time;
// a file that does not open is taken for empty.
func (v *Vault) Usage() map[string]Usage {
	ids, _, err := v.begin(context.Background())
	if err != nil {
		return nil
	}
	defer v.end()
	b := &v.usage
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.read {
		b.total, b.read = v.dir.readUsage(ids), true
		for id, u := range b.pending {
			b.total[id] = b.total[id].plus(u)
		}
	}
	list := make(map[string]Usage, len(b.total))
	for id, u := range b.total {
		list[id] = u
	}
	return list
}

// writeUsage adds what was counted to the file. Entries that are gone for good
// are forgotten.
func (v *Vault) writeUsage(ctx context.Context, ids *identities, current *loaded, wait time.Duration) error {
	b := &v.usage
	if len(b.pending) == 0 {
		return nil
	}
	unlock, err := v.dir.lock(ctx, min(wait, v.options.LockTimeout))
	if err != nil {
		return err
	}
	defer unlock()
	// Others may have counted meanwhile, so the file is read again.
	sum := v.dir.readUsage(ids)
	if len(sum) == 0 && b.read {
		// It is gone, or was encrypted to an identity of before a rotation.
		for id, u := range b.total {
			sum[id] = u
		}
	} else {
		for id, u := range b.pending {
			sum[id] = sum[id].plus(u)
		}
	}
	bin := txBin{items: current.bin}
	for id := range sum {
		if _, ok := current.index[id]; !ok && bin.find(id) < 0 {
			delete(sum, id)
		}
	}
	if err := v.dir.saveUsage(sum, ids); err != nil {
		return err
	}
	if b.read {
		b.total = sum
	}
	b.pending = nil
	return nil
}

// flushUsage writes what is left, at Close. The caller has the turn.
func (v *Vault) flushUsage() {
	v.mu.RLock()
	ids, current := v.identity, v.current
	v.mu.RUnlock()
	b := &v.usage
	b.mu.Lock()
	defer b.mu.Unlock()
	if current != nil {
		// Locking a vault must not wait for other processes.
		_ = v.writeUsage(context.Background(), ids, current, 100*time.Millisecond)
	}
	b.pending, b.total, b.read = nil, nil, false
}

type wireUsage struct {
	Version int              `json:"version"`
	Usage   map[string]Usage `json:"usage"`
}

// readUsage returns what the file says, and nothing if it does not open.
func (d directory) readUsage(ids *identities) map[string]Usage {
	none := map[string]Usage{}
	file, err := d.read(usageName)
	if err != nil || len(file) > maxUsageSize {
		return none
	}
	plain, err := openPayload(file, ids)
	if err != nil {
		return none
	}
	var w wireUsage
	if json.Unmarshal(plain, &w) != nil || w.Version != 1 || w.Usage == nil {
		return none
	}
	for id, u := range w.Usage {
		if !validID(id) || u.Count < 0 {
			delete(w.Usage, id)
		}
	}
	return w.Usage
}

// saveUsage replaces the file. It is not encrypted to recovery keys: they open
// what must not be lost.
func (d directory) saveUsage(usage map[string]Usage, ids *identities) error {
	plain, err := json.Marshal(wireUsage{1, usage}, json.Deterministic(true))
	if err != nil {
		return err
	}
	file, err := sealPayload(plain, ids, nil)
	if err != nil {
		return err
	}
	return d.write(usageName, file)
}
