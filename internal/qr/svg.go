package qr

import (
	"fmt"
	"strings"
)

// SVG returns the code as a drawing for a page, with the full quiet zone and
// both colours named: a page may be shown white on black. It scales to whatever
// room it is given. The zero Code draws nothing.
func (c Code) SVG() string {
	if c.modules == nil {
		return ""
	}
	side := c.Size() + 2*QuietFull
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side, side, side)
	for y := range c.Size() {
		for x := 0; x < c.Size(); {
			run := 0
			for x+run < c.Size() && c.modules.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+QuietFull, y+QuietFull, run, run)
			}
			x += max(run, 1)
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}
