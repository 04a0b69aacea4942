package portal

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// NewMemoryStore returns a store that forgets everything when it is closed.
func NewMemoryStore() Store {
	return &memory{
		settings: map[string][]byte{}, accounts: map[AccountID]Account{}, emails: map[string]int{},
		sessions: map[string]SessionRecord{}, tokens: map[TokenHash]string{}, strangers: map[TokenHash]stranger{},
		requests: map[AccountID]Request{}, classes: map[TokenHash]ClassRecord{},
	}
}

type memory struct {
	mu        sync.Mutex
	settings  map[string][]byte
	accounts  map[AccountID]Account
	emails    map[string]int           // how many accounts have the address
	sessions  map[string]SessionRecord // by ID
	tokens    map[TokenHash]string     // to ID
	strangers map[TokenHash]stranger
	journal   []Attempt // oldest first
	outbox    []Mail    // oldest first
	letters   []Letter  // oldest first
	requests  map[AccountID]Request
	classes   map[TokenHash]ClassRecord
	lastID    int64 // of what has one
}

type stranger struct {
	failures Failures
	last     time.Time
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

// View waits its turn: transactions in memory take microseconds.
func (m *memory) View(ctx context.Context, fn func(Tx) error) error { return m.Do(ctx, fn) }

// memoryTx writes at once and remembers how to take each write back.
type memoryTx struct {
	*memory
	undo []func()
}

func (tx *memoryTx) Setting(name string) ([]byte, bool, error) {
	v, ok := tx.settings[name]
	return slices.Clone(v), ok, nil
}

func (tx *memoryTx) PutSetting(name string, value []byte) error {
	set(tx, tx.settings, name, slices.Clone(value))
	return nil
}

func (tx *memoryTx) Account(role Role, user string) (Account, bool, error) {
	a, ok := tx.accounts[AccountID{role, user}]
	return a, ok, nil
}

func (tx *memoryTx) Accounts() ([]Account, error) {
	return slices.SortedFunc(maps.Values(tx.accounts), func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.User, b.User))
	}), nil
}

func (tx *memoryTx) CountAccounts() (int, error) { return len(tx.accounts), nil }

func (tx *memoryTx) HasEmail(address string) (bool, error) { return tx.emails[address] > 0, nil }

func (tx *memoryTx) PutAccount(a Account) error {
	if err := tx.DeleteAccount(a.Role, a.User); err != nil {
		return err
	}
	set(tx, tx.accounts, AccountID{a.Role, a.User}, a)
	set(tx, tx.emails, a.Email, tx.emails[a.Email]+1)
	return nil
}

func (tx *memoryTx) DeleteAccount(role Role, user string) error {
	id := AccountID{role, user}
	if old, ok := tx.accounts[id]; ok {
		set(tx, tx.emails, old.Email, tx.emails[old.Email]-1)
		if tx.emails[old.Email] == 0 {
			drop(tx, tx.emails, old.Email)
		}
		drop(tx, tx.accounts, id)
	}
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

func (tx *memoryTx) CountSessions(now time.Time) (map[AccountID]int, error) {
	count := map[AccountID]int{}
	for _, s := range tx.sessions {
		if now.Before(s.Expires) {
			count[AccountID{s.Role, s.User}]++
		}
	}
	return count, nil
}

func (tx *memoryTx) PutSession(s SessionRecord) error {
	if err := tx.DeleteSession(s.ID); err != nil {
		return err
	}
	set(tx, tx.sessions, s.ID, s)
	set(tx, tx.tokens, s.Token, s.ID)
	return nil
}

func (tx *memoryTx) DeleteSession(id string) error {
	if old, ok := tx.sessions[id]; ok {
		drop(tx, tx.tokens, old.Token)
		drop(tx, tx.sessions, id)
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

func (tx *memoryTx) Stranger(name TokenHash) (Failures, error) {
	return tx.strangers[name].failures, nil
}

func (tx *memoryTx) PutStranger(name TokenHash, f Failures, now time.Time) error {
	if _, ok := tx.strangers[name]; !ok && len(tx.strangers) >= MaxStrangers {
		oldest, first := TokenHash{}, true
		for k, v := range tx.strangers {
			if first || v.last.Before(tx.strangers[oldest].last) {
				oldest, first = k, false
			}
		}
		drop(tx, tx.strangers, oldest)
	}
	set(tx, tx.strangers, name, stranger{f, now})
	return nil
}

// id returns the next ID. IDs of transactions that fail are not used again.
func (tx *memoryTx) id() int64 {
	tx.lastID++
	return tx.lastID
}

func (tx *memoryTx) Note(a Attempt) error {
	a.ID = tx.id()
	appendBounded(tx, &tx.journal, a, JournalSize)
	return nil
}

func (tx *memoryTx) Journal(limit int) ([]Attempt, error) { return newest(tx.journal, limit), nil }

func (tx *memoryTx) JournalAfter(id int64, limit int) ([]Attempt, error) {
	from, _ := slices.BinarySearchFunc(tx.journal, id+1, func(a Attempt, id int64) int { return cmp.Compare(a.ID, id) })
	return slices.Clone(tx.journal[from:min(from+max(limit, 0), len(tx.journal))]), nil
}

func (tx *memoryTx) Forget() error {
	journal, outbox, letters := tx.journal, tx.outbox, tx.letters
	tx.keep(func() { tx.journal, tx.outbox, tx.letters = journal, outbox, letters })
	tx.journal, tx.outbox, tx.letters = nil, nil, nil
	dropAll(tx, tx.requests)
	dropAll(tx, tx.strangers)
	dropAll(tx, tx.sessions)
	dropAll(tx, tx.tokens)
	return nil
}

// keep remembers how to take a write back.
func (tx *memoryTx) keep(undo func()) { tx.undo = append(tx.undo, undo) }

// set writes into a map of the store.
func set[K comparable, V any](tx *memoryTx, m map[K]V, k K, v V) {
	putBack(tx, m, k)
	m[k] = v
}

// drop deletes from a map of the store.
func drop[K comparable, V any](tx *memoryTx, m map[K]V, k K) {
	putBack(tx, m, k)
	delete(m, k)
}

func dropAll[K comparable, V any](tx *memoryTx, m map[K]V) {
	for k := range m {
		drop(tx, m, k)
	}
}

// putBack remembers what m holds under k now.
func putBack[K comparable, V any](tx *memoryTx, m map[K]V, k K) {
	old, ok := m[k]
	tx.keep(func() {
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
	tx.keep(func() { *list = old })
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
