package enroll

// Line is one line of a text: a message and its arguments.
type Line struct {
	Key  string
	Args []any
}
