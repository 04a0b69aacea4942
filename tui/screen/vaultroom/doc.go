// Package vaultroom is the screen about the vault itself: what protects it, what
// copies of it there are, and what can be done about either. Everything that
// takes time is the root's: the screen asks for it with an Action and is told
// with an Answer.
package vaultroom
