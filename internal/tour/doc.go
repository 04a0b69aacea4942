// Package tour is the demonstration of a practice portal as a script: scenes
// that show, one after the other, how somebody enables TOTP and everything that
// goes wrong on the way (failures F1 to F7 of the portal, the verifiers'
// windows, lock-outs, the network), what the user does and what the server
// sees.
//
// A Scene is a list of Beats. Each is one thing that the user, the operator or
// time does, with the presenter's note and with what must have come of it. A
// Show plays them on a Set: a running portal, the operator's client, the
// enrolment wizard, and two clocks. Nothing waits: where a person would, the
// clock that portal and user share is moved ahead. So the script that a
// presenter leads through at leisure is also a test that plays it at speed.
//
// Start at Script, which is the whole tour, and at Show.Next.
package tour
