package cmd

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sandi/internal/printable"
)

// Both ways of writing JSON say the same to a parser, whatever the text, and
// nothing that a terminal would act on.
func FuzzStrings(f *testing.F) {
	for _, s := range []string{"", "plain", `quo"te\`, "\x00\x1b[31m\x7f\t\r\n", "\u202e\u2066\u009b\u2028", "\u4e2d\u56fd \u00e9 \U0001f469\u200d\U0001f4bb \U0001f1ee\U0001f1e9", "\xff\xc3", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.ToValidUTF8(s, "\uFFFD")
		marshalled, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		for name, doc := range map[string][]byte{"appendString": appendString(nil, s), "escapeUnprintable": escapeUnprintable(marshalled)} {
			var got string
			if err := json.Unmarshal(doc, &got); err != nil {
				t.Fatalf("%s: %v: %q", name, err, doc)
			}
			// A run of bytes that are not UTF-8 may become one sign or several.
			if utf8.ValidString(s) && got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
			for _, r := range string(doc) {
				if r != 0x7f && printable.Text(string(r)) != string(r) {
					t.Errorf("%s: %q holds %U", name, doc, r)
				}
			}
		}
	})
}

func FuzzParseInstant(f *testing.F) {
	for _, s := range []string{"0", "@59", "+30s", "-5m", "09:30", "2026-11-23 09:30", "2026-11-23T09:30:00+07:00", "99999999999999"} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("WIB", 7*3600))
	f.Fuzz(func(t *testing.T, s string) {
		if at, err := parseInstant(s, now); err == nil && stamp(at) == "" {
			t.Errorf("%q: no time", s)
		}
	})
}

func TestParseInstant(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("WIB", 7*3600))
	for _, tt := range []struct{ text, want string }{
		{"59", "1970-01-01T00:00:59Z"},
		{"@59", "1970-01-01T00:00:59Z"},
		{"+30s", "2026-11-23T05:00:30Z"},
		{"-90m", "2026-11-23T03:30:00Z"},
		{"09:30", "2026-11-23T02:30:00Z"},
		{"09:30:15", "2026-11-23T02:30:15Z"},
		{"2026-11-22 09:30", "2026-11-22T02:30:00Z"},
		{"2026-11-22T09:30:15", "2026-11-22T02:30:15Z"},
		{"2026-11-22T09:30:15Z", "2026-11-22T09:30:15Z"},
		{"2026-11-22 09:30:15+08:00", "2026-11-22T01:30:15Z"},
		{" 2009-02-13T23:31:30.5Z ", "2009-02-13T23:31:30.5Z"},
	} {
		got, err := parseInstant(tt.text, now)
		if err != nil || stamp(got) != tt.want {
			t.Errorf("%q: got %s, %v, want %s", tt.text, stamp(got), err, tt.want)
		}
	}
	for _, text := range []string{"", "yesterday", "25:00", "-", "+5", "2026-13-01 00:00", "-59", "99999999999999"} {
		if got, err := parseInstant(text, now); err == nil {
			t.Errorf("%q: got %s, want an error", text, stamp(got))
		}
	}
}

func TestShrinkColumns(t *testing.T) {
	for _, tt := range []struct {
		name   string
		widths []int
		cols   int
		want   []int
	}{
		{"fits", []int{7, 10, 20}, 80, []int{7, 10, 20}},
		{"the widest gives way", []int{7, 10, 40}, 40, []int{7, 10, 19}},
		{"both give way", []int{7, 30, 40}, 40, []int{7, 14, 15}},
		{"codes never", []int{7, 30, 40}, 10, []int{7, 6, 6}},
		{"an empty column takes no gap", []int{7, 0, 30}, 30, []int{7, 0, 21}},
	} {
		got := append([]int(nil), tt.widths...)
		shrinkColumns(got, tt.cols, []int{1, 2})
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
				break
			}
		}
	}
}
