// Package clock is the screen about this computer's clock: how far it is off
// and on whose word, what is wrong with it and what to do, what it means for
// codes now, and how it has gone over time. A time read off a trusted clock and
// the codes of another device can stand in for a network. Nothing here changes
// the clock.
//
// What is measured and judged is the root's: the screen gets it as [Facts].
package clock
