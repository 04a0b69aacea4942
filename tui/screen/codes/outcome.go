package codes

import (
	"sandi/internal/order"
)

// More outcomes of the screen: what people do with their entries.
type (
	// Favourite marks an entry as one of the favourites, or no longer.
	Favourite struct {
		ID string
		On bool
	}
	// Move puts an entry before another in the custom order, or at the end if
	// Before is empty.
	Move struct{ ID, Before string }
	// Sort remembers the order that was chosen. The screen has it already.
	Sort struct{ Order order.Order }
	// Used counts a code that was shown. Copying counts by itself.
	Used struct{ ID string }
	// Edit opens the form of an entry.
	Edit struct{ ID string }
	// Remove moves an entry to the bin. It was confirmed.
	Remove struct{ ID string }
	// Big shows one code across the room.
	Big struct{ ID string }
	// Undo offers to turn back the last change.
	Undo struct{}
	// Bin shows the removed entries.
	Bin struct{}
	// Settings opens the settings.
	Settings struct{}
	// VaultRoom opens the screen about the vault itself.
	VaultRoom struct{}
	// Palette opens the list of all actions.
	Palette struct{}
)
