// Package clock measures this computer's clock against the outside world, and
// is the only place in sandi that reads it.
//
// Everybody else takes a [Clock] and asks it for Now. System is the real one;
// Corrected, Shifted and Manual stand in for it.
//
// A [Source] compares this computer's clock with one other clock and answers
// with a [Reference]: an offset, how far that may be wrong, who said so, and
// when. The sign is the same everywhere:
//
//	offset = this computer's UTC − true UTC
//
// so a positive offset is a fast clock. [Measure] asks several sources at once
// and gives a [Measurement], which keeps every answer, the failed ones and the
// ones that contradict each other too. [Watcher] notices when the clock was
// moved, or the machine slept, after a measurement.
//
// Nothing here sets a clock, and nothing corrects a code by itself: a
// correction is a Corrected clock that somebody chose.
package clock
