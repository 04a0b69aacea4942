package qr

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// The guards of the search. A page with hundreds of marks that look like the
// corners of QR codes costs the library's own search the cube of their number:
// 2.5 s at 400, minutes at 1,600. Here triples are found by where the third
// corner must be, and only so many are decoded.
const (
	maxCorners  = 2000 // marks that are remembered
	maxTriples  = 6000 // possible codes that are compared
	maxDecoded  = 400  // possible codes that are decoded
	maxForBest3 = 400  // marks for the library's choice of the best three
	maxTexts    = 64   // codes in one picture
)

var hints = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// finding is what one rung has found.
type finding struct {
	texts   []string
	partial bool // a part of a text whose other parts are missing
}

// matrix is a picture in black and white with the marks in it that may be
// corners of QR codes.
type matrix struct {
	ctx     context.Context
	bits    *gozxing.BitMatrix
	corners []*detector.FinderPattern
}

// newMatrix thresholds a picture and looks for corners.
func newMatrix(ctx context.Context, g *grey, global bool) matrix {
	source, err := gozxing.NewPlanarYUVLuminanceSource(g.pix, g.w, g.h, 0, 0, g.w, g.h, false)
	if err != nil {
		return matrix{}
	}
	binarizer := gozxing.NewHybridBinarizer(source)
	if global {
		binarizer = gozxing.NewGlobalHistgramBinarizer(source)
	}
	bits, err := binarizer.GetBlackMatrix()
	if err != nil { // one grey all over
		return matrix{}
	}
	m := matrix{ctx: ctx, bits: bits}
	m.findCorners()
	return m
}

// findCorners looks along every third row for dark and light runs in the
// proportion 1:1:3:1:1, which the library then checks in the other directions.
func (m *matrix) findCorners() {
	f := detector.NewFinderPatternFinder(m.bits, nil)
	const skip = detector.FinderPatternFinder_MIN_SKIP
	runs := make([]int, 5)
	for y := skip - 1; y < m.bits.GetHeight(); y += skip {
		if m.ctx.Err() != nil || len(f.GetPossibleCenters()) > maxCorners {
			break
		}
		detector.FinderPatternFinder_ClearCounts(runs)
		state := 0 // even: dark
		for x := range m.bits.GetWidth() {
			dark := m.bits.Get(x, y)
			switch {
			case dark && state&1 == 1:
				state++
				runs[state]++
			case dark, state&1 == 1:
				runs[state]++
			case state < 4:
				state++
				runs[state]++
			case detector.FinderPatternFinder_foundPatternCross(runs) && f.HandlePossibleCenter(runs, y, x):
				state = 0
				detector.FinderPatternFinder_ClearCounts(runs)
			default:
				detector.FinderPatternFinder_ShiftCounts2(runs)
				state = 3
			}
		}
		if detector.FinderPatternFinder_foundPatternCross(runs) {
			f.HandlePossibleCenter(runs, y, m.bits.GetWidth())
		}
	}
	m.corners = f.GetPossibleCenters()
}

// single decodes the code at the library's choice of three corners, which
// forgives more distortion than all does.
func (m *matrix) single() finding {
	if m.bits == nil || len(m.corners) > maxForBest3 {
		return finding{}
	}
	found, err := detector.NewDetector(m.bits).Detect(hints)
	if err != nil {
		return finding{}
	}
	var c collection
	c.decode(found.GetBits())
	return c.finding()
}

// all decodes every code whose corners fit together.
func (m *matrix) all() finding {
	if m.bits == nil {
		return finding{}
	}
	d := detector.NewDetector(m.bits)
	var c collection
	for i, t := range m.triples() {
		if i == maxDecoded || m.ctx.Err() != nil || len(c.texts) >= maxTexts {
			break
		}
		found, err := d.ProcessFinderPatternInfo(t.info)
		if err == nil {
			c.decode(found.GetBits())
		}
	}
	return c.finding()
}

// collection gathers texts, and the parts of texts that are spread over several
// codes: a part on its own could be read as a key that was cut.
type collection struct {
	texts []string
	parts map[byte]map[int]string // by parity, by place and number of parts
}

func (c *collection) decode(bits *gozxing.BitMatrix) {
	result, err := decoder.NewDecoder().Decode(bits, hints)
	if err != nil {
		return
	}
	text := result.GetText()
	if result.HasStructuredAppend() {
		parity := byte(result.GetStructuredAppendParity())
		if c.parts == nil {
			c.parts = map[byte]map[int]string{}
		}
		if c.parts[parity] == nil {
			c.parts[parity] = map[int]string{}
		}
		c.parts[parity][result.GetStructuredAppendSequenceNumber()] = text
		return
	}
	if text != "" && !slices.Contains(c.texts, text) {
		c.texts = append(c.texts, text)
	}
}

func (c *collection) finding() finding {
	f := finding{texts: c.texts}
	for _, parts := range c.parts {
		text, whole := joined(parts)
		if whole {
			f.texts = append(f.texts, text)
		}
		f.partial = f.partial || !whole
	}
	return f
}

// joined puts a text together. The upper four bits of a sequence number are the
// place, from 0, the lower four the number of parts, less 1.
func joined(parts map[int]string) (text string, whole bool) {
	for n := range parts {
		for i := range n&15 + 1 {
			part, ok := parts[i<<4|n&15]
			if !ok {
				return "", false
			}
			text += part
		}
		break
	}
	return text, len(parts) > 0
}

// triple is three corners that may belong to one code, and how far they are
// from the right angle with legs of the same length: 0 is perfect.
type triple struct {
	info *detector.FinderPatternInfo
	off  float64
}

// triples returns the best possible codes, the best first.
func (m *matrix) triples() []triple {
	corners := slices.Clone(m.corners)
	slices.SortFunc(corners, func(a, b *detector.FinderPattern) int {
		return cmp.Compare(a.GetEstimatedModuleSize(), b.GetEstimatedModuleSize())
	})
	near := newNeighbours(corners, m.bits.GetWidth(), m.bits.GetHeight())
	var found []triple
	for i := range corners {
		if m.ctx.Err() != nil {
			break
		}
		for j := i + 1; j < len(corners) && similar(corners[i], corners[j]); j++ {
			found = near.thirds(i, j, found)
			if len(found) > 4*maxTriples {
				found = best(found)
			}
		}
	}
	return best(found)
}

func best(all []triple) []triple {
	slices.SortStableFunc(all, func(a, b triple) int { return cmp.Compare(a.off, b.off) })
	return all[:min(len(all), maxTriples)]
}

// similar reports whether two corners have the same size of modules, within
// half a pixel or 5 %, as the library demands.
func similar(a, b *detector.FinderPattern) bool {
	s, l := a.GetEstimatedModuleSize(), b.GetEstimatedModuleSize()
	if s > l {
		s, l = l, s
	}
	return l-s <= 0.5 || (l-s)/s < 0.05
}

// judge says whether three corners can be those of one code, as the library
// judges it: 9 to 180 modules apart, legs within 10 % of each other, and the
// hypotenuse within 10 % of a right angle's.
func judge(a, b, c *detector.FinderPattern) (triple, bool) {
	bl, tl, tr := gozxing.ResultPoint_OrderBestPatterns(a, b, c)
	info := detector.NewFinderPatternInfo(bl.(*detector.FinderPattern), tl.(*detector.FinderPattern), tr.(*detector.FinderPattern))
	left, top, across := gozxing.ResultPoint_Distance(tl, bl), gozxing.ResultPoint_Distance(tl, tr), gozxing.ResultPoint_Distance(tr, bl)
	modules := (left + top) / (2 * a.GetEstimatedModuleSize())
	if modules < 9 || modules > 180 {
		return triple{}, false
	}
	legs := math.Abs(left-top) / min(left, top)
	want := math.Hypot(left, top)
	angle := math.Abs(across-want) / min(across, want)
	return triple{info, legs + angle}, legs < 0.1 && angle < 0.1
}
