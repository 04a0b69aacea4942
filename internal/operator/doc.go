// Package operator is the operator's side of a practice portal over HTTP: what
// the portal sees of every attempt, its switches, accounts, mails and requests
// for help. The operator's screen, the practice commands and the demonstration
// use it; none of them reaches into a portal in another way, so that the portal
// in this process and one on another computer are the same to them.
//
// A Client is made from the portal's address and the operator key that the
// portal prints when it starts. Its methods return plain values. Every text in
// them comes from the other side: clean it (internal/printable) before showing
// it. Errors are faults of this package.
package operator
