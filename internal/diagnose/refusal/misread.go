package refusal

import (
	"strconv"
)

// variant is another key that the service's may be, if the one at hand came
// about by a mistake.
type variant struct {
	secret []byte
	change string
	share  float64
}

// alphabet is base32's.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// Shares of the ways to misread a key, together 1.
const (
	shareLooks   = 0.50 // a character for one that looks alike
	shareAll     = 0.08 // one character for another wherever it stands
	shareTyped   = 0.06 // a character for any other
	shareTurned  = 0.14 // two neighbours swapped
	shareMissing = 0.12 // a character left out
	shareRepeat  = 0.10 // a character typed twice
)

// alike are pairs that people take for each other, the likeliest first in each
// row. 0, 1 and 8, which base32 does not have, are refused when a key is typed;
// what is left of them is that a 1 was mended to the wrong one of I and L, and
// an 0 seen where O, Q or D stands.
var alike = []struct {
	pairs string
	share float64
}{
	{"IL", 6}, {"OQ", 3}, {"S5", 2}, {"Z2", 2}, {"G6", 2}, {"OD", 1.5}, {"UV", 1.5}, {"MN", 1.5},
	{"CG", 0.7}, {"EF", 0.7}, {"VY", 0.7}, {"T7", 0.7}, {"B6", 0.5}, {"B3", 0.5}, {"PR", 0.5}, {"BD", 0.5}, {"BP", 0.5},
	{"QG", 0.4}, {"QD", 0.4}, {"IJ", 0.4}, {"IT", 0.4}, {"A4", 0.4}, {"E3", 0.4}, {"HN", 0.4}, {"KX", 0.4}, {"VW", 0.4},
	{"I7", 0.3}, {"LT", 0.3}, {"DP", 0.3}, {"DT", 0.3}, {"PT", 0.3}, {"DE", 0.3}, {"CE", 0.3}, {"SF", 0.3}, {"S6", 0.2}, {"Z7", 0.3},
}

// likeness returns how much b looks like a, of base32's values.
var likeness = func() (w [32][32]float64) {
	value := func(c byte) int {
		for i := range alphabet {
			if alphabet[i] == c {
				return i
			}
		}
		panic("refusal: not base32") // unreachable: the table is above
	}
	for _, p := range alike {
		a, b := value(p.pairs[0]), value(p.pairs[1])
		w[a][b], w[b][a] = p.share, p.share
	}
	return w
}()

// usual are the lengths of keys that services hand out, in bytes. Only a key
// that falls short of one by a byte is searched for a character that is
// missing: that costs thousands of keys.
var usual = map[int]bool{10: true, 16: true, 20: true, 32: true, 64: true}

// longest bounds the keys whose misreadings are tried, in bytes.
const longest = 128

// misread returns the keys of which the given one is what a person makes who
// reads or types one character wrongly. None of them is written anywhere, and
// what is told of them is the place of the character only.
func misread(secret []byte) (all []variant) {
	if len(secret) == 0 || len(secret) > longest {
		return nil
	}
	typed := values(secret)
	seen := map[string]bool{string(secret): true}
	add := func(v []byte, size int, share float64, change string) {
		raw := pack(v, size)
		if !seen[string(raw)] {
			seen[string(raw)] = true
			all = append(all, variant{secret: raw, change: change, share: share})
		}
	}
	n := len(secret)

	looks := 0.0
	for _, c := range typed {
		for _, w := range likeness[c] {
			looks += w
		}
	}
	at := func(i int) string { return "key:character=" + strconv.Itoa(i+1) }
	for i, c := range typed {
		for to, w := range likeness[c] {
			if w > 0 {
				add(with(typed, i, byte(to)), n, shareLooks*w/looks, at(i))
			}
		}
	}
	for from := range likeness {
		count := 0
		for _, c := range typed {
			if int(c) == from {
				count++
			}
		}
		for to, w := range likeness[from] {
			if count < 2 || w < 1 {
				continue
			}
			v := append([]byte(nil), typed...)
			for i, c := range v {
				if int(c) == from {
					v[i] = byte(to)
				}
			}
			add(v, n, shareAll/4, "key:characters="+strconv.Itoa(count))
		}
	}
	for i := 0; i+1 < len(typed); i++ {
		v := with(typed, i, typed[i+1])
		v[i+1] = typed[i]
		add(v, n, shareTurned/float64(len(typed)-1), "key:swapped="+strconv.Itoa(i+1))
	}
	repeated(typed, n, add)
	if usual[n+1] && (8*(n+1)+4)/5 == len(typed)+1 {
		missing(typed, n, add)
	}
	for i, c := range typed {
		for to := range byte(32) {
			if to != c {
				add(with(typed, i, to), n, shareTyped/float64(31*len(typed)), at(i))
			}
		}
	}
	return all
}

// repeated: one of two equal neighbours is too many. The last character was
// pushed out beyond the end of the key, so it may be any.
func repeated(typed []byte, size int, add func([]byte, int, float64, string)) {
	for i := 0; i+1 < len(typed); i++ {
		if typed[i] != typed[i+1] {
			continue
		}
		spare := 5*len(typed) - 8*size // bits of the last character beyond the key's end
		for pushed := range byte(32) {
			v := append(append([]byte(nil), typed[:i]...), typed[i+1:]...)
			v[len(v)-1] |= pushed >> (5 - spare)
			v = append(v, pushed<<spare&31)
			add(v, size, shareRepeat/float64(32*len(typed)), "key:doubled="+strconv.Itoa(i+1))
		}
	}
}

// missing: a character is wanting, and with it the last bits of the last one
// that was typed, which did not fill a byte.
func missing(typed []byte, size int, add func([]byte, int, float64, string)) {
	lost := 5*len(typed) - 8*size
	share := shareMissing / float64(len(typed)+1)
	for i := range len(typed) + 1 {
		for c := range byte(32) {
			for rest := range byte(1) << lost {
				v := append(append([]byte(nil), typed[:i]...), c)
				v = append(v, typed[i:]...)
				if i < len(typed) {
					v[len(v)-1] |= rest
				} else if rest > 0 {
					v[len(v)-2] |= rest
				}
				// Which character is missing follows from nothing, so each has its
				// part of the share.
				add(v, size+1, share/float64(int(32)<<lost), "key:missing="+strconv.Itoa(i+1))
			}
		}
	}
}

func with(v []byte, i int, c byte) []byte {
	w := append([]byte(nil), v...)
	w[i] = c
	return w
}

// values returns base32's values of a key; bits that the last one has to spare
// are zero.
func values(raw []byte) []byte {
	out := make([]byte, 0, (8*len(raw)+4)/5)
	var bits uint32
	have := 0
	for _, b := range raw {
		bits = bits<<8 | uint32(b)
		for have += 8; have >= 5; {
			have -= 5
			out = append(out, byte(bits>>have)&31)
		}
	}
	if have > 0 {
		out = append(out, byte(bits<<(5-have))&31)
	}
	return out
}

// pack is the inverse of values, to so many bytes.
func pack(v []byte, size int) []byte {
	out := make([]byte, 0, size)
	var bits uint32
	have := 0
	for _, c := range v {
		bits = bits<<5 | uint32(c)
		if have += 5; have >= 8 {
			have -= 8
			if len(out) < size {
				out = append(out, byte(bits>>have))
			}
		}
	}
	return out
}
