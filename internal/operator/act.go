package operator

// ByOperator reports whether an attempt is something that an operator did, which
// nobody could refuse, and not something that a user tried.
func (a Attempt) ByOperator() bool {
	switch a.Act {
	case "scenario", "add-account", "reset-account", "unlock", "remove-account", "resolve", "class", "reset-all":
		return true
	}
	return false
}
