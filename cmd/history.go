package cmd

import (
	"context"
	"path/filepath"

	"sandi/internal/clock"
	"sandi/internal/device"
	"sandi/internal/diagnose"
	"sandi/internal/drift"
)

// history is what this device remembers of its clock.
func (a *app) history() *drift.File {
	if a.simulation.by != 0 {
		// What is measured of a simulated clock would be false in the file, and what
		// the file says of the real one would be false in a verdict.
		return drift.Open("")
	}
	path := device.DefaultPath(a.sys.Getenv, a.sys.GOOS)
	if path == "" {
		return drift.Open("")
	}
	return drift.Open(filepath.Join(filepath.Dir(path), drift.Name))
}

// remember keeps a measurement for the clock's history. What cannot be kept is
// not remembered, and nobody is told: the history is a help.
func (a *app) remember(m clock.Measurement) { _ = a.history().Add(m) }

// screenFacts gathers what this computer itself says about its clock, for the
// interface: nobody else is asked.
func (a *app) screenFacts(ctx context.Context) diagnose.Facts {
	_, f, err := a.clockTask(clockFlags{})
	if err != nil { // there are no flags that could be wrong
		return diagnose.Facts{Now: a.sys.Clock.Now(), OS: a.sys.GOOS}
	}
	a.addSystem(&f, a.systemState(ctx))
	return f
}
