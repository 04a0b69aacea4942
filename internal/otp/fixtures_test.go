package otp_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"sandi/internal/otp"
)

// TestFixtureSecrets reads every key that the fixtures expect in files of
// other apps: many have lengths or left-over bits that RFC 4648 forbids. The
// fixtures lie beside the repository; a lone clone skips this, CI must not.
func TestFixtureSecrets(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "fixtures", "imports")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("fixtures are missing: %v", err)
		}
		t.Skipf("no fixtures: %v", err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*.expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var expected struct {
			Entries []struct {
				Base32 string `json:"secret_base32"`
				Hex    string `json:"secret_hex"`
			} `json:"entries"`
		}
		if err := json.Unmarshal(b, &expected); err != nil {
			t.Fatal(err)
		}
		for i, e := range expected.Entries {
			got, err := otp.ParseSecret(e.Base32)
			if e.Hex == "" { // not base32 at all
				if err == nil {
					t.Errorf("%s, entry %d: accepted", filepath.Base(file), i)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s, entry %d: %v", filepath.Base(file), i, err)
			} else if got := hex.EncodeToString(got.Bytes()); got != e.Hex {
				t.Errorf("%s, entry %d: got %s, want %s", filepath.Base(file), i, got, e.Hex)
			}
			read++
		}
	}
	if read < 350 {
		t.Errorf("read %d keys, want at least 350", read)
	}
}
