package tui

import tea "charm.land/bubbletea/v2"

// trustWays lists the actions about the vault itself.
func (a *app) trustWays() []way { return nil }

// openVaultRoom shows the screen about the vault itself.
func (a *app) openVaultRoom() tea.Cmd { return nil }
