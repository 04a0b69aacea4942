package screen

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/theme"
)

// Outcome is what a screen wants done: nil for nothing, one of this package's
// outcomes, or a type that the screen's own package declares.
type Outcome any

// Context is what a screen may know about the world when it handles a message
// or draws itself.
type Context struct {
	// Now is the time of the clock that codes are computed with: this
	// computer's, or the corrected one where the user chose so.
	Now time.Time
	// Width and Height are the cells that the screen may fill, at least 1.
	Width, Height int
	Theme         *theme.Theme
	L             *locale.Localizer
}

// Screen is one screen of the interface.
type Screen interface {
	// Init returns the command to run when the screen is first shown, or nil.
	Init() tea.Cmd
	// Update handles a message. Mouse positions are relative to the screen's
	// own top left cell.
	Update(tea.Msg, Context) (Outcome, tea.Cmd)
	// View draws the screen in at most Context.Height lines of at most
	// Context.Width cells. It must not change the screen.
	View(Context) string
	// Bindings lists the keys that work now, the most important first: the
	// footer shows as many as fit, the help overlay all.
	Bindings() []key.Binding
	// Typing reports whether a text field has the keyboard, so that letters
	// are text and not commands.
	Typing() bool
}

// Bare is implemented by a screen that at times wants the whole window without
// header, status line and footer: a QR code needs every row. It then tells its
// own keys.
type Bare interface{ Bare() bool }

// Wide is implemented by a screen that uses the whole width of the window, also
// where that is wider than lines of text should be.
type Wide interface{ Wide() bool }

// Pointing is implemented by a screen with a text field: where the terminal's
// cursor belongs, relative to the screen's top left cell, or nil for none. A
// real cursor is what input methods and screen readers follow.
type Pointing interface{ Cursor(Context) *tea.Cursor }

// Mousing is implemented by a screen that takes mouse clicks. While it is
// shown the terminal's own selection by mouse needs Shift, so only screens that
// gain from clicks ask for them.
type Mousing interface{ Mouse() bool }

// Titled is implemented by a screen with a title for the header.
type Titled interface {
	Title(*locale.Localizer) string
}

// Wiping is implemented by a screen that holds secrets: Wipe is called when it
// is closed or the vault is locked.
type Wiping interface{ Wipe() }

// Simulating is implemented by a screen whose time is not the true one: how far
// its clock is ahead, and how far the user's in it is off from that. It is
// marked as long as it is shown.
type Simulating interface {
	Simulated() (ahead, userOff time.Duration)
}

// Drafting is implemented by a screen on which something is entered that is not
// saved anywhere. Locking wipes it, and says so where Draft reports true.
type Drafting interface{ Draft() bool }
