package scenario

import (
	"maps"
	"slices"
	"strings"
)

// Words are the acts, and the fields that steps take.
func Words() []string {
	words := acts()
	for _, r := range allRules {
		words = append(words, strings.Fields(r.fields)...)
	}
	words = append(append(words, mistakes...), slices.Sorted(maps.Keys(zones))...)
	slices.Sort(words)
	return slices.Compact(words)
}
