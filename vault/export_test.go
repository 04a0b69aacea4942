package vault

import (
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// QuickAgrees reports whether the quick reader of entries took text, and whether
// the JSON package reads the same from it.
func QuickAgrees(text []byte) (taken, same bool) {
	var fast, slow wire
	if !jsontext.Value(text).IsValid() {
		return false, true
	}
	if !quick(text, &fast) {
		return false, true
	}
	err := json.Unmarshal(text, &slow)
	return true, err == nil && reflect.DeepEqual(fast, slow)
}
