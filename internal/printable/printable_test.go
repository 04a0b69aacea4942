package printable_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sandi/internal/printable"
)

func TestText(t *testing.T) {
	tests := []struct{ name, give, want string }{
		{"plain", "Example Co: alice@example.com ~!", "Example Co: alice@example.com ~!"},
		{"empty", "", ""},
		{"letters and signs", "Größe Ñandú 東京 Кириллица 한국 ไทย €±½", "Größe Ñandú 東京 Кириллица 한국 ไทย €±½"},
		{"emoji", "🔑 key", "🔑 key"},
		{"right-to-left letters stay", "בנק bank", "בנק bank"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"cursor and screen", "a\x1b[2J\x1b[1;1Hb", "ab"},
		{"title", "a\x1b]0;owned\x07b", "ab"},
		{"clipboard", "a\x1b]52;c;b3duZWQ=\x1b\\b", "ab"},
		{"device control", "a\x1bP1$r0m\x1b\\b", "ab"},
		{"C1 sequence", "a\u009b31mb", "ab"},
		{"C1 title", "a\u009d0;owned\u009cb", "ab"},
		{"control characters", "a\x00\x07\x08\x7f\u0080\u0099b", "ab"},
		{"line breaks", "a\nb\r\nc\u2028d\u0085e\tf", "a b c d e f"},
		{"several line breaks are one space", "a\n\n\r\n\t b", "a  b"},
		{"other spaces", "a\u00a0b\u2003c\u3000d", "a b c d"},
		{"direction marks", "\u202egpj.exe\u202c \u2066x\u2069 \u200f\u200e\u061c", "gpj.exe x "},
		{"zero width", "pay\u200bpal\u200c\u200d\u2060\ufeff", "paypal"},
		{"soft hyphen", "pay\u00adpal", "paypal"},
		{"tags", "a\U000e0041\U000e007fb", "ab"},
		{"fillers", "a\u3164\uffa0\u115f\u2800\u034fb", "ab"},
		{"variation selectors", "☺\ufe0f x\U000e0100", "☺ x"},
		{"joined emoji come apart", "👩\u200d💻", "👩💻"},
		{"marks stay", "e\u0301 ไ\u0e17\u0e35\u0e48", "e\u0301 ไ\u0e17\u0e35\u0e48"},
		{"too many marks", "a" + strings.Repeat("\u0301", 50) + "b", "a" + strings.Repeat("\u0301", 4) + "b"},
		{"marks on nothing", "\u0301\u0302abc", "abc"},
		{"not UTF-8", "caf\xe9 \xff\xfe", "caf\ufffd \ufffd"},
		{"surrogates", "a\xed\xa0\x80\xed\xb0\x80b", "a\ufffdb"},
		{"private use and unassigned", "a\ue000\U0010ffff\u0378b", "a\ufffd\ufffd\ufffdb"},
		{"an escape hidden in another", "\x1b\x1b[31m[31mx", "[31mx"},
		{"an unfinished escape", "a\x1b[31", "a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := printable.Text(tt.give); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWidth(t *testing.T) {
	for give, want := range map[string]int{
		"": 0, "abc": 3, "東京": 4, "e\u0301": 1, "🔑": 2, "Ñ": 1, "a b": 3, "한": 2, "…": 1, "\x1b[31mred\x1b[m": 3,
	} {
		if got := printable.Width(give); got != want {
			t.Errorf("%q: got %d, want %d", give, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		give  string
		cells int
		want  string
	}{
		{"abcdef", 6, "abcdef"},
		{"abcdef", 7, "abcdef"},
		{"abcdef", 5, "abcd…"},
		{"abcdef", 2, "a…"},
		{"abcdef", 1, "…"},
		{"abcdef", 0, ""},
		{"abcdef", -1, ""},
		{"", 3, ""},
		{"a", 1, "a"},
		{"東京都", 6, "東京都"},
		{"東京都", 5, "東京…"},
		{"東京都", 4, "東…"},
		{"東京都", 2, "…"},
		{"東京都", 1, "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"\x1b[31mabcdef", 4, "abc…"},
		{"a\nb\nc", 4, "a b…"},
	}
	for _, tt := range tests {
		if got := printable.Cut(tt.give, tt.cells); got != tt.want {
			t.Errorf("Cut(%q, %d): got %q, want %q", tt.give, tt.cells, got, tt.want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"plain", "\x1b[31mred\x1b]0;x\x07", "\u202eabc\u2066", "東京\ufe0f👩\u200d💻", "\xff\xed\xa0\x80", "e\u0301\u0301", "🇮🇩🇮", "\x1bP\x1b\\", "각\u1160",
	} {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, s string, cells int) {
		text := printable.Text(s)
		cut := printable.Cut(s, cells%200)
		for _, out := range []string{text, cut} {
			if !utf8.ValidString(out) {
				t.Fatalf("%q is not UTF-8", out)
			}
			for _, r := range out {
				if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Variation_Selector,
					unicode.Other_Default_Ignorable_Code_Point) && r != utf8.RuneError || unicode.Is(unicode.Zs, r) && r != ' ' {
					t.Fatalf("%U in %q", r, out)
				}
			}
		}
		if again := printable.Text(text); again != text {
			t.Fatalf("not idempotent: %q, then %q", text, again)
		}
		if got := printable.Width(cut); got > max(0, cells%200) {
			t.Fatalf("Cut(%q, %d) = %q takes %d cells", s, cells%200, cut, got)
		}
		if cells%200 > 0 && printable.Width(text) <= cells%200 && cut != text {
			t.Fatalf("Cut(%q, %d) = %q, but it fits", s, cells%200, cut)
		}
	})
}

func Example() {
	issuer := "\x1b[2JBank\u202e\n(real)"
	fmt.Printf("%q\n", printable.Text(issuer))
	fmt.Printf("%q\n", printable.Cut(issuer, 8))
	// Output:
	// "Bank (real)"
	// "Bank (r…"
}

func BenchmarkText(b *testing.B) {
	for name, s := range map[string]string{"ASCII": "Example Co alice@example.com", "other": "Größe 東京 alice@example.com"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				printable.Text(s)
			}
		})
	}
}

func BenchmarkCut(b *testing.B) {
	for name, s := range map[string]string{"ASCII": "Example Co alice@example.com", "other": "Größe 東京 alice@example.com"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				printable.Cut(s, 20)
			}
		})
	}
}
