// Package enroll is the enrolment wizard without a face: the way of one account
// from "TOTP is off" to "the portal has accepted a code of the key in the
// vault", as a state machine that cannot lose the key on the way.
//
// A Session talks to two parties. A Service is the portal (the sub-package
// practice drives the practice portal over HTTP); a Keeper is the vault. Every
// face (terminal screen, line by line, headless) does the same two things: it
// shows a Snapshot, and it hands an Action to Session.Do, which answers with
// the next Snapshot.
//
// # What the machine promises
//
//   - The key is in the vault, marked as pending, as soon as it is in hand: the
//     same Do that receives the barcode saves it, reads it back from disk and
//     compares. Logout is refused until that, a backup and the other checks
//     have passed, because after Logout the portal shows the key never again.
//   - No code is sent in the last SafetyMargin of its step, twice, from a step
//     ahead, or from a step that was spent before, even in an earlier process:
//     the step is written to the vault before the code leaves this computer.
//   - A key that the portal has thrown away (a reload that made another one,
//     DISABLE TOTP) is retired, and no code of it is offered again.
//   - Every page has a way on besides giving up. What cannot be known, such as
//     why a barcode does not come, is asked and not asserted; what cannot be
//     undone is explained before it is offered.
//   - Nothing is ever sent again by itself. Services count wrong codes, some
//     for life.
//   - Whatever happens, the entry in the vault says what it is: pending until
//     the portal has accepted a code, active after that, retired when a newer
//     key of the same account has taken its place.
//
// PlanCode is the pure heart of the second promise.
package enroll
