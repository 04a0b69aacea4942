// Package widget holds the dumb parts that screens are drawn with: text fields,
// countdowns, choices, wrapped text, the footer. A widget knows nothing of
// vaults and entries, does no I/O and never asks for the time; most are plain
// functions from values to lines.
//
// All widths are terminal cells, not bytes or runes. A widget draws exactly the
// width it is given or less, never more.
package widget
