// Package tui is sandi's terminal interface, and the only owner of a
// tea.Program.
//
// Its parts:
//
//	run.go        Run: the program's life, signals, panics, the terminal
//	deps.go       Deps: everything the interface may touch, given by cmd
//	app.go        the root model: modes, routing of messages and keys
//	act.go        what each outcome of a screen means
//	commands.go   every command that does I/O or takes time
//	tick.go       the one tick, and what is due with it
//	frame.go      header, status line and footer around the screen
//	layout.go     pure: window size → rooms, or "too small"
//	theme keys widget screen/…   see their own doc comments
//
// The rules:
//
//  1. The root is the only tea.Model. Screens are plain values that return
//     outcomes (tui/screen); the root acts on them.
//  2. Update never blocks: whatever reads, writes, derives or waits is a
//     command. Commands take values, never the model.
//  3. A command's result is routed by its type before keys are, so that it
//     reaches its screen even when another one is on top of it.
//  4. There is one tick, at the whole seconds of the clock that codes are
//     computed with. Everything periodic is due at a tick; nothing else sleeps.
//  5. View asks for no time and changes nothing. Only visible rows are drawn.
//  6. Secrets live in types that do not print. No message is ever logged.
//  7. Untrusted text (issuers, accounts, what a portal says) goes through
//     internal/printable before it is drawn.
//  8. Colours come from tui/theme, keys from tui/keys, words from the
//     catalogue area "tui".
//  9. Locking blanks the screen in the same Update; closing the vault follows.
//  10. The alternate screen always, a window title without secrets, and no file
//     written whatever TEA_TRACE and TEA_DEBUG say.
//
// docs/adr/0008-tui-composition.md gives the reasons.
package tui
