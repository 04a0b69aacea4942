package tui

import tea "charm.land/bubbletea/v2"

// openEdit opens the form of an entry.
func (a *app) openEdit(id string) tea.Cmd { return nil }

// openBin opens the bin.
func (a *app) openBin() tea.Cmd { return nil }

// openUndo shows what an undo would do, and asks.
func (a *app) openUndo() tea.Cmd { return nil }
