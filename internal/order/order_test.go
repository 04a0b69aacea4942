package order_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/order"
	"sandi/internal/otp"
	"sandi/vault"
)

func entry(id, issuer, account, key string) vault.Entry {
	return vault.Entry{ID: id, Status: vault.Active, Key: otp.Key{Issuer: issuer, Account: account, Secret: otp.NewSecret([]byte(key))}}
}

func ids(entries []vault.Entry) (list []string) {
	for _, e := range entries {
		list = append(list, e.ID)
	}
	return list
}

func TestSort(t *testing.T) {
	favourite, retired, practice, odd := entry("f", "zulu", "z", "1"), entry("r", "a", "a", "2"), entry("p", "a", "a", "3"), vault.Entry{ID: "q", Status: vault.Quarantined}
	favourite.Favorite, retired.Status = true, vault.Retired
	practice.Enrolment, practice.Favorite = &vault.Enrolment{Practice: true}, true
	entries := []vault.Entry{odd, retired, practice, entry("b", "Beta", "ada", "4"), entry("a", "alfa", "cora", "5"), entry("n", "", "bela", "6"), favourite}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	used := map[string]vault.Usage{"b": {Count: 1, Last: day.Add(time.Hour)}, "n": {Count: 5, Last: day}, "p": {Count: 99, Last: day}}
	for by, want := range map[order.Order][]string{
		order.Issuer:   {"f", "a", "n", "b", "p", "r", "q"}, // what has no issuer sorts by its account
		order.Account:  {"f", "b", "n", "a", "p", "r", "q"},
		order.MostUsed: {"f", "n", "b", "a", "p", "r", "q"},
		order.LastUsed: {"f", "b", "n", "a", "p", "r", "q"},
		order.Custom:   {"b", "a", "n", "f", "p", "r", "q"}, // as in the vault: favourites too
	} {
		got := slices.Clone(entries)
		order.Sort(got, by, used)
		if diff := cmp.Diff(want, ids(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", by, diff)
		}
	}
}

func TestParseAndNext(t *testing.T) {
	by := order.Issuer
	for range order.All() {
		if got, ok := order.Parse(string(by)); got != by || !ok {
			t.Errorf("Parse(%s) = %s, %v", by, got, ok)
		}
		by = by.Next()
	}
	if by != order.Issuer {
		t.Errorf("Next ends at %s", by)
	}
	if got, ok := order.Parse("colour"); got != order.Issuer || ok {
		t.Errorf("Parse(colour) = %s, %v", got, ok)
	}
}

func TestDuplicates(t *testing.T) {
	entries := []vault.Entry{entry("a", "x", "", "1"), entry("b", "y", "", "2"), entry("c", "z", "", "1"), entry("d", "x", "", "1"), {ID: "e"}, {ID: "f"}}
	want := map[string][]string{"a": {"c", "d"}, "c": {"a", "d"}, "d": {"a", "c"}}
	if diff := cmp.Diff(want, order.Duplicates(entries)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
