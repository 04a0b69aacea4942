package portal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sandi/internal/portal"
)

func TestImportAccounts(t *testing.T) {
	eachStore(t, func(t *testing.T, store portal.Store) {
		s := newSite(t, portal.Options{Store: store})
		table := "\ufeffrole,user_id,password,email\r\n" +
			"penyedia,ani,rahasia ani,Ani@PT.example\r\n" +
			"NON PENYEDIA, dewi ,,\r\n" +
			"penyedia,\"tiga\",\"a,b\"\"c\",\r\n" +
			"admin,x,y,\r\n" +
			"penyedia,a b,y,\r\n" +
			"penyedia,ani,lagi,\r\n" +
			"penyedia," + user + ",y,\r\n" +
			"penyedia,z,y,bukan alamat\r\n" +
			"penyedia,z,y,curi@penyedia.latihan.example\r\n" +
			"penyedia,z," + strings.Repeat("p", portal.MaxPassword+1) + ",\r\n"
		report, err := s.ImportAccounts(t.Context(), strings.NewReader(table))
		s.must(err)
		if len(report.Added) != 3 {
			t.Fatalf("added %d", len(report.Added))
		}
		want := []portal.NewAccount{
			{Role: portal.Penyedia, User: "ani", Password: "rahasia ani", Email: "ani@pt.example"},
			{Role: portal.NonPenyedia, User: "dewi", Password: report.Added[1].Password, Email: "dewi@non-penyedia.latihan.example"},
			{Role: portal.Penyedia, User: "tiga", Password: `a,b"c`, Email: "tiga@penyedia.latihan.example"},
		}
		for i, a := range report.Added {
			if a != want[i] || a.Password == "" {
				t.Errorf("row %d became %s %s %s", i, a.Role, a.User, a.Email)
			}
			if _, err := s.SignIn(t.Context(), a.Role, a.User, []byte(a.Password)); err != nil {
				t.Errorf("%s: %v", a.User, err)
			}
		}
		skipped := map[int]error{5: portal.ErrBadAccount, 6: portal.ErrBadAccount, 7: portal.ErrAccountExists, 8: portal.ErrAccountExists,
			9: portal.ErrBadAccount, 10: portal.ErrBadAccount, 11: portal.ErrBadAccount}
		if len(report.Skipped) != len(skipped) {
			t.Errorf("skipped %v", report.Skipped)
		}
		for _, r := range report.Skipped {
			if !errors.Is(r.Err, skipped[r.Line]) {
				t.Errorf("line %d: %v, want %v", r.Line, r.Err, skipped[r.Line])
			}
		}
	})
}

// Spreadsheets in Indonesia write semicolons, and columns come in any order.
func TestImportOtherShapes(t *testing.T) {
	for _, table := range []string{
		"role;user_id\npenyedia;ani\n", "USER_ID;Role\nani;penyedia", "email,user_id,role\n,ani,penyedia\n", "role,user_id\n\npenyedia,ani\n\n",
	} {
		s := newSite(t, portal.Options{})
		report, err := s.ImportAccounts(t.Context(), strings.NewReader(table))
		if err != nil || len(report.Added) != 1 || report.Added[0].User != "ani" || report.Added[0].Password == "" {
			t.Errorf("%q: %d added, %v", table, len(report.Added), err)
		}
	}
}

// A file that cannot be read makes no account, and its fault tells nothing of
// what is in it.
func TestImportRefuses(t *testing.T) {
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString("role,user_id\n")
		for i := range n {
			fmt.Fprintf(&b, "penyedia,u%d\n", i)
		}
		return b.String()
	}
	for name, table := range map[string]string{
		"empty": "", "no header": "penyedia,ani\n", "no user": "role,password\n", "twice": "role,user_id,role\n", "unknown": "role,user_id,geheim\n",
		"columns": "role,user_id\npenyedia,geheim,x\n", "quote": "role,user_id,password\npenyedia,ani,\"geheim\n", "binary": "\x00\x01geheim",
		"rows": rows(portal.MaxImportRows + 1), "size": "role,user_id\npenyedia,\"" + strings.Repeat("x", portal.MaxImportSize) + "\"\n",
	} {
		s := newSite(t, portal.Options{})
		report, err := s.ImportAccounts(t.Context(), strings.NewReader(table))
		if !errors.Is(err, portal.ErrBadTable) || len(report.Added)+len(report.Skipped) != 0 {
			t.Errorf("%s: %v, %d added", name, err, len(report.Added))
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the fault tells what is in the file: %v", name, err)
		}
		if all, _ := s.Accounts(t.Context()); len(all) != 1 {
			t.Errorf("%s: %d accounts", name, len(all))
		}
	}
}

func TestAccountsAreBounded(t *testing.T) {
	s := newSite(t, portal.Options{})
	n := 1
	for batch := 0; n < portal.MaxAccounts; batch++ {
		var b strings.Builder
		b.WriteString("role,user_id,password\n")
		for i := range portal.MaxImportRows {
			fmt.Fprintf(&b, "penyedia,u%d-%d,x\n", batch, i)
		}
		report, err := s.ImportAccounts(t.Context(), strings.NewReader(b.String()))
		s.must(err)
		n += len(report.Added)
		for _, r := range report.Skipped {
			if !errors.Is(r.Err, portal.ErrFull) {
				t.Fatal(r.Err)
			}
		}
	}
	if n != portal.MaxAccounts {
		t.Errorf("%d accounts", n)
	}
	if err := s.AddAccount(t.Context(), portal.NonPenyedia, "one.more", []byte("x")); !errors.Is(err, portal.ErrFull) {
		t.Errorf("got %v", err)
	}
}

func FuzzImportAccounts(f *testing.F) {
	f.Add("role,user_id,password,email\npenyedia,ani,x,a@b.example\n")
	f.Add("role;user_id\n\"penyedia\";ani\n")
	p, err := portal.New(portal.Options{Clock: &manualClock{now: start}, HashCost: cheap})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, table string) {
		if len(table) > 2000 {
			return
		}
		report, err := p.ImportAccounts(t.Context(), strings.NewReader(table))
		if err != nil && !errors.Is(err, portal.ErrBadTable) {
			t.Fatal(err)
		}
		for _, a := range report.Added {
			if !a.Role.Known() || a.User == "" || a.Password == "" || a.Email == "" {
				t.Fatalf("added %s %s %s", a.Role, a.User, a.Email)
			}
			if err := p.RemoveAccount(t.Context(), a.Role, a.User); err != nil {
				t.Fatal(err)
			}
		}
	})
}
