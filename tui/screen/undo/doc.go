// Package undo is the question before the last change is turned back: it shows
// what that does, entry by entry.
package undo

// Do is the outcome: turn the last change back. It was confirmed.
type Do struct{}

// Failed tells the screen that it failed.
type Failed struct{ Err error }
