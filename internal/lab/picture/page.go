package picture

import (
	"image/color"
	"time"
	"unicode"
	"unicode/utf8"

	"sandi/internal/lab"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// A page has the shape of a slide. All lengths are in its own units.
const (
	pageWidth  = 1280
	pageHeight = 720
	margin     = 60
)

// The page's colours, each with a contrast of at least 4.5:1 on what it stands on.
var (
	paper  = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink    = color.RGBA{0x1c, 0x22, 0x2b, 0xff}
	grey   = color.RGBA{0x56, 0x5f, 0x6d, 0xff}
	shade  = color.RGBA{0xd3, 0xee, 0xe8, 0xff}
	teal   = color.RGBA{0x00, 0x6a, 0x5f, 0xff}
	violet = color.RGBA{0x6b, 0x2f, 0xa0, 0xff}
	green  = color.RGBA{0x1a, 0x6b, 0x2b, 0xff}
	red    = color.RGBA{0xb3, 0x26, 0x1e, 0xff}
	amber  = color.RGBA{0xc9, 0x7a, 0x0a, 0xff}
	blue   = color.RGBA{0x2b, 0x5f, 0xb8, 0xff}
)

type point struct{ x, y float64 }

// shape is one thing on a page: a filled polygon, a line, or a text.
type shape struct {
	points []point
	fill   *color.RGBA // a polygon
	stroke float64     // a line of this width
	colour color.RGBA
	dashed bool

	text   string // at points[0], on the base line
	width  float64
	size   float64
	bold   bool
	anchor float64 // 0 begins there, 0.5 is centred, 1 ends there
}

// page is what both formats are written from.
type page struct {
	shapes []shape
	fonts  *fonts
}

func (p *page) polygon(fill color.RGBA, points ...point) {
	p.shapes = append(p.shapes, shape{points: points, fill: &fill})
}

func (p *page) rect(fill color.RGBA, x, y, w, h float64) {
	p.polygon(fill, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h})
}

func (p *page) line(c color.RGBA, width float64, points ...point) {
	p.shapes = append(p.shapes, shape{points: points, stroke: width, colour: c})
}

func (p *page) dashes(c color.RGBA, width float64, from, to point) {
	p.shapes = append(p.shapes, shape{points: []point{from, to}, stroke: width, colour: c, dashed: true})
}

func (p *page) frame(c color.RGBA, width, x, y, w, h float64) {
	p.line(c, width, point{x, y}, point{x + w, y}, point{x + w, y + h}, point{x, y + h}, point{x, y})
}

func (p *page) words(c color.RGBA, size float64, bold bool, anchor, x, y float64, text string) {
	p.shapes = append(p.shapes, shape{points: []point{{x, y}}, colour: c, text: text, size: size, bold: bold, anchor: anchor, width: p.fonts.measure(text, size, bold)})
}

// heights of what stands on the page.
const (
	yVerdict, ySetting = 88, 132
	yCaption, yArrow   = 206, 232
	yBoxes, hBoxes     = 282, 96
	yTimes, yLane      = 408, 458
	yLegend, yLines    = 528, 604
)

// mostOnPage is how many steps still have room for their number.
const mostOnPage = 26

// draw puts a story on a page.
func pageOf(l *locale.Localizer, s lab.Story) *page {
	f := newFrame(s, mostOnPage)
	d := &sheet{frame: f, page: &page{fonts: newFonts()}, l: l, box: float64(pageWidth-2*margin) / float64(f.steps())}
	d.rect(paper, 0, 0, pageWidth, pageHeight)
	d.head()
	d.steps()
	d.times()
	d.arrow()
	d.lane()
	d.legend()
	y := float64(yLines)
	for _, line := range append(Turns(l, s), Share(l, s)) {
		d.words(ink, 22, false, 0, margin, y, line)
		y += 34
	}
	return d.page
}

type sheet struct {
	frame
	*page
	l   *locale.Localizer
	box float64
}

func (d *sheet) x(t time.Time) (float64, int) {
	x, beyond := d.place(t)
	return margin + x*d.box, beyond
}

func (d *sheet) verdict() color.RGBA {
	if d.story.Accepted {
		return green
	}
	return red
}

// head tells the verdict, and what it is about.
func (d *sheet) head() {
	c, set := d.verdict(), d.story.Setting
	x, y := float64(margin+18), float64(yVerdict-12)
	d.rect(c, x-18, y-18, 36, 36)
	if d.story.Accepted {
		d.line(paper, 5, point{x - 9, y}, point{x - 2, y + 8}, point{x + 10, y - 9})
	} else {
		d.line(paper, 5, point{x - 9, y - 9}, point{x + 9, y + 9})
		d.line(paper, 5, point{x - 9, y + 9}, point{x + 9, y - 9})
	}
	word := d.l.T("lab.verdict.accepted")
	if !d.story.Accepted {
		word = d.l.T("lab.verdict.refused")
	}
	d.fitted(c, 32, true, margin+52, yVerdict, capital(word)+": "+Why(d.l, d.story))
	w := set.Policy.Window
	d.fitted(grey, 21, false, margin, ySetting, d.l.T("lab.picture.setting",
		"past", w.Past, "future", w.Future, "period", Amount(d.l, set.Period())))
}

// fitted writes a text as large as the page's width allows.
func (d *sheet) fitted(c color.RGBA, size float64, bold bool, x, y float64, text string) {
	if n := d.fonts.measure(text, size, bold); n > pageWidth-margin-x {
		size *= (pageWidth - margin - x) / n
	}
	d.words(c, size, bold, 0, x, y, text)
}

// steps draws the boxes.
func (d *sheet) steps() {
	for step := d.first; step <= d.last; step++ {
		x := margin + float64(step-d.first)*d.box
		if d.taken(step) {
			d.rect(shade, x, yBoxes, d.box, hBoxes)
		}
	}
	for step := d.first; step <= d.last; step++ {
		c, w := grey, 1.5
		if d.taken(step) {
			c, w = teal, 2.5
		}
		d.page.frame(c, w, margin+float64(step-d.first)*d.box, yBoxes, d.box, hBoxes)
	}
	for step := d.first; step <= d.last; step++ {
		d.label(step, margin+float64(step-d.first)*d.box)
	}
}

// label tells how far a step is from the verifier's, and which the code is of.
func (d *sheet) label(step otp.Step, x float64) {
	c := grey
	if d.taken(step) {
		c = teal
	}
	size := min(26, d.box*0.42)
	y := yBoxes + hBoxes/2 + size*0.36
	if step == d.story.Code {
		c = d.verdict()
		d.page.frame(c, 5, x, yBoxes, d.box, hBoxes)
		if word := d.l.T("lab.box.code"); d.fonts.measure(word, 18, true) < d.box-10 {
			y -= 10
			d.words(c, 18, true, 0.5, x+d.box/2, y+26, word)
		}
	}
	d.words(c, size, true, 0.5, x+d.box/2, y, steps(int64(step-d.story.Judge)))
}

// times writes when steps begin, as many as there is room for.
func (d *sheet) times() {
	const room = 92 // of a time and some air
	next := 0.0
	for step := d.first; step <= d.last+1; step++ {
		x := margin + float64(step-d.first)*d.box
		if x < next {
			continue
		}
		d.line(grey, 1.5, point{x, yBoxes + hBoxes}, point{x, yBoxes + hBoxes + 8})
		d.words(grey, 17, false, 0.5, x, yTimes, d.story.Setting.StartOf(step).Format("15:04:05"))
		next = x + room
	}
}

// arrow goes from the moment of reading to what the computer's clock shows then.
func (d *sheet) arrow() {
	from, away := d.x(d.story.Shown)
	to, beyond := d.x(d.story.Displayed)
	if away == 0 {
		d.dashes(grey, 1.5, point{from, yArrow}, point{from, yBoxes})
		d.dashes(grey, 1.5, point{from, yBoxes + hBoxes}, point{from, yLane})
	}
	text := Clock(d.l, d.story.Setting.Offset)
	half := d.fonts.measure(text, 22, true) / 2
	d.words(violet, 22, true, 0.5, min(max((from+to)/2, margin+half), pageWidth-margin-half), yCaption, text)
	if beyond != 0 { // off the page
		side := float64(beyond)
		d.line(violet, 4, point{from, yArrow}, point{to - 20*side, yArrow})
		for _, back := range []float64{0, 16} {
			tip := to - back*side
			d.polygon(violet, point{tip, yArrow}, point{tip - 18*side, yArrow - 11}, point{tip - 18*side, yArrow + 11})
		}
	} else {
		d.line(violet, 4, point{from, yArrow}, point{to, yArrow}, point{to, yBoxes - 14})
		d.polygon(violet, point{to, yBoxes}, point{to - 11, yBoxes - 20}, point{to + 11, yBoxes - 20})
	}
	d.dot(ink, from, yArrow)
}

// dot is drawn as an eight-sided figure, which is round enough at its size.
func (d *sheet) dot(c color.RGBA, x, y float64) {
	const r, k = 8, 3.3
	d.polygon(c, point{x - k, y - r}, point{x + k, y - r}, point{x + r, y - k}, point{x + r, y + k},
		point{x + k, y + r}, point{x - k, y + r}, point{x - r, y + k}, point{x - r, y - k})
}

// passes is what passes between reading and arrival.
func (d *sheet) passes() []pass {
	s := d.story
	return []pass{
		{s.Shown, s.Opened, amber, "lab.legend.mail", s.Setting.Mail},
		{s.Opened, s.Typed, blue, "lab.legend.typing", s.Setting.Typing},
		{s.Typed, s.Received, teal, "lab.legend.network", s.Setting.Network},
	}
}

type pass struct {
	from, to time.Time
	colour   color.RGBA
	key      string
	takes    time.Duration
}

// lane draws it on the axis.
func (d *sheet) lane() {
	for _, p := range d.passes() {
		from, _ := d.x(p.from)
		to, _ := d.x(p.to)
		if p.takes > 0 {
			d.rect(p.colour, from, yLane-7, max(to-from, 2), 14)
		}
	}
	if from, away := d.x(d.story.Shown); away == 0 {
		d.dot(ink, from, yLane)
	}
	to, _ := d.x(d.story.Received)
	d.line(ink, 2, point{to, yBoxes + hBoxes}, point{to, yLane + 10})
	d.polygon(ink, point{to, yBoxes + hBoxes}, point{to - 8, yBoxes + hBoxes + 14}, point{to + 8, yBoxes + hBoxes + 14})
	d.polygon(ink, point{to, yLane + 7}, point{to - 10, yLane + 26}, point{to + 10, yLane + 26})
}

// legend tells what the signs mean, with the figures.
func (d *sheet) legend() {
	const size, gap = 19, 30
	x, y := float64(margin), float64(yLegend)
	item := func(text string, sign func(x, y float64)) {
		n := 30 + d.fonts.measure(text, size, false)
		if x > margin && x+n > pageWidth-margin {
			x, y = margin, y+30
		}
		sign(x+10, y-6)
		d.words(ink, size, false, 0, x+30, y, text)
		x += n + gap
	}
	const layout = "15:04:05"
	item(d.l.T("lab.legend.read", "time", d.story.Shown.Format(layout)), func(x, y float64) { d.dot(ink, x, y) })
	for _, p := range d.passes() {
		if p.takes > 0 {
			item(d.l.T(p.key, "time", Amount(d.l, p.takes)), func(x, y float64) { d.rect(p.colour, x-10, y-7, 20, 14) })
		}
	}
	item(d.l.T("lab.legend.received", "time", d.story.Received.Format(layout)), func(x, y float64) {
		d.polygon(ink, point{x, y - 10}, point{x - 10, y + 8}, point{x + 10, y + 8})
	})
	item(d.l.T("lab.legend.window"), func(x, y float64) {
		d.rect(shade, x-10, y-8, 20, 16)
		d.page.frame(teal, 2, x-10, y-8, 20, 16)
	})
}

// capital begins a text like a sentence.
func capital(text string) string {
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}
