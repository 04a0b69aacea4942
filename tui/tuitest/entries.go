package tuitest

import (
	"fmt"

	"sandi/internal/otp"
	"sandi/vault"
)

// Entry returns an active entry with a key of its own.
func Entry(issuer, account string) vault.Entry {
	return vault.Entry{
		ID: "id-" + issuer, Status: vault.Active, Created: At, Modified: At,
		Key: otp.Key{Issuer: issuer, Account: account, Secret: otp.NewSecret([]byte("12345678901234567890" + issuer))}.WithDefaults(),
	}
}

// Entries returns one entry of every kind that a screen has to cope with:
// statuses, types, periods, and names that try to break out of their line.
func Entries() []vault.Entry {
	favourite := Entry("SPSE LKPP", "penyedia.demo")
	favourite.Favorite = true
	favourite.Enrolment = &vault.Enrolment{Service: "practice", Role: "penyedia", User: "penyedia.demo", Practice: true}
	long := Entry("Bank dengan nama yang sangat panjang sekali dan tidak muat di mana pun", "nasabah-dengan-nama-panjang@bank.example")
	long.Key.Digits, long.Key.Period = 8, 60
	pending := Entry("Latihan", "auditor.demo")
	pending.Status = vault.Pending
	cjk := Entry("日本語サービス", "山田太郎")
	cjk.Key.Period = 6
	emoji := Entry("👨‍👩‍👧 Keluarga", "ibu")
	rtl := Entry("שירות", "\u202eevil\u202c משתמש")
	rtl.Key.Period = 3600
	control := Entry("Evil\x1b[2J\x1b]0;owned\x07\nBank", "a\tb\x00c\u200b")
	hotp := Entry("Kunci perangkat", "vpn")
	hotp.Key.Type, hotp.Key.Period, hotp.Key.Counter = otp.HOTP, 0, 41
	steam := vault.Entry{ID: "id-Steam", Status: vault.Active, Key: otp.Key{Type: otp.Steam, Issuer: "Steam", Account: "budi", Secret: otp.NewSecret([]byte("steamsteam"))}.WithDefaults()}
	retired := Entry("SPSE lama", "penyedia.demo")
	retired.Status = vault.Retired
	odd := vault.Entry{ID: "id-odd", Status: vault.Quarantined, Problem: "period out of range", Key: otp.Key{Issuer: "Aneh", Account: "x"}, Cause: otp.ErrPeriod.With("period", -3, "min", 1, "max", otp.MaxPeriod)}
	nameless := vault.Entry{ID: "id-none", Status: vault.Active, Key: otp.Key{Secret: otp.NewSecret([]byte("nameless"))}.WithDefaults()}
	return []vault.Entry{favourite, long, pending, cjk, emoji, rtl, control, hotp, steam, retired, odd, nameless}
}

// Many returns n entries.
func Many(n int) []vault.Entry {
	out := make([]vault.Entry, n)
	for i := range out {
		out[i] = Entry(fmt.Sprintf("Layanan %05d", i), fmt.Sprintf("akun%d@example.com", i))
	}
	return out
}
