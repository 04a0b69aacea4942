package tui

import (
	tea "charm.land/bubbletea/v2"

	labscreen "sandi/tui/screen/lab"
)

// canLab reports whether the laboratory can be opened: where the screen about
// the clock can, for the same reasons.
func (a *app) canLab() bool {
	_, open := find[*labscreen.Model](a)
	return !open && a.vault != nil && a.console == nil && a.show == nil
}

// openLab shows the laboratory.
func (a *app) openLab() tea.Cmd {
	if !a.canLab() {
		return nil
	}
	o := labscreen.Options{Now: a.local()}
	if best := a.clock.measurement.Best; best != nil {
		off := best.Offset
		o.Measured = &off
	}
	return a.push(labscreen.New(o))
}

// labWays lists the way to it for the list of all actions.
func (a *app) labWays() []way {
	if !a.canLab() {
		return nil
	}
	return []way{{"palette.group.everywhere", "labscreen.do.open", a.openLab}}
}
