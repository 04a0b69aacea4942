package locale_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var placeholder = regexp.MustCompile(`\{[a-zA-Z_]+\}`)

// load reads every area of one language straight from the files, so that a
// malformed one fails here.
func load(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("messages", lang, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogues for %s: %v", lang, err)
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]json.RawMessage
		if err := json.Unmarshal(b, &raw); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		area := strings.TrimSuffix(filepath.Base(file), ".json")
		for key, value := range raw {
			if !strings.HasPrefix(key, area+".") {
				t.Errorf("%s: key %q belongs to another area", file, key)
			}
			forms := map[string]string{}
			var text string
			if json.Unmarshal(value, &text) == nil {
				forms["other"] = text
			} else if err := json.Unmarshal(value, &forms); err != nil {
				t.Errorf("%s: %s: %v", file, key, err)
			}
			if strings.TrimSpace(forms["other"]) == "" {
				t.Errorf("%s: %s: empty text", file, key)
			}
			all[key] = forms
		}
	}
	return all
}

func names(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestLanguagesHoldTheSameMessages(t *testing.T) {
	en, id := load(t, "en"), load(t, "id")
	for key, forms := range en {
		other, ok := id[key]
		if !ok {
			t.Errorf("id lacks %s", key)
			continue
		}
		if got, want := names(other["other"]), names(forms["other"]); !slices.Equal(got, want) {
			t.Errorf("%s: placeholders are %v in id, %v in en", key, got, want)
		}
	}
	for key := range id {
		if _, ok := en[key]; !ok {
			t.Errorf("en lacks %s", key)
		}
	}
}

// The portal's users know one spelling from the dictionary and several from
// elsewhere; sandi prints the dictionary's.
func TestIndonesianSpelling(t *testing.T) {
	wrong := regexp.MustCompile(`(?i)kadaluarsa|kadaluwarsa|kedaluarsa|otentikasi|otentikator|silahkan|\bresiko\b|\banda\b`)
	for key, forms := range load(t, "id") {
		for _, text := range forms {
			for _, m := range wrong.FindAllString(text, -1) {
				if m != "Anda" {
					t.Errorf("%s: %q", key, m)
				}
			}
		}
	}
}

// Both faces show errors as sentences, so all of them are written as such. A
// sentence that ends with {cause} has the cause's own full stop.
func TestErrorsAreSentences(t *testing.T) {
	_, keys := literals(t)
	name := regexp.MustCompile(`^(sandi|tmux|portal\.db)\b`)
	for _, lang := range []string{"en", "id"} {
		messages := load(t, lang)
		for key, where := range keys {
			if !strings.HasSuffix(where, " fault") {
				continue
			}
			for _, k := range []string{key, key + ".hint"} {
				text := messages[k]["other"]
				if text == "" {
					continue
				}
				if first, _ := utf8.DecodeRuneInString(text); unicode.IsLower(first) && !name.MatchString(text) {
					t.Errorf("%s: %s does not begin like a sentence: %q", lang, k, text)
				}
				if !strings.HasSuffix(text, "{cause}") && !strings.ContainsAny(text[len(text)-1:], ".?!") {
					t.Errorf("%s: %s does not end like a sentence: %q", lang, k, text)
				}
			}
		}
	}
}

var keyShape = regexp.MustCompile(`^[a-z]+(\.[a-z0-9-]+)+$`)

// literals collects the string literals of all shipped Go files, and apart the
// ones that are used as message keys.
func literals(t *testing.T) (all []string, keys map[string]string) {
	t.Helper()
	keys = map[string]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != root) {
			return fs.SkipDir
		}
		if strings.HasSuffix(p, ".tmpl") || strings.HasSuffix(p, ".html") {
			b, err := os.ReadFile(p)
			all = append(all, regexp.MustCompile(`"[^"\n]*"`).FindAllString(strings.ReplaceAll(string(b), "`", `"`), -1)...)
			return err
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, p, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
					all = append(all, s)
				}
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || len(n.Args) == 0 {
					return true
				}
				lit, ok := n.Args[0].(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				s, _ := strconv.Unquote(lit.Value)
				x, _ := sel.X.(*ast.Ident)
				isFault := sel.Sel.Name == "New" && x != nil && x.Name == "fault"
				if (sel.Sel.Name == "T" || sel.Sel.Name == "N" || isFault) && keyShape.MatchString(s) {
					keys[s] = fset.Position(lit.Pos()).String()
					if isFault {
						keys[s] += " fault"
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, keys
}

func TestEveryKeyInTheCodeHasAMessage(t *testing.T) {
	en := load(t, "en")
	_, keys := literals(t)
	if len(keys) == 0 {
		t.Fatal("found no keys in the code: the search is broken")
	}
	for key, where := range keys {
		if _, ok := en[key]; !ok {
			t.Errorf("%s: no message %q", where, key)
		}
	}
}

// A message that nothing tells is dead text that translators still keep. A key
// counts as told when the code holds it whole, or holds a beginning of it that
// ends with a dot or dash, as where a state's or cause's name is appended.
func TestEveryMessageIsTold(t *testing.T) {
	all, _ := literals(t)
	whole := map[string]bool{}
	var prefixes []string
	for _, s := range all {
		s = strings.Trim(s, `"`)
		whole[s] = true
		if strings.Count(s, ".") > 0 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "-")) && len(s) > 3 {
			prefixes = append(prefixes, s)
		}
	}
	for key := range load(t, "en") {
		base := strings.TrimSuffix(key, ".hint")
		if whole[key] || whole[base] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			continue
		}
		t.Errorf("no code tells %s", key)
	}
}
