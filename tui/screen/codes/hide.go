package codes

import (
	"time"

	"sandi/internal/order"
	"sandi/internal/otp"
	"sandi/tui/screen"
)

// Configure tells the screen what the person has chosen.
type Configure struct {
	Order order.Order
	// Hide shows dots in place of codes until they are asked for.
	Hide bool
	// Reveal is how long one code that was asked for stays visible.
	Reveal time.Duration
}

// configure takes over what has changed: a choice made on the screen since
// stands as long as its setting stays the same.
func (m *Model) configure(to Configure) {
	if to.Reveal > 0 {
		m.config.Reveal = to.Reveal
	}
	if to.Hide != m.config.Hide {
		m.config.Hide, m.hide = to.Hide, to.Hide
	}
	if to.Order != m.config.Order {
		id := m.currentID()
		m.config.Order, m.order = to.Order, to.Order
		m.sort()
		m.choose(id)
	}
}

// hidden reports whether dots stand for the code of a time-based entry.
func (m *Model) hidden(it *item, c screen.Context) bool {
	return m.hide && !c.Now.Before(m.asked[it.ID])
}

// reveal shows the selected code for a while, or hides it again.
func (m *Model) reveal(c screen.Context) screen.Outcome {
	it := m.current()
	if it == nil || !m.hide || !it.usable() || it.Key.Type == otp.HOTP {
		return nil
	}
	if !m.hidden(it, c) {
		delete(m.asked, it.ID)
		return nil
	}
	m.asked[it.ID] = c.Now.Add(m.config.Reveal)
	return Used{ID: it.ID}
}

// turnHiding hides all codes, or shows them all.
func (m *Model) turnHiding() {
	m.hide = !m.hide
	clear(m.asked)
	m.turn = screen.Turn{}
}
