package widget

import (
	"strings"

	"sandi/tui/theme"
)

// Choice is one line of a menu.
type Choice struct {
	Title string
	Note  string // said below the title, in muted letters; may be empty
}

// Menu draws choices one below the other, the selected one with a mark, and
// returns the lines and, for each line, the choice it belongs to (-1: none).
// compact leaves out the blank lines and the notes of what is not selected.
func Menu(choices []Choice, selected, width int, compact bool, t *theme.Theme) (lines []string, owner []int) {
	for i, c := range choices {
		mark, title := "  ", t.Text.Render(Cut(c.Title, width-2))
		if i == selected {
			mark, title = t.Mark.Render("▌")+" ", t.Selected.Render(Cut(c.Title, width-2))
		}
		lines, owner = append(lines, mark+title), append(owner, i)
		if c.Note != "" && (!compact || i == selected) {
			for _, line := range Wrap(c.Note, max(width-2, 1)) {
				lines, owner = append(lines, mark+t.Muted.Render(line)), append(owner, i)
			}
		}
		if !compact && i < len(choices)-1 {
			lines, owner = append(lines, ""), append(owner, -1)
		}
	}
	return lines, owner
}

// Buttons draws choices side by side. Brackets mark the one that Enter takes,
// so that it can be told without colours.
func Buttons(titles []string, selected int, focused bool, t *theme.Theme) string {
	out := make([]string, len(titles))
	for i, title := range titles {
		if i == selected && focused {
			out[i] = t.ButtonFocus.Render("[ " + title + " ]")
		} else {
			out[i] = t.Button.Render("  " + title + "  ")
		}
	}
	return strings.Join(out, "  ")
}
