// Package terminal asks a person for a line or a secret on the terminal itself
// (/dev/tty, or CONIN$ and CONOUT$ on Windows), so that standard input and
// output stay free for data.
//
// A prompt switches the terminal to raw mode and always switches it back: when
// the answer is complete, on Ctrl-C, on an error, and when the context ends
// because of a signal. What is typed while a secret is asked for is never
// echoed, not even as stars, because their number tells the length.
package terminal
