// Package guided is the enrolment at a website that sandi must not touch: the
// user clicks in a browser, sandi leads, takes the key from wherever the site
// shows it, checks what can be checked, and keeps it.
//
// It is a state machine in the manner of package enroll, over the same Keeper,
// PlanCode and clock check: a face shows a Snapshot and hands an Action to
// Session.Do. What package enroll learns from a portal this one learns from its
// user, so every page asks what is on the screen and no page asserts it.
//
// # What the machine promises
//
//   - The key is in the vault as pending, read back from disk and in a backup
//     before the user is sent to the site's logout. It becomes active when the
//     user says that the site accepted a code, and not before.
//   - After a kill the enrolment goes on at the page where it was, as soon as
//     the key had been kept.
//   - A code that was used is not offered again, and one that is about to
//     expire is not offered: its successor is, with the moment from which it is
//     good.
//   - Nothing is said about the site that nobody has measured: no digits, no
//     windows, no time limits. The profile (package site) has the site's words.
//   - What looks like a mistake (a key cut short, a second entry for the same
//     account) is pointed out, and never in the way.
package guided
