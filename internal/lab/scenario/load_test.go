package scenario_test

import (
	"errors"
	"strings"
	"testing"

	"sandi/internal/fault"
	"sandi/internal/lab/scenario"
	"sandi/internal/locale"
)

const head = "scenario = 1\nname = \"t\"\ntitle = { id = \"a\", en = \"a\" }\n"

func TestWhatIsWrongWithAFileIsToldWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want *fault.Error
		line int
	}{
		"empty":               {"", scenario.ErrVersion, 1},
		"no TOML":             {head + "]", scenario.ErrSyntax, 4},
		"wrong type":          {head + "[[step]]\ndo = 3", scenario.ErrSyntax, 5},
		"other version":       {"name = \"t\"\nscenario = 2", scenario.ErrVersion, 2},
		"unknown field":       {head + "who = 1", scenario.ErrField, 4},
		"no steps":            {head, scenario.ErrMissing, 1},
		"no title":            {"scenario = 1\nname = \"t\"\n[title]\nid = \"a\"\n[[step]]\ndo = \"logout\"", scenario.ErrMissing, 3},
		"bad name":            {"scenario = 1\nname = \"T t\"", scenario.ErrValue, 2},
		"terminal tricks":     {"scenario = 1\nname = \"t\"\ntitle = { id = \"a\\u001b[2J\", en = \"a\" }\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 3},
		"unknown act":         {head + "[[step]]\ndo = \"fly\"", scenario.ErrValue, 5},
		"no act":              {head + "[[step]]\nfor = \"1s\"", scenario.ErrMissing, 4},
		"field of other acts": {head + "[[step]]\ndo = \"logout\"\nphase = \"3s\"", scenario.ErrField, 6},
		"nothing to expect":   {head + "[[step]]\ndo = \"wait\"\nfor = \"1s\"\nexpect = \"done\"", scenario.ErrField, 7},
		"impossible answer":   {head + "[[step]]\ndo = \"code\"\nexpect = \"shown\"", scenario.ErrValue, 6},
		"impossible verdict":  {head + "[[step]]\ndo = \"code\"\noperator = \"bad\"", scenario.ErrValue, 6},
		"cause of a code":     {head + "[[step]]\ndo = \"judge\"\nexpect = \"expired\"", scenario.ErrValue, 6},
		"no expectation":      {head + "[[step]]\ndo = \"judge\"", scenario.ErrMissing, 4},
		"negative wait":       {head + "[[step]]\ndo = \"wait\"\nfor = \"-1s\"", scenario.ErrValue, 6},
		"endless wait":        {head + "[[step]]\ndo = \"wait\"\nfor = \"9999d\"", scenario.ErrValue, 6},
		"a thousand times":    {head + "[[step]]\ndo = \"code\"\ntimes = 1000", scenario.ErrValue, 6},
		"clock both ways":     {head + "[[step]]\ndo = \"set-clock\"\nto = \"1s\"\nby = \"1s\"", scenario.ErrMissing, 6},
		"unknown zone":        {head + "[client]\nzone = \"Mars\"\n[[step]]\ndo = \"logout\"", scenario.ErrMissing, 4},
		"unknown condition":   {head + "[portal]\nconditions = [\"strict\"]\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 5},
		"conditions clash":    {head + "[portal]\nconditions = [\"ketat\", \"longgar\"]\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 5},
		"offset of what":      {head + "[client]\noffset = \"much\"\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 5},
		"1700":                {head + "begin = 1700-01-01T00:00:00Z\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 4},
		"3 digits":            {head + "[portal]\ndigits = 3\n[[step]]\ndo = \"logout\"", scenario.ErrValue, 5},
		"reference of nobody": {head + "[client]\nreferences = [{ kind = \"ntp\" }]\n[[step]]\ndo = \"logout\"", scenario.ErrMissing, 5},
		"too many steps":      {head + strings.Repeat("[[step]]\ndo = \"logout\"\n", 201), scenario.ErrMany, 4},
	} {
		_, err := scenario.Load(strings.NewReader(c.file), "t.toml")
		f := fault.Of(err)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
			continue
		}
		line := 0
		for i := 0; i+1 < len(f.Args()); i += 2 {
			if f.Args()[i] == "line" {
				line, _ = f.Args()[i+1].(int)
			}
		}
		if line != c.line {
			t.Errorf("%s: got line %d, want %d", name, line, c.line)
		}
		if what, _ := locale.New(locale.ID).Describe(err); strings.Contains(what, "{") || !strings.Contains(what, "t.toml") {
			t.Errorf("%s: told as %q", name, what)
		}
	}
	if _, err := scenario.Load(strings.NewReader(strings.Repeat("#", 65<<10)), "t.toml"); !errors.Is(err, scenario.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, scenario.ErrTooLarge)
	}
}

func TestAnUnknownNameIsAnsweredWithANearOne(t *testing.T) {
	_, err := scenario.Named("f4-lock")
	what, hint := locale.New(locale.EN).Describe(err)
	if !errors.Is(err, scenario.ErrUnknown) || !strings.Contains(hint, "f4-temporary-lock") {
		t.Errorf("got %q, %q", what, hint)
	}
}

// What anybody writes is refused or played, and never ends in a panic.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"f2b-refresh-rotates", "f5-late-mail", "clock-zone-mismatch", "clock-slept"} {
		b, err := scenario.Source(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := scenario.Load(strings.NewReader(string(file)), "f.toml")
		if err != nil {
			if fault.Of(err) == nil {
				t.Errorf("got %v, which is no fault", err)
			}
			return
		}
		if _, err := scenario.Run(t.Context(), s, scenario.Virtual{}); err != nil {
			t.Error(err)
		}
	})
}
