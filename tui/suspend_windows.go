package tui

import tea "charm.land/bubbletea/v2"

// suspender does nothing: Windows stops no program from its terminal.
type suspender struct{}

func listen(*tea.Program) (*suspender, func()) { return nil, func() {} }

func (*suspender) prepare() bool { return false }

func (*suspender) resumed() {}
