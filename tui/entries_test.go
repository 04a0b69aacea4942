package tui_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"sandi/internal/otp"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// other changes the vault as another process does, a moment later.
func (x *world) other(change func(*vault.Tx) error) {
	x.t.Helper()
	v, err := vault.Open(x.dir, []byte(password), cheap)
	if err != nil {
		x.t.Fatal(err)
	}
	defer v.Close()
	if err := v.Update(x.t.Context(), change); err != nil {
		x.t.Fatal(err)
	}
}

// find returns the entry of an issuer on the disk.
func (x *world) find(issuer string) vault.Entry {
	x.t.Helper()
	for _, e := range x.disk() {
		if e.Key.Issuer == issuer {
			return e
		}
	}
	x.t.Fatalf("no entry of %s", issuer)
	return vault.Entry{}
}

func (x *world) pass(d time.Duration) {
	time.Sleep(d)
	x.settle()
}

func TestEditUndoRedo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.press("E")
		x.shows("Edit an entry")
		x.press("2<tab><tab>kantor<ctrl+s>")
		x.shows("The entry is saved")
		x.hides("Edit an entry")
		if e := x.find("Alfa2"); !slices.Equal(e.Tags, []string{"kantor"}) {
			t.Errorf("got %v", e.Tags)
		}
		x.press("u")
		x.shows("The last change", "Alfa: a → Alfa2: a", "issuer, tags")
		x.press("<enter>")
		x.shows("Undone")
		if e := x.find("Alfa"); e.Tags != nil {
			t.Errorf("got %v", e.Tags)
		}
		x.press("u<enter>")
		x.find("Alfa2")
		x.press("u<esc>")
		x.find("Alfa2")
	})
}

func TestNothingToUndoIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, nil)
		x.press("u")
		x.hides("The last change")
	})
}

// A form that is open while another process changes the same entry: both
// changes are kept, the form says so, and what clashes goes to the bin.
func TestAFormAndAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 100, 40, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		x.press("E<tab>2")
		x.other(func(tx *vault.Tx) error {
			return tx.Change(tx.Entries()[0].ID, func(e *vault.Entry) error {
				e.Note, e.Key.Account = "dari luar", "mereka"
				return nil
			})
		})
		x.pass(4 * time.Second)
		x.shows("Changed by another program meanwhile", "dari luar", "a2")
		x.press("<ctrl+s>")
		x.shows("its version is in the bin")
		if e := x.find("Alfa"); e.Note != "dari luar" || e.Key.Account != "a2" {
			t.Errorf("got %q, %q", e.Note, e.Key.Account)
		}
		x.press("B")
		x.shows("Alfa: mereka", "goes in")
		x.press("<enter>")
		x.shows("is back among the entries")
		if n := len(x.disk()); n != 2 {
			t.Errorf("%d entries", n)
		}
	})
}

// The change arrives between the last look and saving: nothing is overwritten.
func TestSavingMergesWhatWasNotSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		x.press("E<tab>2")
		x.other(func(tx *vault.Tx) error {
			return tx.Change(tx.Entries()[0].ID, func(e *vault.Entry) error {
				e.Note = "dari luar"
				return nil
			})
		})
		x.press("<ctrl+s>")
		if e := x.find("Alfa"); e.Note != "dari luar" || e.Key.Account != "a2" {
			t.Errorf("got %q, %q", e.Note, e.Key.Account)
		}
	})
}

func TestWhatAnotherProcessChangedIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.other(func(tx *vault.Tx) error {
			_, err := tx.Add(tuitest.Entry("Gama", "g"))
			return err
		})
		x.pass(4 * time.Second)
		x.shows("Another program changed the vault: Gama: g added.")
		x.press("E") // the form of Alfa
		x.other(func(tx *vault.Tx) error { return tx.Remove(tx.Entries()[0].ID) })
		x.pass(4 * time.Second)
		x.shows("Another program has removed this entry")
		x.press("2<ctrl+s>")
		x.find("Alfa2")
	})
}

func TestTheBinInTheInterface(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.press("ed<right><enter>")
		x.shows("The entry is in the bin")
		x.press("B")
		x.shows("Alfa: a", "goes in 30 days")
		x.press("d<right><enter>")
		x.shows("erased for good", "The bin is empty")
		x.press("<esc>")
		x.shows("Beta")
		if n := len(x.disk()); n != 1 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestCounterRepairInTheInterface(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("VPN", "a")
		e.Key = otp.Key{Type: otp.HOTP, Issuer: "VPN", Secret: otp.NewSecret([]byte("12345678901234567890"))}.WithDefaults()
		x := open(t, 80, 24, []vault.Entry{e}, nil)
		x.press("el<down><enter>")
		x.shows("the next code is number 2")
		x.press("t254676<tab>287922<enter>")
		x.shows("the next code is number 7")
		if got := x.find("VPN").Key.Counter; got != 7 {
			t.Errorf("got %d", got)
		}
		x.press("<enter>t111111<tab>222222<enter>")
		x.shows("do not follow each other")
		x.press("<esc>l")
		x.other(func(tx *vault.Tx) error {
			_, err := tx.Advance(tx.Entries()[0].ID, 1)
			return err
		})
		x.press("<enter>")
		x.shows("The counter has moved meanwhile")
		if got := x.find("VPN").Key.Counter; got != 8 {
			t.Errorf("got %d", got)
		}
	})
}

func TestRetiredTwinAndRawInTheInterface(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, now := tuitest.Entry("SPSE lama", "a"), tuitest.Entry("SPSE baru", "a")
		old.Key.Secret, old.Status = now.Key.Secret, vault.Retired
		x := open(t, 80, 24, []vault.Entry{now, old}, nil)
		x.press("e")
		x.shows("The very same key as: SPSE lama: a")
		x.press("o")
		x.shows("These codes open nothing")
		x.press("b")
		x.shows("in use again")
		if e := x.find("SPSE lama"); e.Status != vault.Active {
			t.Errorf("got %s", e.Status)
		}
		x.press("R")
		x.shows(`"issuer":"SPSE lama"`)
		x.press("<ctrl+k>")
		x.hides("issuer")
	})
}
