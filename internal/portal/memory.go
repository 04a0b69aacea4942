package portal

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// NewMemoryStore returns a store that forgets everything when it is closed.
func NewMemoryStore() Store {
	return &memory{accounts: map[accountID]Account{}, sessions: map[string]SessionRecord{}, tokens: map[TokenHash]string{}}
}

type accountID struct {
	role Role
	user string
}

type memory struct {
	mu       sync.Mutex
	accounts map[accountID]Account
	sessions map[string]SessionRecord // by ID
	tokens   map[TokenHash]string     // to ID
	journal  []Attempt                // oldest first
	outbox   []Mail                   // oldest first
}

func (m *memory) Close() error { return nil }

func (m *memory) Do(ctx context.Context, fn func(Tx) error) (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx := &memoryTx{memory: m}
	done := false
	defer func() { // also when fn panics
		if done && err == nil {
			return
		}
		for _, undo := range slices.Backward(tx.undo) {
			undo()
		}
	}()
	err = fn(tx)
	done = true
	return err
}

// memoryTx writes at once and remembers how to take each write back.
type memoryTx struct {
	*memory
	undo []func()
}

func (tx *memoryTx) Account(role Role, user string) (Account, bool, error) {
	a, ok := tx.accounts[accountID{role, user}]
	return a, ok, nil
}

func (tx *memoryTx) Accounts() ([]Account, error) {
	all := make([]Account, 0, len(tx.accounts))
	for _, a := range tx.accounts {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.User, b.User))
	})
	return all, nil
}

func (tx *memoryTx) PutAccount(a Account) error {
	putBack(tx, tx.accounts, accountID{a.Role, a.User})
	tx.accounts[accountID{a.Role, a.User}] = a
	return nil
}

func (tx *memoryTx) Session(t TokenHash) (SessionRecord, bool, error) {
	id, ok := tx.tokens[t]
	if !ok {
		return SessionRecord{}, false, nil
	}
	s, ok := tx.sessions[id]
	return s, ok, nil
}

func (tx *memoryTx) SessionsOf(role Role, user string) ([]SessionRecord, error) {
	var found []SessionRecord
	for _, s := range tx.sessions {
		if s.Role == role && s.User == user {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b SessionRecord) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}

func (tx *memoryTx) PutSession(s SessionRecord) error {
	if err := tx.DeleteSession(s.ID); err != nil {
		return err
	}
	putBack(tx, tx.tokens, s.Token)
	tx.sessions[s.ID], tx.tokens[s.Token] = s, s.ID
	return nil
}

func (tx *memoryTx) DeleteSession(id string) error {
	putBack(tx, tx.sessions, id)
	if old, ok := tx.sessions[id]; ok {
		putBack(tx, tx.tokens, old.Token)
		delete(tx.tokens, old.Token)
		delete(tx.sessions, id)
	}
	return nil
}

func (tx *memoryTx) DeleteExpired(now time.Time) error {
	for id, s := range tx.sessions {
		if !now.Before(s.Expires) {
			if err := tx.DeleteSession(id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *memoryTx) Note(a Attempt) error {
	appendBounded(tx, &tx.journal, a, JournalSize)
	return nil
}

func (tx *memoryTx) Journal(limit int) ([]Attempt, error) { return newest(tx.journal, limit), nil }

func (tx *memoryTx) Queue(m Mail) error {
	appendBounded(tx, &tx.outbox, m, OutboxSize)
	return nil
}

func (tx *memoryTx) Outbox(limit int) ([]Mail, error) { return newest(tx.outbox, limit), nil }

// putBack remembers what m holds under k now.
func putBack[K comparable, V any](tx *memoryTx, m map[K]V, k K) {
	old, ok := m[k]
	tx.undo = append(tx.undo, func() {
		if ok {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
}

// appendBounded drops the oldest by moving the slice's start; append copies the
// rest when the room behind it is used up.
func appendBounded[T any](tx *memoryTx, list *[]T, v T, most int) {
	old := *list
	tx.undo = append(tx.undo, func() { *list = old })
	kept := old
	if len(kept) >= most {
		kept = kept[len(kept)-most+1:]
	}
	*list = append(kept, v)
}

func newest[T any](list []T, limit int) []T {
	n := min(max(limit, 0), len(list))
	out := slices.Clone(list[len(list)-n:])
	slices.Reverse(out)
	return out
}
