package strength_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"sandi/internal/locale"
	"sandi/internal/strength"
)

const factor = 17

func keys(e strength.Estimate) (list []string) {
	for _, r := range e.Reasons {
		list = append(list, strings.TrimPrefix(r.Key, "strength.reason."))
	}
	return list
}

// What people choose, and the reason that has to be among those told.
func TestEstimates(t *testing.T) {
	for _, tt := range []struct {
		password    string
		least, most int // level
		reason      string
	}{
		{"", 0, 0, "empty"},
		{"a", 0, 0, "short"},
		{"password", 0, 0, "first-guess"},
		{"rahasia", 0, 0, "first-guess"},
		{"Bismillah", 0, 0, "first-guess"},
		{"R4has1a", 0, 0, "leet"},
		{"aisahar", 0, 0, "first-guess"}, // backwards
		{"indonesia123", 0, 0, ""},
		{"Jakarta2024!", 0, 0, "common"},
		{"17-08-1945", 0, 0, "date"},
		{"17081945", 0, 0, "date"},
		{"1990", 0, 0, "date"},
		{"aaaaaaaaaaaaaaaaaaaaaaaa", 0, 0, "repeat"},
		{"rahasiarahasia", 0, 0, ""},
		{"abcdefghijklmnop", 0, 0, "sequence"},
		{"9876543210", 0, 0, "sequence"},
		{"qwertyuiop[]", 0, 0, ""},
		{"1qaz2wsx3edc", 0, 1, "keyboard"},
		{"budisantoso", 0, 0, "name"},
		{"sayangkamuselamanya", 0, 2, "common"},
		{"spse-lpse", 0, 0, ""},
		{"ayam goreng", 0, 1, "words"},
		{"Tr0ub4dor&3", 0, 3, ""},
		{"correct horse battery staple", 0, 0, "first-guess"},
		{"piano marble tractor canyon", 2, 3, ""},
		{"kereta melati gunung payung kelapa", 3, 4, ""},
		{"hutan kopi lampu sungai wayang pensil", 4, 4, ""},
		{"xK7!pQ2@mZ9#vL4$", 4, 4, "good"},
		{"g7Kp2xQv9TzW", 3, 4, ""},
		{strings.Repeat("kopi-dan-", 500), 0, 4, ""},
		{"пароль и ещё немного слов", 3, 4, ""},
	} {
		e := strength.Of([]byte(tt.password), nil, factor)
		if e.Level < tt.least || e.Level > tt.most {
			t.Errorf("%.40q: got level %d (%.1f bits, %.3g years), want %d to %d", tt.password, e.Level, e.Bits, e.Years, tt.least, tt.most)
		}
		if tt.reason != "" && !slices.Contains(keys(e), tt.reason) {
			t.Errorf("%.40q: got reasons %v, want %q among them", tt.password, keys(e), tt.reason)
		}
	}
}

func TestHints(t *testing.T) {
	const password = "wulandaripratiwi-cvcontoh"
	plain := strength.Of([]byte(password), nil, factor)
	hinted := strength.Of([]byte(password), []string{"Wulandari Pratiwi", "cvcontoh@contoh.go.id"}, factor)
	if hinted.Bits >= plain.Bits || !slices.Contains(keys(hinted), "hint") {
		t.Errorf("got %.1f bits with hints and %.1f without, reasons %v", hinted.Bits, plain.Bits, keys(hinted))
	}
}

// Each step of the work factor doubles the time and changes nothing else.
func TestWorkFactor(t *testing.T) {
	a := strength.Of([]byte("kereta melati"), nil, 17)
	b := strength.Of([]byte("kereta melati"), nil, 20)
	if math.Abs(b.Years/a.Years-8) > 1e-9 || a.Bits != b.Bits {
		t.Errorf("got %g and %g years", a.Years, b.Years)
	}
}

// A longer password is never weaker by much: patterns are found or not.
func TestLongerIsNotWeaker(t *testing.T) {
	for _, password := range []string{"kereta melati gunung payung", "xK7!pQ2@mZ9#vL4$", "aaaabbbbccccddddeeee"} {
		before := 0.0
		for i := 1; i <= len(password); i++ {
			e := strength.Of([]byte(password[:i]), nil, factor)
			if e.Bits < before-14 || math.IsNaN(e.Bits) || math.IsInf(e.Bits, 0) {
				t.Errorf("%d characters of %q: %.1f bits after %.1f", i, password, e.Bits, before)
			}
			before = e.Bits
		}
	}
}

// Reasons are shown and logged; a password must not be in them.
func TestReasonsTellNoPassword(t *testing.T) {
	const password = "Rahasia wulandari 17081945 qwerty"
	e := strength.Of([]byte(password), []string{"wulandari"}, factor)
	for _, r := range e.Reasons {
		text := fmt.Sprint(r)
		for word := range strings.FieldsSeq(strings.ToLower(password)) {
			if strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s tells %q", text, word)
			}
		}
	}
}

func TestEveryMessageExists(t *testing.T) {
	for _, lang := range []locale.Lang{locale.ID, locale.EN} {
		l := locale.New(lang)
		for _, password := range []string{
			"a", "rahasia", "R4has1a", "17081945", "aaaaaaaa", "abcdefgh", "1qaz2wsx3edc", "budi", "ayam goreng", "ayam goreng enak",
			"xK7!pQ2@mZ", "xK7!pQ2@mZ9#vL4$", "hutan kopi lampu sungai wayang pensil", "kereta melati gunung payung", "g7Kp2xQv9",
		} {
			for wf := 15; wf <= 20; wf++ {
				e := strength.Of([]byte(password), []string{"budi"}, wf)
				key, n := e.Time()
				verdict := l.T(e.Verdict(), "time", l.N(key, n))
				if strings.Contains(verdict, "{") || strings.Contains(verdict, "strength.") {
					t.Errorf("%s: %q", lang, verdict)
				}
				for _, r := range e.Reasons {
					if text := l.T(r.Key, r.Pairs...); strings.Contains(text, "{") || strings.Contains(text, "strength.") {
						t.Errorf("%s: %q", lang, text)
					}
				}
			}
		}
	}
}

// It is called at every key while a password is typed.
func TestQuickEnough(t *testing.T) {
	strength.Warm()
	for _, password := range []string{strings.Repeat("a", 4096), strings.Repeat("ab1", 1000), strings.Repeat("qwerty ", 20), strings.Repeat("\xff", 4096)} {
		start := time.Now()
		strength.Of([]byte(password), nil, factor)
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("%.10q…: took %v", password, d)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	strength.Warm()
	for _, password := range []string{"rahasia", "kereta melati gunung payung", strings.Repeat("a", 72), "hutan kopi lampu sungai wayang pensil lembayung senja di ufuk barat 12"} {
		b.Run(fmt.Sprint(len(password)), func(b *testing.B) {
			for b.Loop() {
				strength.Of([]byte(password), nil, factor)
			}
		})
	}
}

func FuzzOf(f *testing.F) {
	f.Add([]byte("rahasia"), "budi")
	f.Add([]byte("\xff\x00|1lI0O@"), "")
	f.Fuzz(func(t *testing.T, password []byte, hint string) {
		e := strength.Of(password, []string{hint}, factor)
		if math.IsNaN(e.Bits) || e.Bits < 0 || e.Level < 0 || e.Level > 4 {
			t.Errorf("%+v", e)
		}
	})
}
