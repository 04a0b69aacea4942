// Package trace keeps what happened on a practice portal in a file, and plays
// such a file again.
//
// A Recorder writes one line of JSON per act: first how the portal was set up
// and which accounts it had, then every act with its outcome. No line holds a
// secret: not a password, a key, a code, a token or the operator key. A code is
// written as how many steps it was away from the portal's clock, an account as
// its role and user id, a user id that the portal does not know as a hash that
// only this portal can make.
//
// That is enough to play everything again. Replay builds a portal of its own,
// with other keys and passwords and a clock that jumps from act to act, does
// what the file says and compares every outcome: the verdicts of a class of two
// hours are judged again in seconds, by today's verifier.
//
// Each line is written at once and whole. A process that is killed leaves at
// most a last line without its end, which a reader tells and leaves out.
package trace
