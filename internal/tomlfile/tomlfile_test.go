package tomlfile_test

import (
	"errors"
	"strings"
	"testing"

	"sandi/internal/tomlfile"
)

type document struct {
	Name string `toml:"name"`
	Step []struct {
		Do string `toml:"do"`
	} `toml:"step"`
}

func TestWhatIsWrongHasItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		line  int
		field string
	}{
		"no TOML":       {"name = \"a\"\nname =\n", 2, ""},
		"wrong type":    {"\n\nname = 3\n", 3, ""},
		"unknown field": {"name = \"a\"\n[[step]]\ndo = \"x\"\nhow = 1\n", 4, "step.how"},
		"unknown table": {"[other]\n", 1, "other"},
	} {
		var d document
		e, ok := errors.AsType[*tomlfile.Error](tomlfile.Decode([]byte(c.file), &d))
		if !ok || e.Line != c.line || e.Field != c.field {
			t.Errorf("%s: got %+v, want line %d, field %q", name, e, c.line, c.field)
		}
	}
}

func TestFieldsHaveTheirLines(t *testing.T) {
	lines := tomlfile.Places([]byte("name = \"a\"\n\n[[step]]\ndo = \"x\"\n[[step]]\n\ndo = \"y\"\n"))
	for field, want := range map[string]int{"name": 1, "step.0.do": 4, "step.1": 5, "step.1.do": 7, "Step.1.how": 5, "none": 1} {
		if got := lines.Line(field); got != want {
			t.Errorf("%s: got line %d, want %d", field, got, want)
		}
	}
}

func TestReadIsBounded(t *testing.T) {
	if _, err := tomlfile.Read(strings.NewReader("12345"), 4); !errors.Is(err, tomlfile.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, tomlfile.ErrTooLarge)
	}
	if b, err := tomlfile.Read(strings.NewReader("\ufeffab"), 8); err != nil || string(b) != "ab" {
		t.Errorf("got %q, %v", b, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name = \"a\"\n[[step]]\ndo = \"x\"\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		var d document
		if err := tomlfile.Decode(file, &d); err != nil {
			if e, ok := errors.AsType[*tomlfile.Error](err); !ok || e.Line < 1 {
				t.Errorf("got %v", err)
			}
		}
		tomlfile.Places(file)
	})
}
