// Package picture draws what package lab computes: a [lab.Story] on a time axis
// and a [lab.Grid] as a heat map, as lines for a terminal.
//
// The verifier's steps are boxes, the ones that it
// takes when the code arrives shaded, the clock's offset as an arrow from the
// moment of reading to what the computer's clock shows then. The attempt is
// accepted exactly if the arrow's tip lies in a shaded box.
package picture
