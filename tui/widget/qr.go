package widget

import (
	"strings"

	"sandi/internal/qr"
)

// QR lays a QR code out in a window of width by height cells, with side beside
// it where that fits and below it otherwise. ok is false where the window is
// too small for the code: then need says how large it has to be.
//
// side draws the text for a number of cells; its last line is the one that is
// kept where there is room for a single line.
func QR(code qr.Code, side func(width int) []string, width, height int) (lines []string, ok bool, needCols, needRows int) {
	const gap, least = 2, 24
	needCols, needRows = code.Need()
	if fit, fits := code.Fit(width-gap-least, height); fits {
		return beside(code, fit, side(width-fit.Cols-gap-1), height), true, needCols, needRows
	}
	text := side(width)
	fit, fits := code.Fit(width, height-1)
	if !fits {
		if fit, fits = code.Fit(width, height); !fits {
			return nil, false, needCols, needRows
		}
	}
	lines = strings.Split(code.Terminal(fit.Quiet), "\n")
	room := height - len(lines)
	if room > 0 && len(text) > 0 {
		keep := text[max(len(text)-room, 0):]
		if room == 1 {
			keep = text[len(text)-1:]
		}
		lines = append(lines, keep...)
	}
	return lines, true, needCols, needRows
}

func beside(code qr.Code, fit qr.Fit, text []string, height int) []string {
	lines := strings.Split(code.Terminal(fit.Quiet), "\n")
	rows := max(len(lines), min(len(text), height))
	top := max((rows-len(text))/2, 0)
	for y := range rows {
		left := blank(fit.Cols)
		if y < len(lines) {
			left = lines[y]
		} else {
			lines = append(lines, left)
		}
		if y >= top && y-top < len(text) && text[y-top] != "" {
			left += blank(2) + text[y-top]
		}
		lines[y] = left
	}
	return lines
}
