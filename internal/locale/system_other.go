//go:build !windows && !darwin

package locale

// systemTags has nothing to add where the locale variables are the system's
// own setting.
func systemTags() []string { return nil }
