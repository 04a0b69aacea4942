// Package screen is the contract between the root of the interface and its
// screens, which live in the packages below it.
//
// A screen is a plain value that the root shows: not a tea.Model. It does no
// I/O, starts no goroutine and never asks for the time. It gets messages and a
// Context, and returns an Outcome when the root has something to do: open
// another screen, copy a code, save an entry. The root does it, in a command
// where it takes time, and hands the result back as a message that the screen's
// package declares. So a screen is tested by calling Update and View.
//
//	out, cmd := s.Update(tea.KeyPressMsg{Code: tea.KeyEnter}, ctx)
//	// out is nil, screen.Close{}, codes.Copy{ID: …} …
//
// What a screen draws fits Context.Width × Context.Height cells: the header,
// the status line and the footer around it are the root's. A screen may
// implement Bare, Pointing, Mousing and Titled beside Screen.
//
// To add a screen: a package under tui/screen, its keys in tui/keys, its words
// in internal/locale/messages/*/, its outcomes in the root's act method.
package screen
