package settings

// Merge returns what mine changed of base, and for the rest what theirs has: a
// program that was open while another changed the file does not undo that.
func Merge(base, mine, theirs Settings) Settings {
	for _, f := range Fields() {
		if value := f.Get(mine); value != f.Get(base) {
			// What Get returned can be set.
			_ = f.Set(&theirs, value)
		}
	}
	return theirs
}
