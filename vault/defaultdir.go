package vault

import "path/filepath"

// DefaultDir returns where a person's vault is by the customs of an operating
// system, named as in runtime.GOOS.
func DefaultDir(getenv func(string) string, goos string) (string, error) {
	home := getenv("HOME")
	switch goos {
	case "windows":
		if dir := getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, "sandi"), nil
		}
	case "darwin", "ios":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "sandi"), nil
		}
	default:
		// The XDG specification says to ignore relative paths.
		if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "sandi"), nil
		}
		if home != "" {
			return filepath.Join(home, ".local", "share", "sandi"), nil
		}
	}
	return "", ErrNoHome
}
