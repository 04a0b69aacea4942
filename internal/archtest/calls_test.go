package archtest_test

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// reserved says which rooms alone may use a name of the standard library, and
// why the others must not.
var reserved = []struct {
	pkg    string
	names  []string
	rooms  []string
	reason string
}{
	{"time", []string{"Now", "Since", "Until"}, []string{"sandi/internal/clock", "sandi/internal/bench"}, "take a clock.Clock: codes and verdicts must be testable at any instant"},
	{"os", []string{"Exit"}, []string{"sandi", "sandi/internal/bench"}, "return an error: deferred clean-up must run and the terminal must be restored"},
	{"os", []string{"Stdout", "Stderr", "Stdin"}, []string{"sandi/cmd", "sandi/internal/bench"}, "write to the streams that are passed in"},
	{"fmt", []string{"Print", "Println", "Printf"}, []string{"sandi/internal/bench"}, "write to the streams that are passed in"},
	{"os", []string{"Getenv", "LookupEnv", "Environ"}, []string{"sandi/cmd", "sandi/internal/bench"}, "the environment is read once, at the composition root"},
}

func TestReservedCalls(t *testing.T) {
	for _, f := range sources(t) {
		names := map[string]string{} // local name → import path
		for _, spec := range f.ast.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			local := p[strings.LastIndexByte(p, '/')+1:]
			if spec.Name != nil {
				local = spec.Name.Name
			}
			names[local] = p
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok || x.Obj != nil {
				return true
			}
			for _, r := range reserved {
				if names[x.Name] != r.pkg || !slices.Contains(r.names, sel.Sel.Name) {
					continue
				}
				if !slices.ContainsFunc(r.rooms, func(room string) bool { return f.pkg == room || (room != module && under(f.pkg, room)) }) {
					t.Errorf("%s: %s.%s outside %v: %s", f.position(n), r.pkg, sel.Sel.Name, r.rooms, r.reason)
				}
			}
			return true
		})
	}
}

// A newcomer starts from the package's doc comment.
func TestEveryPackageIsDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range sources(t) {
		documented[f.pkg] = documented[f.pkg] || (f.ast.Doc != nil && len(f.ast.Doc.Text()) > 60)
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no doc comment that a newcomer can start from", pkg)
		}
	}
}

func TestNoPackageNameSaysNothing(t *testing.T) {
	for _, f := range sources(t) {
		switch name := f.ast.Name.Name; name {
		case "util", "utils", "common", "helper", "helpers", "types", "misc", "base":
			t.Errorf("%s: package name %s does not say what it provides", f.name, name)
		}
	}
}
