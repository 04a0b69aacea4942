// Package demo is the demonstration for a room: the wizard on one side, what
// the server sees on the other, and below them what the presenter says. Each
// key press plays one beat of the tour (sandi/internal/tour).
//
// The screen does no I/O: Play asks the root for the next beat, Played brings
// what came of it. The wizard's page is drawn by a Page that the root hands in,
// because a screen knows no other. Everything is real but the time, which is
// let pass where a person would wait; the screen says by how much.
package demo
