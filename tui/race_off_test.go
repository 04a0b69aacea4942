//go:build !race

package tui_test

// slowdown is what the race detector costs.
const slowdown = 1
