package vault_test

import (
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"sandi/internal/otp"
	"sandi/vault"
)

const good = `{"id":"good","type":"totp","account":"good","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`

func TestOddEntriesAreQuarantinedAndKept(t *testing.T) {
	for _, tt := range []struct {
		name, raw string
		cause     error
	}{
		{"absurd period", `{"id":"odd","type":"totp","account":"x","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":99999999999,"status":"active"}`, otp.ErrPeriod},
		{"period zero", `{"id":"odd","type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":0,"status":"active"}`, nil},
		{"period a text", `{ "id" : "odd",  "type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":"30","status":"active"}`, nil},
		{"unknown type", `{"id":"odd","type":"motp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":10,"status":"active"}`, otp.ErrType},
		{"unknown algorithm", `{"id":"odd","type":"totp","secret":"GEZDGNBV","algorithm":"MD5","digits":6,"period":30,"status":"active"}`, otp.ErrAlgorithm},
		{"no algorithm", `{"id":"odd","type":"totp","secret":"GEZDGNBV","digits":6,"period":30,"status":"active"}`, otp.ErrAlgorithm},
		{"bad base32", `{"id":"odd","type":"totp","secret":"0189-SECRET","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, nil},
		{"no secret", `{"id":"odd","type":"totp","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, otp.ErrSecretEmpty},
		{"unknown status", `{"id":"odd","type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"asleep"}`, nil},
		{"member twice", `{"id":"odd","type":"totp","secret":"GEZDGNBV","secret":"MFRGG","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, nil},
		{"not UTF-8", `{"id":"odd","type":"totp","account":"` + "\xff" + `","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, nil},
		{"negative counter", `{"id":"odd","type":"hotp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"counter":-1,"status":"active"}`, nil},
		{"no id", `{"type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, nil},
		{"id taken", good, nil},
		{"id for a shell", `{"id":"; rm","type":"totp","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active"}`, nil},
		{"not an object", `42`, nil},
		{"null", `null`, nil},
		{"deep", strings.Repeat("[", 500) + strings.Repeat("]", 500), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := craft(t, `{"version":1,"generation":3,"entries":[`+good+`,`+tt.raw+`]}`)
			v := open(t, dir)
			list := v.Entries()
			if len(list) != 2 || list[0].Status != vault.Active || list[0].Problem != "" {
				t.Fatalf("got %+v", list)
			}
			odd := list[1]
			if odd.Status != vault.Quarantined || odd.Problem == "" || odd.Cause == nil || odd.ID == "" || odd.ID == "good" {
				t.Errorf("got status %q, problem %q, cause %v, id %q", odd.Status, odd.Problem, odd.Cause, odd.ID)
			}
			if tt.cause != nil && !errors.Is(odd.Cause, tt.cause) {
				t.Errorf("cause: got %v, want %v", odd.Cause, tt.cause)
			}
			if strings.Contains(odd.Problem, "GEZDGNBV") || strings.Contains(odd.Problem, "SECRET") {
				t.Errorf("the problem holds the key: %q", odd.Problem)
			}
			touch(t, v)
			err := v.Update(ctx, func(tx *vault.Tx) error {
				return tx.Change("good", func(e *vault.Entry) error { e.Favorite = true; return nil })
			})
			if err != nil {
				t.Fatal(err)
			}
			if text := payload(t, dir, identity(t, dir)); !strings.Contains(text, "\n"+tt.raw+",\n") {
				t.Errorf("not kept byte for byte:\n%s", text)
			}
			if again, err := v.Get(odd.ID); err != nil || again.Problem != odd.Problem {
				t.Errorf("after a save: got %q, %v", again.Problem, err)
			}
			if err := v.Update(ctx, func(tx *vault.Tx) error { return tx.Remove(odd.ID) }); err != nil {
				t.Error(err)
			}
			if got, want := accounts(open(t, dir).Entries()), "good touch"; got != want {
				t.Errorf("after removing: got %q, want %q", got, want)
			}
		})
	}
}

func TestQuarantinedEntriesCanBeCorrected(t *testing.T) {
	dir := craft(t, `{"version":1,"generation":1,"entries":[{"id":"odd","type":"totp","issuer":"I","account":"x","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":"often","status":"active","later":{"x":1}}]}`)
	v := open(t, dir)
	note := func(tx *vault.Tx) error {
		return tx.Change("odd", func(e *vault.Entry) error { e.Note = "n"; return nil })
	}
	if err := v.Update(ctx, note); !errors.Is(err, vault.ErrQuarantined) {
		t.Errorf("got %v, want %v", err, vault.ErrQuarantined)
	}
	err := v.Update(ctx, func(tx *vault.Tx) error {
		return tx.Change("odd", func(e *vault.Entry) error { e.Key.Period, e.Status = 30, vault.Active; return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := open(t, dir).Get("odd")
	if err != nil || e.Status != vault.Active || e.Problem != "" || e.Key.Issuer != "I" || e.Key.Secret.Base32() != "GEZDGNBV" {
		t.Errorf("got %+v, %v", e, err)
	}
	if text := payload(t, dir, identity(t, dir)); !strings.Contains(text, `"later":{"x":1}`) {
		t.Errorf("unknown member lost:\n%s", text)
	}
}

func TestUnknownMembersSurvive(t *testing.T) {
	entry := `{"later":[1, 2.50],"id":"a","type":"totp","account":"a","secret":"GEZDGNBV","algorithm":"SHA1","digits":6,"period":30,"status":"active","enrolment":{"service":"practice","portal":{"n":1e3}},"icon":"\u0041"}`
	dir := craft(t, `{"shown":{"theme":"dark"},"version":1,"generation":7,"entries":[`+entry+`],"q\"uote":null}`)
	v := open(t, dir)
	touch(t, v)
	id := identity(t, dir)
	if text := payload(t, dir, id); !strings.Contains(text, entry) {
		t.Errorf("an entry that was not touched changed:\n%s", text)
	}
	if err := v.Update(ctx, func(tx *vault.Tx) error {
		return tx.Change("a", func(e *vault.Entry) error { e.Note, e.Enrolment.State = "n", "S8"; return nil })
	}); err != nil {
		t.Fatal(err)
	}
	text := payload(t, dir, id)
	for _, want := range []string{
		`"shown":{"theme":"dark"}`, `"q\"uote":null`, `"later":[1, 2.50]`, `"icon":"\u0041"`, `"portal":{"n":1e3}`, `"note":"n"`, `"state":"S8"`, `"generation":9`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if e, err := open(t, dir).Get("a"); err != nil || e.Note != "n" || e.Enrolment.State != "S8" || e.Enrolment.Service != "practice" {
		t.Errorf("got %+v, %v", e, err)
	}
}

func TestRecoveryRecipientsAreKept(t *testing.T) {
	recovery, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	dir := craft(t, `{"version":1,"generation":1,"recipients":["`+recovery.Recipient().String()+`"],"entries":[]}`)
	touch(t, open(t, dir))
	if text := payload(t, dir, recovery); !strings.Contains(text, "touch") {
		t.Errorf("the recovery key opens %q", text)
	}

	dir = craft(t, `{"version":1,"generation":1,"recipients":["age1plugin1q"],"entries":[`+good+`]}`)
	v := open(t, dir)
	err = v.Update(ctx, func(tx *vault.Tx) error { return tx.Remove("good") })
	if !errors.Is(err, vault.ErrForeignRecipient) {
		t.Errorf("got %v, want %v", err, vault.ErrForeignRecipient)
	}
	if got := accounts(v.Entries()); got != "good" {
		t.Errorf("after the refusal: got %q", got)
	}
}

func TestPayloadsThatAreNotAVaults(t *testing.T) {
	for _, tt := range []struct {
		text string
		want error
	}{
		{`{"version":2,"generation":1,"entries":{"any":"shape"}}`, vault.ErrTooNew},
		{`{"version":2,"generation":"one"}`, vault.ErrTooNew},
		{`{"version":99999999999999999999,"entries":[]}`, vault.ErrTooNew},
		{``, vault.ErrDamaged},
		{`[]`, vault.ErrDamaged},
		{`{}`, vault.ErrDamaged},
		{`{"version":1}`, vault.ErrDamaged},
		{`{"version":1,"generation":1,"entries":[}`, vault.ErrDamaged},
		{`{"version":1,"generation":1,"entries":[]`, vault.ErrDamaged},
		{`{"version":1,"generation":1,"entries":[]}{}`, vault.ErrDamaged},
		{`{"version":1,"generation":1,"entries":[],"entries":[]}`, vault.ErrDamaged},
		{`{"version":1,"generation":-1,"entries":[]}`, vault.ErrDamaged},
		{`{"version":0,"generation":1,"entries":[]}`, vault.ErrDamaged},
	} {
		dir := craft(t, tt.text)
		before := snapshot(t, dir)
		_, err := vault.Open(dir, []byte(password), options())
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.text, err, tt.want)
		}
		if d := diff(snapshot(t, dir), before); d != "" {
			t.Errorf("%s: files changed", tt.text)
		}
	}
}
