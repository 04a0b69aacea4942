package portal_test

import (
	"os"
	"path/filepath"
	"testing"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// testdata/v1 is a store that the version before schema version 2 has made: an
// enrolled account with one failure, a session at the TOTP prompt, the
// demonstration accounts of then, a journal and a mail of RESET TOTP. The key
// and the token of a test account protect nothing.
const (
	v1Token  = "W3b5xWKJx8ogXO6P9pordz7LqK65Vut5I9LlriT7sdY"
	v1Secret = "AA6NJH6U577CGPRSKFWIWRS275RH6YD3"
)

func TestStoreOfVersion1(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"portal.db", "portal.key"} {
		b, err := os.ReadFile(filepath.Join("testdata", "v1", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // opened again it is not migrated again
		c := &manualClock{now: start}
		store, err := portal.OpenStore(dir)
		if err != nil {
			t.Fatal(err)
		}
		p, err := portal.New(portal.Options{Clock: c, Store: store, HashCost: cheap, Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		s := &site{p, t, c}
		v := s.view(user)
		if v.TOTP != portal.TOTPOn || v.Failures != 1 || v.Email != "budi.vendor@penyedia.latihan.example" || v.Sessions != 1 {
			t.Errorf("the account is now %+v", v)
		}
		all, err := s.Accounts(t.Context())
		s.must(err)
		if len(all) != 5 {
			t.Errorf("%d accounts, want the two samples of then, the two of now, and one", len(all))
		}
		session, err := s.Resume(t.Context(), portal.ParseToken(v1Token))
		s.must(err)
		if session.State() != portal.TOTPPrompt {
			t.Errorf("the session is in %s", session.State())
		}
		journal, err := s.Journal(t.Context(), 100)
		s.must(err)
		if len(journal) != 7 || journal[0].Verdict != portal.WrongCode || journal[0].ID <= journal[1].ID {
			t.Errorf("%d lines of journal, the last %+v", len(journal), journal[0])
		}
		// What was never to be sent is not sent now.
		due, err := s.ClaimMail(t.Context(), start.AddDate(1, 0, 0), 10)
		s.must(err)
		box, err := s.Outbox(t.Context(), 10)
		s.must(err)
		if len(due) != 0 || len(box) != 1 || box[0].State != portal.MailSent {
			t.Errorf("%d mails are due of %d", len(due), len(box))
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p, store := reopen(t, dir, &manualClock{now: start}, portal.Options{})
	defer store.Close()
	secret, err := otp.ParseSecret(v1Secret)
	if err != nil {
		t.Fatal(err)
	}
	key := otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults()
	session, err := p.Resume(t.Context(), portal.ParseToken(v1Token))
	if err != nil {
		t.Fatal(err)
	}
	code, err := key.CodeAt(start)
	if err != nil {
		t.Fatal(err)
	}
	if err := session.SubmitCode(t.Context(), code.Reveal()); err != nil {
		t.Errorf("a code of the key from then: %v", err)
	}
}
