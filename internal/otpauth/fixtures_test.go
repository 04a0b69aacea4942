package otpauth_test

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

// fixtures returns the folder of files that other apps wrote. It lies beside
// the repository and is not part of it, so a lone clone skips these tests; CI
// must not.
func fixtures(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "fixtures")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("fixtures are missing: %v", err)
		}
		t.Skipf("no fixtures: %v", err)
	}
	return dir
}

type entry struct {
	Issuer     string   `json:"issuer"`
	Account    string   `json:"account"`
	IssuerAny  []string `json:"issuer_any"`
	AccountAny []string `json:"account_any"`
	SecretHex  string   `json:"secret_hex"`
	Type       otp.Type `json:"type"`
	Algorithm  string   `json:"algorithm"`
	Digits     int      `json:"digits"`
	Period     int      `json:"period"`
	Counter    uint64   `json:"counter"`
}

func (e entry) is(k otp.Key, names bool) bool {
	if names && !slices.Contains(append(e.IssuerAny, e.Issuer), k.Issuer) ||
		names && !slices.Contains(append(e.AccountAny, e.Account), k.Account) {
		return false
	}
	return hex.EncodeToString(k.Secret.Bytes()) == e.SecretHex && k.Type == e.Type &&
		string(k.Algorithm) == e.Algorithm && k.Digits == e.Digits && k.Period == e.Period && k.Counter == e.Counter
}

func expected(t *testing.T, file string) (entries []entry, texts []string) {
	t.Helper()
	b, err := os.ReadFile(file + ".expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Entries []entry  `json:"entries"`
		Texts   []string `json:"texts"`
	}
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e.Entries, e.Texts
}

// TestFixtureFiles reads every URI in files of other apps and compares with
// what the fixtures expect of it.
func TestFixtureFiles(t *testing.T) {
	dir := filepath.Join(fixtures(t), "imports")
	tests := []struct {
		file string
		uris int // in the file, so that the test notices when it finds none
	}{
		{"otpauth_txt/aegis_plain.txt", 7},
		{"otpauth_txt/extract_otp_secrets_url_list.txt", 6},
		{"otpauth_txt/proton_aegis_export.txt", 3},
		{"ente/ente_auth_plain.txt", 7},
		{"ente/proton_ente_plain.txt", 2},
		{"ente/proton_ente_hotp_lowercase.txt", 6},
		{"ente/stratum_ente_plain.txt", 7},
		{"bitwarden/bitwarden.json", 4},
		{"bitwarden/keepassxc_bitwarden.json", 1},
		{"bitwarden/proton_bitwarden_authenticator.json", 4},
		{"bitwarden/stratum_bitwarden.json", 7},
		{"proton_authenticator/proton_authenticator_plain.json", 3},
		{"keepass/tofa_keepassxc_fake.csv", 2},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			file := filepath.Join(dir, filepath.FromSlash(tt.file))
			uris := find(t, file)
			if len(uris) != tt.uris {
				t.Errorf("got %d URIs, want %d", len(uris), tt.uris)
			}
			entries, _ := expected(t, file)
			for i, uri := range uris {
				k, err := otpauth.Parse(uri)
				if err != nil {
					t.Errorf("URI %d: %v", i, err)
					continue
				}
				// steam://SECRET has no names: the file around it has them.
				names := !strings.HasPrefix(uri, "steam:")
				at := slices.IndexFunc(entries, func(e entry) bool { return e.is(k, names) })
				if at < 0 {
					t.Errorf("URI %d: no such entry is expected: %s, issuer %q, account %q, %s, %d digits, period %d, counter %d",
						i, k.Type, k.Issuer, k.Account, k.Algorithm, k.Digits, k.Period, k.Counter)
					continue
				}
				entries = slices.Delete(entries, at, at+1)
			}
		})
	}
}

// find returns the values in a file that are URIs of keys.
func find(t *testing.T, file string) (uris []string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	switch filepath.Ext(file) {
	case ".json":
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		values = texts(v)
	case ".csv":
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		values = slices.Concat(rows...)
	default:
		values = strings.Split(string(b), "\n")
	}
	for _, v := range values {
		if strings.HasPrefix(v, "otpauth://") || strings.HasPrefix(v, "steam://") {
			uris = append(uris, v)
		}
	}
	return uris
}

// texts returns all strings in a JSON value.
func texts(v any) (all []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	case map[string]any:
		for _, e := range v {
			all = append(all, texts(e)...)
		}
	}
	return all
}

// TestFixtureCodes reads the texts that QR pictures hold: keys are read,
// Google's exports are named for what they are, all else is refused.
func TestFixtureCodes(t *testing.T) {
	dir := filepath.Join(fixtures(t), "qr")
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var keys, exports, others int
	for _, file := range files {
		_, codes := expected(t, strings.TrimSuffix(file, ".expected.json"))
		for _, text := range codes {
			k, err := otpauth.Parse(text)
			switch {
			case strings.HasPrefix(text, "otpauth://"):
				keys++
				if err != nil || k.Account == "" {
					t.Errorf("%s: got account %q, %v", filepath.Base(file), k.Account, err)
				}
			case strings.HasPrefix(text, "otpauth-migration://"):
				exports++
				if !errors.Is(err, otpauth.ErrMigration) {
					t.Errorf("%s: got %v, want %v", filepath.Base(file), err, otpauth.ErrMigration)
				}
			default:
				others++
				if err == nil {
					t.Errorf("%s: taken for a key", filepath.Base(file))
				}
			}
		}
	}
	if keys < 6 || exports < 7 || others < 40 {
		t.Errorf("found %d keys, %d exports and %d others: fixtures are missing", keys, exports, others)
	}
}
