// Package drift keeps the history of this computer's clock, without secrets, in
// one small file: how far off it was found, when, and when it jumped. From that
// follows how fast it drifts, in seconds a day.
//
// [Fit] is the pure part. The file is a help and never a condition: one that is
// missing, damaged, too large or of a kind that is not a file is an empty
// history, and what cannot be written is not remembered.
package drift
