package site_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/site"
)

func TestEmbedded(t *testing.T) {
	for _, id := range site.Embedded() {
		p, err := site.Named(id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if p.ID != id || p.File != "" {
			t.Errorf("%s: got id %q, file %q", id, p.ID, p.File)
		}
		for _, lang := range locale.Langs() {
			if len(p.Text(site.Key, lang)) == 0 || len(p.Send(lang)) == 0 || len(p.Never(lang)) == 0 {
				t.Errorf("%s, %s: no text for the key page, or nothing about the helpdesk", id, lang)
			}
		}
	}
	files, err := filepath.Glob("profiles/*.toml")
	if err != nil || len(files) != len(site.Embedded()) {
		t.Errorf("%d files for %d profiles: %v", len(files), len(site.Embedded()), err)
	}
	if _, err := site.Named("spsee"); !errors.Is(err, site.ErrUnknown) {
		t.Errorf("got %v, want %v", err, site.ErrUnknown)
	}
}

// What is unknown of the real portals stays unsaid: digits, periods, windows,
// lock-outs, time limits.
func TestNoClaimsAboutRealPortals(t *testing.T) {
	claim := regexp.MustCompile(`(?i)\d|enam digit|six digits|setiap \w+ detik|every \w+ seconds`)
	harmless := regexp.MustCompile(`(?i)2 langkah|2-step`)
	for _, id := range site.Embedded() {
		p, err := site.Named(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range locale.Langs() {
			var all []string
			for _, s := range site.Steps() {
				all = append(append(all, p.Title(s, lang)), p.Text(s, lang)...)
			}
			for _, n := range site.Notes() {
				all = append(all, p.Note(n, lang)...)
			}
			all = append(append(all, p.Send(lang)...), p.Never(lang)...)
			for _, text := range all {
				if claim.MatchString(harmless.ReplaceAllString(text, "")) {
					t.Errorf("%s, %s: %q", id, lang, text)
				}
				if strings.ContainsAny(text, "{}\n") {
					t.Errorf("%s, %s: not filled in: %q", id, lang, text)
				}
			}
		}
	}
}

const least = `profile = 1
id = "mine"
[name]
id = "Situs"
en = "Site"
[words]
enable = "Turn on"
logout = "Leave"
code = "code"
key = "key"
barcode = "QR code"
`

func load(text string) (site.Profile, error) { return site.Load(strings.NewReader(text), "my.toml") }

func TestLoadTheLeast(t *testing.T) {
	p, err := load("\ufeff" + strings.ReplaceAll(least, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "mine" || p.Name.In(locale.ID) != "Situs" || p.Name.In(locale.EN) != "Site" || p.File != "my.toml" || p.Confirm {
		t.Errorf("got %+v", p)
	}
	if p.Title(site.Open, locale.EN) != "" || len(p.Text(site.Open, locale.EN)) != 0 || len(p.Send(locale.ID)) != 0 {
		t.Error("got texts where the file has none")
	}
}

func TestTextsAreFilledAndJoined(t *testing.T) {
	p, err := load(least + "[steps.enable]\ntext.id = \"\"\"\nKlik {enable}\n  lalu tunggu.\n\nBaru {logout}.\"\"\"\ntext.en = \"Click {enable}.\"\n")
	if err != nil {
		t.Fatal(err)
	}
	got := p.Text(site.Enable, locale.ID)
	if len(got) != 2 || got[0] != "Klik Turn on lalu tunggu." || got[1] != "Baru Leave." {
		t.Errorf("got %q", got)
	}
}

// TestLoadRefuses proves that whatever is wrong is named with its line.
func TestLoadRefuses(t *testing.T) {
	long := strings.Repeat("panjang ", 200)
	tests := []struct {
		name, text string
		want       error
		line       int
	}{
		{"empty", "", site.ErrVersion, 1},
		{"not TOML", least + "steps = {\n", site.ErrSyntax, 12},
		{"no closing quote", "profile = 1\nid = \"mine\n", site.ErrSyntax, 2},
		{"another kind of value", strings.Replace(least, `"Turn on"`, "7", 1), site.ErrSyntax, 7},
		{"twice", least + "barcode = \"x\"\n", site.ErrSyntax, 12},
		{"another version", strings.Replace(least, "profile = 1", "profile = 2", 1), site.ErrVersion, 1},
		{"no id", strings.Replace(least, `id = "mine"`, "", 1), site.ErrID, 1},
		{"a shouted id", strings.Replace(least, `"mine"`, `"MINE"`, 1), site.ErrID, 2},
		{"an id that is a path", strings.Replace(least, `"mine"`, `"../x"`, 1), site.ErrID, 2},
		{"unknown field", least + "[colour]\nbackground = \"red\"\n", site.ErrField, 12},
		{"unknown word", least + "colour = \"red\"\n", site.ErrField, 12},
		{"unknown language", strings.Replace(least, "en = \"Site\"", "en = \"Site\"\nfr = \"Site\"", 1), site.ErrField, 6},
		{"unknown step", least + "\n[steps.dance]\ntext = {id = \"a\", en = \"b\"}\n", site.ErrStep, 13},
		{"unknown note", least + "[notes.weather]\nid = \"a\"\nen = \"b\"\n", site.ErrNote, 12},
		{"a step without words", least + "[steps.open]\n", site.ErrMissing, 12},
		{"missing word", strings.Replace(least, "logout = \"Leave\"\n", "", 1), site.ErrMissing, 6},
		{"missing name", strings.Replace(least, "[name]\nid = \"Situs\"\nen = \"Site\"\n", "", 1), site.ErrMissing, 1},
		{"one language only", least + "[steps.open]\ntitle.id = \"Buka\"\ntitle.en = \"Open\"\ntext.id = \"Buka.\"\n", site.ErrMissing, 15},
		{"one language only, inline", least + "[steps.open]\n\ntext = { en = \"Open.\" }\n", site.ErrMissing, 14},
		{"long title", least + "[steps.open]\ntitle = { id = \"" + long + "\", en = \"b\" }\n", site.ErrLong, 13},
		{"long text", least + "[steps.open]\ntext.en = \"b\"\ntext.id = \"\"\"\n" + long + "\"\"\"\n", site.ErrLong, 14},
		{"long word", strings.Replace(least, `"Leave"`, `"`+long+`"`, 1), site.ErrLong, 8},
		{"escape sequence", least + "[steps.open]\ntext.id = \"a\\u001b[31m\"\ntext.en = \"b\"\n", site.ErrCharacters, 13},
		{"direction mark", least + "[notes.reset]\nid = \"a\"\nen = \"b\\u202e\"\n", site.ErrCharacters, 14},
		{"word with a line break", strings.Replace(least, `"Leave"`, `"Le\nave"`, 1), site.ErrCharacters, 8},
		{"unknown placeholder", least + "[steps.open]\ntext.id = \"{enable}\"\ntext.en = \"{colour}\"\n", site.ErrPlaceholder, 14},
		{"a word that is not there", least + "[steps.open]\ntext.id = \"{disable}\"\ntext.en = \"b\"\n", site.ErrPlaceholder, 13},
		{"half a placeholder", least + "[steps.open]\ntext.id = \"{enable\"\ntext.en = \"b\"\n", site.ErrPlaceholder, 13},
		{"file address", "address = \"file:///etc/passwd\"\n" + least, site.ErrAddress, 1},
		{"address with a password", "address = \"https://u:p@x.example\"\n" + least, site.ErrAddress, 1},
		{"address without a host", "address = \"https://\"\n" + least, site.ErrAddress, 1},
		{"helpdesk", least + "[[helpdesk.send]]\nid = \"a\"\nen = \"b\"\n\n[[helpdesk.send]]\nid = \"a\"\n", site.ErrMissing, 16},
		{"helpdesk, inline", least + "[helpdesk]\nnever = [\n  { id = \"a\", en = \"b\" },\n  { id = \"a\" },\n]\n", site.ErrMissing, 15},
		{"too many", least + strings.Repeat("[[helpdesk.send]]\nid = \"a\"\nen = \"b\"\n", 11), site.ErrMany, 12},
		{"too large", least + strings.Repeat("# comment\n", 10_000), site.ErrTooLarge, 0},
		{"not UTF-8", least + "[steps.open]\ntext.id = \"\xff\"\ntext.en = \"b\"\n", site.ErrSyntax, 13},
		{"NUL", least + "\x00", site.ErrSyntax, 12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(tt.text)
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			args := fault.Of(err).Args()
			if got := arg(args, "file"); got != "my.toml" {
				t.Errorf("file: got %v", got)
			}
			if got := arg(args, "line"); tt.line > 0 && got != tt.line {
				t.Errorf("line: got %v, want %d: %v", got, tt.line, err)
			}
			for _, lang := range locale.Langs() {
				if what, _ := locale.New(lang).Describe(err); strings.ContainsAny(what, "\x1b\n") || strings.Contains(what, "{field}") || strings.Contains(what, "{line}") {
					t.Errorf("%s: %q", lang, what)
				}
			}
		})
	}
}

func arg(pairs []any, name string) any {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return nil
}

// FuzzLoad proves that no file makes Load panic, that what it accepts can be
// shown as it is, and that what it refuses is a fault.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(least))
	f.Add([]byte(least + "[[helpdesk.send]]\nid = \"a\"\nen = \"{key}\"\n"))
	f.Add([]byte("a.b.c = [{d = 1}, [2]]\n[[x]]\n[x.y]\n"))
	files, _ := filepath.Glob("profiles/*.toml")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := site.Load(strings.NewReader(string(b)), "f")
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("no fault: %v", err)
			}
			return
		}
		for _, lang := range locale.Langs() {
			for _, s := range site.Steps() {
				for _, text := range append(p.Text(s, lang), p.Title(s, lang)) {
					if strings.ContainsAny(text, "\x1b\n\x00") {
						t.Fatalf("%q", text)
					}
				}
			}
		}
	})
}
