// Package scenario brings about, on demand, what people complain of: codes that
// are refused, barcodes that do not come, clocks that are wrong. A scenario is a
// small file (docs/SCENARIOS.md) that says how the portal behaves, how the
// user's computer and its clock stand, what the user does step by step, and what
// must come of each step.
//
// Run plays a scenario at a [Target]. [Virtual] is a practice portal in memory
// with a clock of its own: waiting costs nothing, so that thousands of scenarios
// run in a second. [Live] is a practice portal at an address, over HTTP and in
// real time.
//
// There are two clocks. True time belongs to the target and drives the portal.
// The user's computer shows it with the error that the scenario gives it, makes
// its codes by that, and is what [diagnose.Judge] judges.
package scenario
