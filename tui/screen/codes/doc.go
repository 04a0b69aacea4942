// Package codes is the screen that sandi is open on every day: all entries with
// their code, the code after it and a countdown, searched as one types.
//
// Each entry follows its own period. The screen draws from Context.Now alone,
// so it is right whenever it is drawn; the root's tick draws it at every whole
// second. Only the rows in view are computed and rendered.
package codes
