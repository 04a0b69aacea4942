package archtest_test

import (
	"slices"
	"strings"
	"testing"
)

// allowed says for each room which of our own packages it may import; the
// longest matching prefix rules. An empty list means none. A package that no
// rule covers fails the test, so that a new room is placed on purpose.
var allowed = map[string][]string{
	"sandi":     {"sandi/cmd"},
	"sandi/cmd": {"sandi/tui", "sandi/vault", "sandi/internal"},

	"sandi/tui":         {"sandi/tui", "sandi/vault", "sandi/internal"},
	"sandi/tui/theme":   {},
	"sandi/tui/keys":    {"sandi/internal/locale"},
	"sandi/tui/widget":  {"sandi/tui/theme", "sandi/tui/keys", "sandi/internal/locale", "sandi/internal/otp", "sandi/internal/printable", "sandi/internal/qr"},
	"sandi/tui/tuitest": {"sandi/tui", "sandi/vault", "sandi/internal"},
	"sandi/tui/screen": {
		"sandi/tui/screen", "sandi/tui/theme", "sandi/tui/keys", "sandi/tui/widget", "sandi/vault",
		"sandi/internal/clock", "sandi/internal/diagnose", "sandi/internal/drift", "sandi/internal/enroll", "sandi/internal/fault", "sandi/internal/locale",
		"sandi/internal/operator", "sandi/internal/order", "sandi/internal/otp", "sandi/internal/otpauth", "sandi/internal/printable", "sandi/internal/qr",
		"sandi/internal/settings", "sandi/internal/strength", "sandi/internal/site", "sandi/internal/tour",
	},
	"sandi/tui/screen/lab": {
		"sandi/tui/screen", "sandi/tui/theme", "sandi/tui/keys", "sandi/tui/widget",
		"sandi/internal/acceptance", "sandi/internal/lab", "sandi/internal/locale", "sandi/internal/otp",
	},

	"sandi/vault": {"sandi/internal/otp", "sandi/internal/fault", "sandi/internal/atomicfile", "sandi/internal/erase"},

	"sandi/internal/fault":            {},
	"sandi/internal/order":            {"sandi/vault"},
	"sandi/internal/archtest":         {},
	"sandi/internal/bench":            {"sandi/vault", "sandi/internal/diagnose", "sandi/internal/lab/scenario", "sandi/internal/clock", "sandi/internal/otp", "sandi/internal/portal", "sandi/internal/enroll"},
	"sandi/internal/coredump":         {},
	"sandi/internal/erase":            {},
	"sandi/internal/printable":        {},
	"sandi/internal/strength":         {},
	"sandi/internal/atomicfile":       {"sandi/internal/fault", "sandi/internal/atomicfile"},
	"sandi/internal/terminal":         {"sandi/internal/fault"},
	"sandi/internal/settings":         {"sandi/internal/atomicfile", "sandi/internal/fault", "sandi/internal/locale"},
	"sandi/internal/locale":           {"sandi/internal/fault"},
	"sandi/internal/otp":              {"sandi/internal/fault"},
	"sandi/internal/otpauth":          {"sandi/internal/otp", "sandi/internal/fault"},
	"sandi/internal/qr":               {"sandi/internal/fault"},
	"sandi/internal/clock":            {"sandi/internal/otp", "sandi/internal/fault"},
	"sandi/internal/acceptance":       {"sandi/internal/otp"},
	"sandi/internal/diagnose":         {"sandi/internal/acceptance", "sandi/internal/diagnose", "sandi/internal/otp", "sandi/internal/clock", "sandi/internal/locale", "sandi/internal/fault"},
	"sandi/internal/diagnose/attempt": {"sandi/internal/locale", "sandi/internal/otp"},
	"sandi/internal/diagnose/refusal": {
		"sandi/internal/diagnose", "sandi/internal/otp", "sandi/internal/clock", "sandi/internal/locale", "sandi/internal/fault",
	},
	"sandi/internal/desktop":  {"sandi/internal/fault"},
	"sandi/internal/timesync": {"sandi/internal/clock", "sandi/internal/fault"},
	"sandi/internal/device":   {"sandi/vault", "sandi/internal/atomicfile", "sandi/internal/fault"},
	"sandi/internal/drift":    {"sandi/internal/clock", "sandi/internal/atomicfile"},
	"sandi/internal/sheet":    {"sandi/internal/locale", "sandi/internal/qr", "sandi/internal/fault"},
	"sandi/internal/enroll":   {"sandi/internal/acceptance", "sandi/internal/diagnose", "sandi/internal/locale", "sandi/internal/otp", "sandi/internal/otpauth", "sandi/internal/clock", "sandi/internal/fault"},
	"sandi/internal/enroll/practice": {
		"sandi/internal/enroll", "sandi/internal/otp", "sandi/internal/otpauth", "sandi/internal/clock", "sandi/internal/fault",
	},
	"sandi/internal/enroll/guided": {
		"sandi/internal/enroll", "sandi/internal/site", "sandi/internal/otp", "sandi/internal/otpauth", "sandi/internal/clock", "sandi/internal/fault",
	},
	"sandi/internal/tomlfile": {},
	"sandi/internal/site":     {"sandi/internal/fault", "sandi/internal/locale", "sandi/internal/printable", "sandi/internal/tomlfile"},
	"sandi/internal/operator": {"sandi/internal/fault"},
	"sandi/internal/tour": {
		"sandi/internal/enroll", "sandi/internal/operator", "sandi/internal/otp", "sandi/internal/clock", "sandi/internal/fault", "sandi/internal/locale",
	},
	"sandi/internal/lab":         {"sandi/internal/acceptance", "sandi/internal/otp", "sandi/internal/fault"},
	"sandi/internal/lab/picture": {"sandi/internal/lab", "sandi/internal/acceptance", "sandi/internal/otp", "sandi/internal/locale", "sandi/internal/printable"},
	"sandi/internal/lab/junit":   {},
	"sandi/internal/lab/probe":   {"sandi/internal/clock", "sandi/internal/enroll", "sandi/internal/fault", "sandi/internal/otp"},
	"sandi/internal/lab/scenario": {
		"sandi/internal/acceptance", "sandi/internal/clock", "sandi/internal/diagnose", "sandi/internal/enroll", "sandi/internal/fault", "sandi/internal/lab", "sandi/internal/locale",
		"sandi/internal/operator", "sandi/internal/otp", "sandi/internal/portal", "sandi/internal/printable", "sandi/internal/tomlfile",
	},
	"sandi/internal/portal/postgrestest": {"sandi/internal/fault"},
	"sandi/internal/portal": {
		"sandi/internal/portal", "sandi/internal/diagnose/attempt", "sandi/internal/otp", "sandi/internal/otpauth", "sandi/internal/qr", "sandi/internal/clock",
		"sandi/internal/fault", "sandi/internal/locale", "sandi/internal/printable",
	},
}

func rule(pkg string) ([]string, bool) {
	for p := pkg; p != ""; {
		if list, ok := allowed[p]; ok {
			return list, true
		}
		i := strings.LastIndexByte(p, '/')
		if i < 0 || p == "sandi/internal" {
			return nil, false
		}
		p = p[:i]
	}
	return nil, false
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, f := range sources(t) {
		list, ok := rule(f.pkg)
		if !ok || (f.pkg != "sandi" && strings.Count(f.pkg, "/") > 0 && list == nil) {
			t.Errorf("%s: no rule says what package %s may import", f.name, f.pkg)
			continue
		}
		for _, imp := range f.imports() {
			if !under(imp, module) {
				continue
			}
			if !slices.ContainsFunc(list, func(dir string) bool { return under(imp, dir) }) {
				t.Errorf("%s: %s may not import %s", f.name, f.pkg, imp)
			}
		}
	}
}

func TestAScreenImportsNoOtherScreen(t *testing.T) {
	const screens = "sandi/tui/screen"
	for _, f := range sources(t) {
		if !strings.HasPrefix(f.pkg, screens+"/") {
			continue
		}
		own := strings.SplitN(strings.TrimPrefix(f.pkg, screens+"/"), "/", 2)[0]
		for _, imp := range f.imports() {
			if rest, ok := strings.CutPrefix(imp, screens+"/"); ok && !under(rest, own) {
				t.Errorf("%s: screen %s imports screen %s", f.name, own, rest)
			}
		}
	}
}

// owners says which rooms alone may import a module or a package of the
// standard library.
var owners = map[string][]string{
	"charm.land/bubbletea/v2":       {"sandi/tui"},
	"charm.land/bubbles/v2":         {"sandi/tui"},
	"charm.land/lipgloss/v2":        {"sandi/tui"},
	"charm.land/lipgloss/v2/compat": {}, // queries the terminal in its init
	"filippo.io/age":                {"sandi/vault"},
	"github.com/spf13/cobra":        {"sandi/cmd"},
	"github.com/pquerna/otp":        {"sandi/internal/otp"},
	"github.com/mdp/qrterminal/v3":  {"sandi/internal/qr"},
	"github.com/beevik/ntp":         {"sandi/internal/clock"},
	"github.com/atotto/clipboard":   {"sandi/internal/desktop"},
	"github.com/ccojocar/zxcvbn-go": {"sandi/internal/strength"},
	"github.com/zalando/go-keyring": {"sandi/internal/desktop"},
	"modernc.org/sqlite":            {"sandi/internal/portal"},
	"github.com/jackc/pgx/v5":       {"sandi/internal/portal"},
	"github.com/emersion/go-smtp":   {"sandi/internal/portal/mail"},
	"github.com/emersion/go-sasl":   {"sandi/internal/portal/mail"},
	"net/smtp":                      {"sandi/internal/portal/mail"},
	"net/http":                      {"sandi/internal/portal", "sandi/internal/operator", "sandi/internal/enroll/practice", "sandi/internal/clock", "sandi/cmd", "sandi/internal/bench"},
	"os/exec":                       {"sandi/internal/desktop", "sandi/internal/timesync", "sandi/internal/locale", "sandi/cmd", "sandi/internal/bench", "sandi/internal/portal/postgrestest"},
	"testing":                       {"sandi/tui/tuitest"},
	"math/rand":                     {},
	"math/rand/v2":                  {},
}

func TestModulesHaveOneOwner(t *testing.T) {
	for _, f := range sources(t) {
		for _, imp := range f.imports() {
			dir := imp
			rooms, ok := owners[dir]
			for !ok && strings.Contains(dir, "/") {
				dir = dir[:strings.LastIndexByte(dir, '/')]
				rooms, ok = owners[dir]
			}
			if ok && !slices.ContainsFunc(rooms, func(room string) bool { return under(f.pkg, room) }) {
				t.Errorf("%s: only %v may import %s", f.name, rooms, imp)
			}
		}
	}
}
