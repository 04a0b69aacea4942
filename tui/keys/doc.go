// Package keys holds every key binding of the interface.
//
// Each screen has a map of its bindings, and Global holds the ones that work
// everywhere. A binding's help text is a key of the message catalogue (area
// tui), so that the footer and the help overlay speak the language chosen:
// print it with Name and Desc, not with Binding.Help.
//
// The tests hold three rules: no two bindings of a screen share a key, none
// hides a global one, and a space is spelled "space".
package keys
