// Package lab computes what the laboratory shows: one attempt to sign in on a
// time axis ([At]), and the share of attempts that a verifier accepts over many
// clocks and delays ([Grid]). It is pure; everything that it tells is exact.
//
// The verifier's clock is held to be the truth. An offset is this computer's
// clock less the verifier's: + is fast. A service whose own clock is wrong is
// the same picture with the sign turned.
package lab
