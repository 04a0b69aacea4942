package settings_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/settings"
)

func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "dir", "settings.toml")
	if text != "" {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return name
}

func load(t *testing.T, name string) (settings.Settings, []string) {
	t.Helper()
	s, problems, err := settings.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, p := range problems {
		told = append(told, fmt.Sprint(p.Line, " ", fault.Of(p.Err).Code()))
	}
	return s, told
}

func TestEverySettingSurvivesSaving(t *testing.T) {
	want := settings.Settings{
		Language: "id", Theme: "light", AutoLockMinutes: 0, LockOnSuspend: false, ClipboardSeconds: 45, HideCodes: true,
		RevealSeconds: 20, Order: "custom", NTP: []string{"time.example.org", "ntp.example.org:123"}, HTTPS: []string{"portal.example.org"}, MeasureClock: false,
		BackupDays: 7, BinDays: 0,
	}
	// A field that the literal forgets would be proved by nothing.
	for _, f := range settings.Fields() {
		if f.Get(want) == f.Get(settings.Default()) {
			t.Errorf("%s has its default: this test does not see it", f.Name)
		}
	}
	name := file(t, "")
	for _, s := range []settings.Settings{settings.Default(), want, settings.Default(), want} {
		if err := settings.Save(name, s); err != nil {
			t.Fatal(err)
		}
		got, problems := load(t, name)
		if !got.Equal(s) || problems != nil {
			t.Fatalf("got %+v %v, want %+v", got, problems, s)
		}
	}
	if got, _ := load(t, name); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestANewFileExplainsEverySettingInBothLanguages(t *testing.T) {
	name := file(t, "")
	if err := settings.Save(name, settings.Default()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range settings.Fields() {
		for _, lang := range locale.Langs() {
			if help := locale.New(lang).T(f.Help()); !strings.Contains(string(text), "# "+help+"\n") {
				t.Errorf("%s: not explained in %s", f.Name, lang)
			}
		}
		// A default that nobody chose stays asleep.
		if !strings.Contains(string(text), "\n#"+f.Name+" = ") {
			t.Errorf("%s is not there as a comment", f.Name)
		}
	}
}

func TestEveryFieldIsToldInBothLanguages(t *testing.T) {
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		for _, f := range settings.Fields() {
			for _, key := range []string{f.Label(), f.Help()} {
				if !l.Has(key) {
					t.Errorf("%s: no %s", lang, key)
				}
			}
			for _, c := range f.Choices {
				if !l.Has(f.Choice(c)) {
					t.Errorf("%s: no %s", lang, f.Choice(c))
				}
			}
		}
	}
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"# words\n\n  theme = 'dark' # why\n", nil},
		{"theme = \"pink\"\n", []string{"1 settings.value"}},
		{"\n\nauto_lock_minutes = -1\n", []string{"3 settings.value"}},
		{"auto_lock_minutes = \"5\"\n", []string{"1 settings.value"}},
		{"auto_lock_minutes = 99999999999999999999\n", []string{"1 settings.value"}},
		{"lock_on_suspend = 1\n", []string{"1 settings.value"}},
		{"ntp = \"time.example.org\"\n", []string{"1 settings.value"}},
		{"ntp = [\"-x\"]\n", []string{"1 settings.value"}},
		{"ntp = [\"a b\"]\nntp = [\"evil\x1b[2J\"]", []string{"2 settings.twice"}},
		{"ntp = [\"a\", \"b\"\n", []string{"1 settings.value"}},
		{"colour = \"dark\"\nhello\n[table]\ntheme = \"dark\"\n", []string{"1 settings.unknown", "2 settings.line", "3 settings.line", "4 settings.unknown"}},
		{"theme = \"dark\"\r\ntheme = \"light\"\r\n", []string{"2 settings.twice"}},
		{"Auto-Lock-Minutes = 3\n", []string{"1 settings.unknown"}},
	} {
		s, got := load(t, file(t, tt.text))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
		if tt.want != nil && s.AutoLockMinutes != 5 {
			t.Errorf("%q: got %+v", tt.text, s)
		}
	}
	many := strings.Repeat("x = 1\n", 1000)
	if _, got := load(t, file(t, many)); len(got) != 10 {
		t.Errorf("told %d problems", len(got))
	}
}

func TestProblemsAreSentencesWithTheirLine(t *testing.T) {
	_, problems, _ := settings.Load(file(t, "bogus = 1\ntheme = \"pink\"\ntheme = \"dark\"\nwords\n"))
	for _, lang := range locale.Langs() {
		for _, p := range problems {
			what, _ := locale.New(lang).Describe(p.Err)
			if strings.ContainsAny(what, "{}") || !strings.Contains(what, fmt.Sprint(p.Line)) {
				t.Errorf("%s: line %d: %s", lang, p.Line, what)
			}
		}
	}
}

func TestSavingKeepsWhatItDoesNotKnow(t *testing.T) {
	name := file(t, "\xef\xbb\xbf# mine\r\nnew_thing = 7\r\ntheme = \"dark\"   # at night\r\n\r\n[later]\r\nx = 1\r\n")
	s, _ := load(t, name)
	s.Theme, s.BinDays = "light", 90
	if err := settings.Save(name, s); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(name)
	got := string(text)
	for _, want := range []string{"# mine\r\n", "new_thing = 7\r\n", "theme = \"light\"   # at night\r\n", "[later]\r\nx = 1\r\n", "\r\nbin_days = 90\r\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in %q", want, got)
		}
	}
	if strings.Index(got, "bin_days") > strings.Index(got, "[later]") {
		t.Error("the new setting stands in a table")
	}
	if back, _ := load(t, name); !back.Equal(s) {
		t.Errorf("got %+v, want %+v", back, s)
	}
	before := got
	if err := settings.Save(name, s); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(name); string(after) != before {
		t.Errorf("saving the same again changes the file:\n%s", cmp.Diff(before, string(after)))
	}
}

func TestAFileThatCannotBeReadLeavesDefaults(t *testing.T) {
	for what, name := range map[string]string{
		"directory": t.TempDir(),
		"huge":      file(t, strings.Repeat("# \n", 1<<20)),
	} {
		s, _, err := settings.Load(name)
		if !errors.Is(err, settings.ErrRead) || !s.Equal(settings.Default()) {
			t.Errorf("%s: got %+v, %v", what, s, err)
		}
		// Nor is it written over.
		if err := settings.Save(name, s); !errors.Is(err, settings.ErrSave) {
			t.Errorf("%s: saving: got %v", what, err)
		}
	}
}

func TestSetAndNextStayInBounds(t *testing.T) {
	for _, f := range settings.Fields() {
		s := settings.Default()
		for _, by := range []int{1, -1} {
			for range 20 {
				text := f.Next(s, by)
				if err := f.Set(&s, text); err != nil {
					t.Fatalf("%s: %q: %v", f.Name, text, err)
				}
			}
		}
		for _, bad := range []string{"-1", "x y\x00", "\"", "https://example.org"} {
			was := f.Get(s)
			if err := f.Set(&s, bad); err == nil || f.Get(s) != was {
				t.Errorf("%s takes %q", f.Name, bad)
			}
		}
	}
	f, ok := settings.Find("Auto-Lock-Minutes")
	s := settings.Default()
	if !ok || f.Set(&s, " 10 ") != nil || s.AutoLockMinutes != 10 {
		t.Errorf("got %v %+v", ok, s)
	}
}

func TestPath(t *testing.T) {
	for _, tt := range []struct {
		goos string
		env  map[string]string
		want string
	}{
		{"linux", map[string]string{"HOME": "/h"}, "/h/.config/sandi/settings.toml"},
		{"linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "/c"}, "/c/sandi/settings.toml"},
		{"linux", map[string]string{"HOME": "/h", "XDG_CONFIG_HOME": "c"}, "/h/.config/sandi/settings.toml"},
		{"darwin", map[string]string{"HOME": "/h"}, "/h/Library/Application Support/sandi/settings.toml"},
		{"windows", map[string]string{"AppData": "/a"}, "/a/sandi/settings.toml"},
		{"linux", map[string]string{"SANDI_SETTINGS": "/x.toml"}, "/x.toml"},
		{"linux", map[string]string{}, ""},
	} {
		got, err := settings.Path(func(n string) string { return tt.env[n] }, tt.goos)
		if filepath.ToSlash(got) != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("%s %v: got %q, %v, want %q", tt.goos, tt.env, got, err, tt.want)
		}
	}
}

// Whatever the file holds: no panic, settings within their bounds, and saving
// what was read reads the same.
func FuzzFile(f *testing.F) {
	f.Add([]byte("theme = \"dark\" # x\n#order = \"issuer\"\nntp = ['a', \"b\",]\n[t]\nx=1"))
	f.Add([]byte("\xef\xbb\xbflanguage=\"id\"\r\n\r\nbin_days = 0007\r"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		name := filepath.Join(dir, "s.toml")
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		s, problems, err := settings.Load(name)
		if err != nil {
			return
		}
		if len(problems) > 10 {
			t.Fatalf("%d problems", len(problems))
		}
		for _, field := range settings.Fields() {
			again := settings.Default()
			if err := field.Set(&again, field.Get(s)); err != nil {
				t.Fatalf("%s holds %q: %v", field.Name, field.Get(s), err)
			}
		}
		s.HideCodes = !s.HideCodes
		if err := settings.Save(name, s); err != nil {
			return // grown too large
		}
		if back, _, err := settings.Load(name); err == nil && !back.Equal(s) {
			t.Fatalf("saved %+v, read %+v from %q", s, back, text)
		}
	})
}
