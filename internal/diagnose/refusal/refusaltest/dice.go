package refusaltest

import "math"

// dice is a repeatable source of numbers: splitmix64. Nothing secret is drawn.
type dice struct{ state uint64 }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n−1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// unit returns a number from 0 to 1.
func (d *dice) unit() float64 { return float64(d.next()>>11) / (1 << 53) }

// spread returns a number from low to high, small ones more often: its logarithm
// is evenly spread.
func (d *dice) spread(low, high float64) float64 {
	return low * math.Exp(d.unit()*math.Log(high/low))
}

func (d *dice) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(d.next())
	}
	return b
}

func pick[T any](d *dice, list ...T) T { return list[d.below(len(list))] }
