package otp_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"sandi/internal/otp"
)

// holder has what fmt treats differently: fields that it may call methods on,
// fields that it may not, pointers, containers and interfaces.
type holder struct {
	Key     otp.Key
	Code    otp.Code
	key     otp.Key
	secret  otp.Secret
	code    otp.Code
	pointer *otp.Secret
	list    []otp.Code
	table   map[string]otp.Secret
	any     any
	Any     any
}

func TestNothingPrintsSecretsOrCodes(t *testing.T) {
	const raw, code = "Hello!Hello!", "73105512"
	secret := otp.NewSecret([]byte(raw))
	typed, err := otp.ParseCode(code)
	if err != nil {
		t.Fatal(err)
	}
	key := otp.Key{Secret: secret, Issuer: "LPSE"}
	held := holder{
		Key: key, Code: typed, key: key, secret: secret, code: typed, pointer: &secret,
		list: []otp.Code{typed}, table: map[string]otp.Secret{"a": secret}, any: secret, Any: typed,
	}
	betrayals := []string{
		raw, fmt.Sprintf("%x", raw), fmt.Sprintf("%X", raw), fmt.Sprint([]byte(raw)), fmt.Sprintf("%#v", []byte(raw)),
		secret.Base32(), code, fmt.Sprintf("%x", code), fmt.Sprint([]byte(code)),
	}
	check := func(how, got string) {
		t.Helper()
		for _, betrayal := range betrayals {
			if strings.Contains(got, betrayal) {
				t.Errorf("%s shows %q", how, betrayal)
			}
		}
	}
	for _, v := range []any{secret, &secret, typed, &typed, key, &key, held, &held, []any{secret, typed}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%08b", "%c", "%U", "%t", "%p", "%T"} {
			check(fmt.Sprintf("%s of %T", verb, v), fmt.Sprintf(verb, v))
		}
		check("Sprint", fmt.Sprint(v))
		check("Sprintln", fmt.Sprintln(v))
		check("Errorf", fmt.Errorf("%w: %v", errors.New("x"), v).Error())
		check("cmp.Diff", cmp.Diff(v, "other"))
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		check("slog", log.String())
	}
	check("panic value", fmt.Sprint(recovered(func() { panic(held) })))

	for _, v := range []any{secret, typed} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got, want := fmt.Sprintf(verb, v), "‹redacted›"; got != want {
				t.Errorf("%s: got %s, want %s", verb, got, want)
			}
		}
	}
	if secret.String() != "‹redacted›" || typed.String() != "‹redacted›" ||
		secret.GoString() != "‹redacted›" || typed.GoString() != "‹redacted›" {
		t.Error("String or GoString is not ‹redacted›")
	}
}

func recovered(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

type named struct{ Code otp.Code }

func TestEncodersAreRefused(t *testing.T) {
	secret := otp.NewSecret([]byte("Hello!Hello!"))
	code, err := otp.ParseCode("731055")
	if err != nil {
		t.Fatal(err)
	}
	encoders := map[string]func(any) ([]byte, error){
		"encoding/json": json.Marshal,
		"json/v2":       func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
		"encoding/xml": func(v any) ([]byte, error) {
			return xml.Marshal(struct {
				XMLName xml.Name `xml:"x"`
				V       any
			}{V: v})
		},
		"encoding/gob": func(v any) ([]byte, error) {
			var b bytes.Buffer
			err := gob.NewEncoder(&b).Encode(v)
			return b.Bytes(), err
		},
	}
	for name, encode := range encoders {
		for _, v := range []any{secret, code, otp.Key{Secret: secret}, named{code}} {
			out, err := encode(v)
			if !errors.Is(err, otp.ErrNotSerialisable) {
				t.Errorf("%s of %T: got %d bytes and error %v, want %v", name, v, len(out), err, otp.ErrNotSerialisable)
			}
		}
	}
}
