// Package lab is the laboratory's screen. On its first page one attempt to sign
// in stands on a time axis; the keys move the clock, the delays, the verifier's
// window and the moment, and accepted turns to refused at the very second. On
// its second page a map shows the share accepted for many clocks and delays.
//
// What it draws comes from internal/lab and internal/lab/picture, so that it
// tells the same as sandi lab. It holds no secret and asks nobody.
package lab
