package screen

import (
	"time"

	"sandi/internal/locale"
)

// Moment writes a date and a time of day to the minute, in the reader's zone;
// nothing for a time that is not known.
func Moment(t time.Time, c Context) string { return write(t, c, " 15:04") }

// Day writes a date.
func Day(t time.Time, c Context) string { return write(t, c, "") }

func write(t time.Time, c Context, clock string) string {
	if t.IsZero() {
		return ""
	}
	layout := "2 Jan 2006"
	if c.L.Lang() == locale.ID {
		layout = "02/01/2006"
	}
	return t.In(c.Now.Location()).Format(layout + clock)
}
