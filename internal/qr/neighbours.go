package qr

import (
	"math"

	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// neighbours finds corners by place: a grid of squares, each with the corners
// in it. Two corners of a code leave few places for the third one.
type neighbours struct {
	corners []*detector.FinderPattern // by size of their modules
	across  int                       // squares in a row; 0 where there is no grid
	squares [][]int                   // places in corners, ascending
}

// few is how many corners are compared each with each, which is quick and
// misses nothing.
const few = 100

// square is the side of the grid's squares, in pixels.
const square = 32

func newNeighbours(corners []*detector.FinderPattern, width, height int) neighbours {
	n := neighbours{corners: corners}
	if len(corners) <= few {
		return n
	}
	n.across = width/square + 1
	n.squares = make([][]int, n.across*(height/square+1))
	for i, c := range corners {
		at := int(c.GetY())/square*n.across + int(c.GetX())/square
		n.squares[at] = append(n.squares[at], i)
	}
	return n
}

// thirds adds the possible codes of the corners i < j with a third one that is
// later in the order of sizes, so that each code comes up once.
func (n neighbours) thirds(i, j int, found []triple) []triple {
	a, b := n.corners[i], n.corners[j]
	add := func(k int) bool {
		c := n.corners[k]
		if !similar(b, c) {
			return false
		}
		if t, ok := judge(a, b, c); ok {
			found = append(found, t)
		}
		return true
	}
	if n.across == 0 {
		for k := j + 1; k < len(n.corners) && add(k); k++ {
		}
		return found
	}
	dx, dy := b.GetX()-a.GetX(), b.GetY()-a.GetY()
	size, apart := a.GetEstimatedModuleSize(), math.Hypot(dx, dy)
	// Closer than this they are no corners of one code, and farther neither,
	// not even at the ends of its hypotenuse.
	if apart < 8*size || apart > 260*size {
		return found
	}
	// judge forgives 10 %. In a crowd three modules must do: they are plenty on
	// a screen, and a photograph shows no crowd.
	slack := min(apart/10, 3*size)
	// The third corner lies at a right angle from either of the two, or, where
	// they are the ends of the hypotenuse, on either side of its middle.
	for _, p := range [6][2]float64{
		{a.GetX() - dy, a.GetY() + dx}, {a.GetX() + dy, a.GetY() - dx},
		{b.GetX() - dy, b.GetY() + dx}, {b.GetX() + dy, b.GetY() - dx},
		{a.GetX() + (dx-dy)/2, a.GetY() + (dy+dx)/2}, {a.GetX() + (dx+dy)/2, a.GetY() + (dy-dx)/2},
	} {
		fromX, toX := max(int(p[0]-slack)/square, 0), min(int(p[0]+slack)/square, n.across-1)
		fromY, toY := max(int(p[1]-slack)/square, 0), min(int(p[1]+slack)/square, len(n.squares)/n.across-1)
		for y := fromY; y <= toY; y++ {
			for x := fromX; x <= toX; x++ {
				for _, k := range n.squares[y*n.across+x] {
					c := n.corners[k]
					if k > j && math.Abs(c.GetX()-p[0]) <= slack && math.Abs(c.GetY()-p[1]) <= slack {
						add(k)
					}
				}
			}
		}
	}
	return found
}
