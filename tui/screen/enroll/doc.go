// Package enroll is the screen of the enrolment wizard: one page for each stage
// of internal/enroll. A page says what the portal shows, what to do, and why.
//
// The screen does nothing itself. It returns Do with an action; the root runs
// that on its enroll.Session, in a command, and answers with Did. Everything
// drawn comes from the Snapshot in that answer, from what was typed, and from
// the time.
//
//	out, _ := m.Update(screen.Tick{}, ctx)       // Do{enroll.Begin{}} at first
//	m.Update(enroll.Did{Snapshot: snap}, ctx)    // the page of snap.Stage
//
// The root sends screen.Tick once a second and closes the screen on
// screen.Close.
package enroll
