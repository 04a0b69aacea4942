// Package settings keeps what a person has chosen for every vault: language,
// times of the locks, order of the list, clocks to compare with. It holds no
// secret and nothing about a vault.
//
// The settings are a small TOML file that people may read and write: one
// "name = value" a line, each explained by a comment above it. A name that is
// not known and a value that cannot be are reported with their line, and the
// default takes their place, so that no line of this file ever keeps anybody
// from their codes. Save changes the lines of the settings and nothing else.
//
// Fields is the one table of what there is: the screen, the command line, the
// comments in the file and the checks are drawn from it.
package settings
