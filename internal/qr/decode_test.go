package qr_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sandi/internal/qr"
)

// fixtures returns the folder of pictures that cameras and other apps made. It
// lies beside the repository and is not part of it, so a lone clone skips these
// tests; CI must not.
func fixtures(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "fixtures", "qr")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("fixtures are missing: %v", err)
		}
		t.Skipf("no fixtures: %v", err)
	}
	return dir
}

func read(t *testing.T, file string) ([]string, error) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := qr.ReadPicture(context.Background(), f)
	if err != nil {
		return nil, err
	}
	return qr.Decode(context.Background(), picture)
}

// TestFixturePictures reads every picture. How many codes are found is a floor:
// a change that finds fewer fails. What is returned must be right, always.
func TestFixturePictures(t *testing.T) {
	floors := map[string]int{"otpauth": 11, "jsqr": 17, "zxing": 26, "negative": 2}
	dir := fixtures(t)
	for set, floor := range floors {
		t.Run(set, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, set, "*.expected.json"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no pictures: %v", err)
			}
			hits, all := 0, 0
			var missed []string
			var slowest time.Duration
			for _, expected := range files {
				file := strings.TrimSuffix(expected, ".expected.json")
				want := payloads(t, expected)
				start := time.Now()
				got, err := read(t, file)
				slowest = max(slowest, time.Since(start))
				if err != nil && !errors.Is(err, qr.ErrNoCode) {
					t.Errorf("%s: %v", filepath.Base(file), err)
				}
				for _, g := range got {
					if !slices.ContainsFunc(want, func(w string) bool { return same(w, g) }) {
						t.Errorf("%s: a wrong text of %d bytes", filepath.Base(file), len(g))
					}
				}
				for _, w := range want {
					all++
					if slices.ContainsFunc(got, func(g string) bool { return same(w, g) }) {
						hits++
					} else {
						missed = append(missed, filepath.Base(file))
					}
				}
			}
			t.Logf("%d of %d codes, slowest picture %v, missed %v", hits, all, slowest.Round(time.Millisecond), missed)
			if hits < floor {
				t.Errorf("got %d codes, want at least %d", hits, floor)
			}
		})
	}
}

func payloads(t *testing.T, file string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var e struct {
		Texts []string `json:"texts"`
	}
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e.Texts
}

// same forgives line ends and what is lost where a code does not name its
// character set.
func same(want, got string) bool {
	plain := func(s string) string {
		s = strings.TrimRight(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
		if utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0 {
			return s
		}
		return strings.Map(func(r rune) rune {
			if r > 0x7e {
				return -1
			}
			return r
		}, s)
	}
	return want == got || plain(want) == plain(got)
}
