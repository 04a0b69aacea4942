package keys_test

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/tui/keys"
)

func maps() map[string][]key.Binding {
	return map[string][]key.Binding{
		"codes":        keys.Codes().All(),
		"tags":         keys.Tags().All(),
		"big":          keys.Big().All(),
		"search":       {keys.Codes().CopySearch, keys.Codes().Cancel},
		"unlock":       keys.Unlock().All(),
		"welcome menu": keys.Welcome().Menu(),
		"welcome form": keys.Welcome().Form(),
		"entry":        keys.Entry().All(),
		"confirm":      keys.YesNo().All(),
		"add":          keys.Add().All(),
		"refused code": keys.ExplainAsk().All(),
		"explanation":  keys.Explain().All(),
		"enroll":       keys.Enroll().All(),
		"guided":       keys.Guided().All(),
		"operator":     keys.Operator().All(),
		"op. form":     keys.OperatorForm().All(),
		"op. card":     keys.OperatorAsk().All(),
		"settings":     keys.Prefs().All(),
		"setting":      keys.Prefs().Typing(),
		"clock":        keys.Clock().All(),
		"clock list":   keys.Clock().List(),
		"clock form":   keys.Clock().Form(),
		"all actions":  keys.Palette().All(),
		"vault":        keys.Room().List(),
		"vault form":   keys.Room().Form(),
		"vault look":   keys.Room().Report(),
		"preview":      keys.Room().Preview(),
		"help":         {keys.HelpMove().Up, keys.HelpMove().Down, keys.HelpMove().PageUp, keys.HelpMove().PageDown, keys.HelpClose()},
	}
}

func TestNoTwoBindingsOfAScreenShareAKey(t *testing.T) {
	global := map[string]string{}
	for _, b := range keys.Global().All() {
		for _, k := range b.Keys() {
			if other, taken := global[k]; taken {
				t.Errorf("global: %s is bound to %s and %s", k, other, b.Help().Desc)
			}
			global[k] = b.Help().Desc
		}
	}
	for screen, bindings := range maps() {
		seen := map[string]string{}
		for _, b := range bindings {
			for _, k := range b.Keys() {
				// n is the next code or a new one, by the kind of entry; h hides
				// or shows; Escape leaves the search or stops waiting; an entry is
				// edited or, in quarantine, repaired.
				either := k == "n" || screen == "codes" && (k == "h" || k == "esc") || screen == "entry" && (k == "e" || k == "E")
				if other, taken := seen[k]; taken && !either {
					t.Errorf("%s: %s is bound to %s and %s", screen, k, other, b.Help().Desc)
				}
				seen[k] = b.Help().Desc
				// The letter that leaves may be a screen's own: see the root.
				leave := k == keys.Global().Leave.Keys()[0]
				if other, taken := global[k]; taken && screen != "help" && !leave {
					t.Errorf("%s: %s hides the global %s", screen, k, other)
				}
			}
		}
	}
}

func TestSpellingOfKeys(t *testing.T) {
	all := append([]key.Binding(nil), keys.Global().All()...)
	for _, bindings := range maps() {
		all = append(all, bindings...)
	}
	for _, b := range all {
		if len(b.Keys()) == 0 {
			t.Errorf("%s has no keys", b.Help().Desc)
		}
		for _, k := range b.Keys() {
			// The library calls the space bar "space"; " " never matches.
			if strings.TrimSpace(k) == "" || (len(k) > 1 && k != strings.ToLower(k)) {
				t.Errorf("%s: key %q never matches", b.Help().Desc, k)
			}
		}
	}
}

func TestEveryBindingIsToldInBothLanguages(t *testing.T) {
	all := append([]key.Binding(nil), keys.Global().All()...)
	for _, bindings := range maps() {
		all = append(all, bindings...)
	}
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		for _, b := range all {
			if !l.Has(b.Help().Desc) {
				t.Errorf("%s: no text for %q", lang, b.Help().Desc)
			}
			if keys.Name(b, l) == "" {
				t.Errorf("%s: %q has no name for its key", lang, b.Help().Desc)
			}
		}
	}
}
