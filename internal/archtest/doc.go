// Package archtest holds the tests that keep the rooms of the house apart: who
// may import whom, and which calls belong to one room only. It has no code of
// its own. The rules are explained in docs/ARCHITECTURE.md.
package archtest
