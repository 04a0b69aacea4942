package settings

import (
	"path/filepath"
	"slices"

	"sandi/internal/fault"
)

// Settings are the choices. Their zero value is of no use: start from Default.
type Settings struct {
	Language         string   // "", "id" or "en"; "" follows the environment and the system
	Theme            string   // "auto", "dark", "light" or "none" (no colours)
	AutoLockMinutes  int      // minutes without a key before the interface locks; 0 never
	LockOnSuspend    bool     // the interface locks when the computer has slept
	ClipboardSeconds int      // seconds until a copied code leaves the clipboard; 0 never
	HideCodes        bool     // the list shows codes only when asked
	RevealSeconds    int      // seconds that one revealed code stays visible
	Order            string   // "issuer", "account", "most-used", "last-used" or "custom"
	NTP              []string // time servers to compare the clock with; the built-in ones where HTTPS is empty too
	HTTPS            []string // web servers whose Date to compare it with
	MeasureClock     bool     // the interface compares the clock by itself
	BackupDays       int      // age in days at which the newest outside copy is called old; 0 never
	BinDays          int      // days that a removed entry stays in the bin; 0 for ever
}

// The choices of Language, Theme and Order.
var (
	Languages = []string{"", "id", "en"}
	Themes    = []string{"auto", "dark", "light", "none"}
	Orders    = []string{"issuer", "account", "most-used", "last-used", "custom"}
)

// Default returns the settings of somebody who has chosen nothing.
func Default() Settings {
	return Settings{
		Theme:            "auto",
		AutoLockMinutes:  5,
		LockOnSuspend:    true,
		ClipboardSeconds: 30,
		RevealSeconds:    10,
		Order:            "issuer",
		MeasureClock:     true,
		BackupDays:       30,
		BinDays:          30,
	}
}

// Equal reports whether two settings say the same.
func (s Settings) Equal(t Settings) bool {
	return slices.EqualFunc(Fields(), Fields(), func(a, b Field) bool { return a.text(s) == b.text(t) })
}

// ErrNoHome is returned when the environment names no directory for settings.
var ErrNoHome = fault.New("settings.no-home", "cannot tell where settings are kept")

// Path returns where the settings are kept: SANDI_SETTINGS, or the place where
// the operating system keeps such files.
func Path(getenv func(string) string, goos string) (string, error) {
	if name := getenv("SANDI_SETTINGS"); name != "" {
		return filepath.Abs(name)
	}
	home := getenv("HOME")
	switch goos {
	case "windows":
		if dir := getenv("AppData"); dir != "" {
			return filepath.Join(dir, "sandi", fileName), nil
		}
	case "darwin", "ios":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "sandi", fileName), nil
		}
	default:
		// The XDG specification says to ignore relative paths.
		if dir := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "sandi", fileName), nil
		}
		if home != "" {
			return filepath.Join(home, ".config", "sandi", fileName), nil
		}
	}
	return "", ErrNoHome
}

const fileName = "settings.toml"
