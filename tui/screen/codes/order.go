package codes

import (
	"slices"

	"sandi/internal/order"
	"sandi/tui/screen"
)

// phrase is the message key that names an order.
func phrase(o order.Order) string {
	switch o {
	case order.Account:
		return "tui.codes.order-account"
	case order.MostUsed:
		return "tui.codes.order-most-used"
	case order.LastUsed:
		return "tui.codes.order-last-used"
	case order.Custom:
		return "tui.codes.order-custom"
	}
	return "tui.codes.order-issuer"
}

// sort puts the items into the order and finds again what is shown.
func (m *Model) sort() {
	slices.SortFunc(m.items, func(a, b item) int { return order.Compare(m.order, a.place, b.place) })
	m.shown = filter(m.items, m.tag, m.search.Value())
}

// nextOrder sorts by the next order. The selection stays on its entry.
func (m *Model) nextOrder() screen.Outcome {
	id := m.currentID()
	m.order = m.order.Next()
	m.config.Order = m.order
	m.sort()
	m.choose(id)
	return Sort{Order: m.order}
}

// shift moves the selected entry by one among the ones that are shown, in the
// custom order.
func (m *Model) shift(by int, c screen.Context) screen.Outcome {
	if m.order != order.Custom {
		return screen.Say{Text: c.L.T("tui.codes.not-custom")}
	}
	to := m.selected + by
	it := m.current()
	if it == nil || to < 0 || to >= len(m.shown) || m.moving {
		return nil
	}
	other := &m.items[m.shown[to]]
	if other.place.Group() != it.place.Group() {
		return nil // practice stays below what is real
	}
	m.moving = true // one at a time: where it goes depends on where the others are
	if by < 0 {
		return Move{ID: it.ID, Before: other.ID}
	}
	// Before the one that follows the other in the vault, shown or not.
	before, at := "", len(m.items)
	for i := range m.items {
		if p := m.items[i].at; p > other.at && p < at && m.items[i].ID != it.ID {
			before, at = m.items[i].ID, p
		}
	}
	return Move{ID: it.ID, Before: before}
}
