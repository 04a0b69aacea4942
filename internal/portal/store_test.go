package portal_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"

	"github.com/google/go-cmp/cmp"
)

// sameRecord compares keys without looking into a Secret's fields.
var sameRecord = cmp.Options{
	cmp.Comparer(func(a, b otp.Secret) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
}

func do(t *testing.T, store portal.Store, fn func(tx portal.Tx) error) {
	t.Helper()
	if err := store.Do(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func queue(tx portal.Tx, m portal.Mail) error {
	_, err := tx.Queue(m)
	return err
}

func fullAccount() portal.Account {
	return portal.Account{
		Role: portal.NonPenyedia, User: "a@b-c_d.e", PasswordHash: "$argon2id$…", DemoPassword: "kopa-sine",
		Email: "a@b.example", Class: "Pagi", Drift: -2,
		TOTP: portal.TOTPOn, ShownTo: "session", LastStep: 60_000_000,
		Key: otp.Key{
			Type: otp.TOTP, Issuer: "LPSE", Account: "a@b-c_d.e", Secret: otp.NewSecret([]byte("0123456789abcdef")),
			Algorithm: otp.SHA512, Digits: 8, Period: 60,
		},
		Passwords: portal.Failures{Count: 2, Until: start}, Codes: portal.Failures{Count: 1},
	}
}

func TestRecordsComeBackAsTheyWere(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		account := fullAccount()
		session := portal.SessionRecord{
			ID: "session", Token: sha256.Sum256([]byte("t")), Role: account.Role, User: account.User, State: portal.EnablingWait,
			Created: start, Expires: start.Add(time.Hour), ReadyAt: start.Add(1500 * time.Millisecond), Reloaded: true,
		}
		attempt := portal.Attempt{At: start.Add(1), Role: account.Role, User: account.User, Act: portal.ActCode, Verdict: portal.ExpiredCode, Locked: true, Steps: -3,
			ID: 1, Known: true, Age: 92 * time.Second, Window: otp.Window{Past: 1, Future: 2}, Drift: 3, ClockOffset: -time.Hour, Detail: "x"}
		mail := portal.Mail{Role: account.Role, User: account.User, QueuedAt: start, ArrivesAt: start.Add(2), CodeExpires: start.Add(1),
			To: "a@b.example", Subject: "s", Body: "b", State: portal.MailQueued, Tries: 2, NextTry: start.Add(3), Problem: "p", Step: 7}
		do(t, store, func(tx portal.Tx) error {
			return errors.Join(tx.PutAccount(account), tx.PutSession(session), tx.Note(attempt), queue(tx, mail))
		})
		do(t, store, func(tx portal.Tx) error {
			a, ok, err := tx.Account(account.Role, account.User)
			if diff := cmp.Diff(account, a, sameRecord); !ok || err != nil || diff != "" {
				t.Errorf("account: %v %v %s", ok, err, diff)
			}
			all, err := tx.Accounts()
			if diff := cmp.Diff([]portal.Account{account}, all, sameRecord); err != nil || diff != "" {
				t.Errorf("accounts: %v %s", err, diff)
			}
			s, ok, err := tx.Session(session.Token)
			if diff := cmp.Diff(session, s, sameRecord); !ok || err != nil || diff != "" {
				t.Errorf("session: %v %v %s", ok, err, diff)
			}
			list, err := tx.SessionsOf(account.Role, account.User)
			if diff := cmp.Diff([]portal.SessionRecord{session}, list, sameRecord); err != nil || diff != "" {
				t.Errorf("sessions: %v %s", err, diff)
			}
			journal, err := tx.Journal(5)
			if diff := cmp.Diff([]portal.Attempt{attempt}, journal, sameRecord); err != nil || diff != "" {
				t.Errorf("journal: %v %s", err, diff)
			}
			box, err := tx.Outbox(5)
			mail.ID = box[0].ID
			if diff := cmp.Diff([]portal.Mail{mail}, box, sameRecord); err != nil || diff != "" {
				t.Errorf("outbox: %v %s", err, diff)
			}
			return nil
		})
		// Writing again replaces: the account loses its key, the session its token.
		account.TOTP, account.Key, account.Passwords = portal.TOTPReset, otp.Key{}, portal.Failures{}
		old := session.Token
		session.Token, session.State, session.ReadyAt = sha256.Sum256([]byte("u")), portal.KeyShown, time.Time{}
		do(t, store, func(tx portal.Tx) error { return errors.Join(tx.PutAccount(account), tx.PutSession(session)) })
		do(t, store, func(tx portal.Tx) error {
			a, _, err := tx.Account(account.Role, account.User)
			if diff := cmp.Diff(account, a, sameRecord); err != nil || diff != "" {
				t.Errorf("account: %v %s", err, diff)
			}
			if _, ok, err := tx.Session(old); ok || err != nil {
				t.Errorf("the old token: %v %v", ok, err)
			}
			if s, ok, err := tx.Session(session.Token); !ok || err != nil || cmp.Diff(session, s, sameRecord) != "" {
				t.Errorf("the new token: %v %v %v", s, ok, err)
			}
			if _, ok, err := tx.Account(portal.Penyedia, account.User); ok || err != nil {
				t.Errorf("the other role: %v %v", ok, err)
			}
			return nil
		})
	})
}

func TestNothingIsHalfDone(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		account := fullAccount()
		session := portal.SessionRecord{ID: "s", Token: sha256.Sum256([]byte("t")), Role: account.Role, User: account.User, Created: start, Expires: start.Add(time.Hour)}
		do(t, store, func(tx portal.Tx) error {
			return errors.Join(tx.PutAccount(account), tx.PutSession(session), tx.Note(portal.Attempt{At: start}))
		})
		change := func(tx portal.Tx) error {
			changed := account
			changed.LastStep++
			other := account
			other.User = "other"
			rotated := session
			rotated.Token = sha256.Sum256([]byte("u"))
			return errors.Join(
				tx.PutAccount(changed), tx.PutAccount(other), tx.PutSession(rotated), tx.DeleteSession("s"),
				tx.Note(portal.Attempt{At: start}), queue(tx, portal.Mail{QueuedAt: start}), tx.DeleteExpired(start.Add(2*time.Hour)))
		}
		boom := errors.New("boom")
		if err := store.Do(t.Context(), func(tx portal.Tx) error { return errors.Join(change(tx), boom) }); !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		func() {
			defer func() { _ = recover() }()
			_ = store.Do(t.Context(), func(tx portal.Tx) error {
				if err := change(tx); err != nil {
					t.Error(err)
				}
				panic("boom")
			})
		}()
		do(t, store, func(tx portal.Tx) error {
			all, err := tx.Accounts()
			if diff := cmp.Diff([]portal.Account{account}, all, sameRecord); err != nil || diff != "" {
				t.Errorf("accounts: %v %s", err, diff)
			}
			list, err := tx.SessionsOf(account.Role, account.User)
			if diff := cmp.Diff([]portal.SessionRecord{session}, list, sameRecord); err != nil || diff != "" {
				t.Errorf("sessions: %v %s", err, diff)
			}
			if _, ok, err := tx.Session(session.Token); !ok || err != nil {
				t.Errorf("token: %v %v", ok, err)
			}
			journal, err := tx.Journal(9)
			box, err2 := tx.Outbox(9)
			if len(journal) != 1 || len(box) != 0 || err != nil || err2 != nil {
				t.Errorf("journal %v, outbox %v, %v %v", journal, box, err, err2)
			}
			return nil
		})
	})
}

func TestDoHeedsItsContext(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := store.Do(ctx, func(portal.Tx) error { t.Error("ran"); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestJournalAndOutboxAreBounded(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		const more = portal.JournalSize + 107
		do(t, store, func(tx portal.Tx) error {
			for i := range more {
				if err := errors.Join(tx.Note(portal.Attempt{At: start, Steps: i}), queue(tx, portal.Mail{QueuedAt: start.Add(time.Duration(i))})); err != nil {
					return err
				}
			}
			return nil
		})
		do(t, store, func(tx portal.Tx) error {
			journal, err := tx.Journal(more)
			if err != nil || len(journal) != portal.JournalSize || journal[0].Steps != more-1 || journal[portal.JournalSize-1].Steps != more-portal.JournalSize {
				t.Errorf("%d lines from %+v, %v", len(journal), journal[0], err)
			}
			box, err := tx.Outbox(more)
			if err != nil || len(box) != portal.OutboxSize || !box[0].QueuedAt.Equal(start.Add(more-1)) {
				t.Errorf("%d mails, %v", len(box), err)
			}
			for _, limit := range []int{-1, 0} {
				if list, err := tx.Journal(limit); err != nil || len(list) != 0 {
					t.Errorf("limit %d gives %d lines, %v", limit, len(list), err)
				}
			}
			return nil
		})
	})
}

// Whatever a developer prints, no secret comes out.
func TestNothingPrintsASecret(t *testing.T) {
	s := newSite(t, portal.Options{})
	session := s.signIn()
	key := s.show(session)
	b, err := session.Barcode(t.Context())
	s.must(err)
	wrong := session.SubmitCode(t.Context(), "654321")
	journal, err := s.Journal(t.Context(), 100)
	s.must(err)
	for _, v := range []any{session, *session, session.Token(), b, key, wrong, journal} {
		text := fmt.Sprintf("%v %+v %#v", v, v, v)
		for _, secret := range []string{key.Secret.Base32(), string(key.Secret.Bytes()), session.Token().Reveal(), "654321"} {
			if contains(text, secret) {
				t.Errorf("%T prints a secret", v)
			}
		}
	}
}
