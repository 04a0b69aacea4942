// Bench measures what sandi's users wait for, on this computer, beside programs
// that do nothing: a hello-world in Go and a minimal Bubble Tea program. Compare
// the ratios, not the milliseconds.
//
//	go run ./internal/bench            # everything, about two minutes
//	go run ./internal/bench -quick     # fewer runs, no idle CPU
//	go run ./internal/bench -trust -kill 10000 # the vault's promises, some 20 minutes
//	go run ./internal/bench -class 300 # only: a class at once on the practice portal
//
// It builds the programs itself, into a temporary directory that it removes.
// Times are medians. Programs that are compared take turns, so that a busy
// computer slows all of them down alike.
package main
