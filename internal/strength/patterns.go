package strength

import (
	"bytes"
	"math"
)

// runs finds abc, 2468 and 321: at least three characters of one kind with the
// same small step.
func (t *text) runs() []part {
	var list []part
	for i := 0; i+2 < len(t.lower); {
		step := int(t.lower[i+1]) - int(t.lower[i])
		j := i + 1
		for j < len(t.lower) && int(t.lower[j])-int(t.lower[j-1]) == step && class(t.lower[j]) == class(t.lower[i]) {
			j++
		}
		if j-i >= 3 && step != 0 && step >= -3 && step <= 3 && class(t.lower[i]) != 4 {
			bits := math.Log2(26)
			switch c := t.lower[i]; {
			case c == 'a' || c == 'z' || c == '0' || c == '1' || c == '9':
				bits = 2
			case isDigit(c):
				bits = math.Log2(10)
			}
			if step != 1 {
				bits += 2
			}
			list = append(list, part{i, j, sequence, bits + math.Log2(float64(j-i)), false})
			i = j - 1
			continue
		}
		i++
	}
	return list
}

// keys says where each key stands, in half widths of a key: rows are shifted.
var keys = func() (at [128][2]int8) {
	for row, line := range []string{"`1234567890-=", " qwertyuiop[]\\", " asdfghjkl;'", " zxcvbnm,./"} {
		for col, c := range []byte(line) {
			if c != ' ' {
				at[c] = [2]int8{int8(2*col + row), int8(row + 1)}
			}
		}
	}
	for i, c := range []byte(`~!@#$%^&*()_+`) {
		at[c] = at["`1234567890-="[i]]
	}
	return at
}()

func neighbours(a, b byte) (direction int8, ok bool) {
	if a >= foreign || b >= foreign || keys[a][1] == 0 || keys[b][1] == 0 {
		return 0, false
	}
	dx, dy := keys[b][0]-keys[a][0], keys[b][1]-keys[a][1]
	switch {
	case dy == 0 && (dx == 2 || dx == -2), (dy == 1 || dy == -1) && (dx == 1 || dx == -1):
		return dx*4 + dy, true
	}
	return 0, false
}

// walks finds neighbouring keys: qwerty, 1qaz2wsx.
func (t *text) walks() []part {
	var list []part
	for i := 0; i+2 < len(t.lower); {
		j, turns := i+1, 0
		last := int8(0)
		for j < len(t.lower) {
			direction, ok := neighbours(t.lower[j-1], t.lower[j])
			if !ok {
				break
			}
			if direction != last {
				turns++
				last = direction
			}
			j++
		}
		if j-i >= 3 {
			// Where it starts, how long it is, and where it goes at each turn.
			bits := math.Log2(47) + math.Log2(float64(j-i)) + float64(turns)*math.Log2(5)
			if t.shifted(i, j) {
				bits++
			}
			list = append(list, part{i, j, keyboard, bits, false})
			i = j - 1
			continue
		}
		i++
	}
	return list
}

func (t *text) shifted(from, to int) bool {
	return bytes.ContainsFunc(t.as[from:to], func(r rune) bool { return r < foreign && isUpper(byte(r)) })
}

// dates finds years, and dates as people in Indonesia and elsewhere write them.
func (t *text) dates() []part {
	const year, day = 6.6, 8.5 // bits: a hundred years, 365 days
	var list []part
	number := func(from, to int) int {
		n := 0
		for _, c := range t.as[from:to] {
			if !isDigit(c) {
				return -1
			}
			n = 10*n + int(c-'0')
		}
		return n
	}
	isYear := func(n int) bool { return n >= 1900 && n < 2050 }
	isDay := func(d, m int) bool { return 1 <= d && d <= 31 && 1 <= m && m <= 12 }
	either := func(a, b int) bool { return isDay(a, b) || isDay(b, a) }
	for i := range t.as {
		if i+4 <= len(t.as) && isYear(number(i, i+4)) {
			list = append(list, part{i, i + 4, date, year, false})
		}
		if i+8 <= len(t.as) {
			if isYear(number(i+4, i+8)) && either(number(i, i+2), number(i+2, i+4)) ||
				isYear(number(i, i+4)) && either(number(i+4, i+6), number(i+6, i+8)) {
				list = append(list, part{i, i + 8, date, year + day, false})
			}
		}
		if i+6 <= len(t.as) && number(i, i+6) >= 0 && either(number(i, i+2), number(i+2, i+4)) {
			list = append(list, part{i, i + 6, date, year + day, false})
		}
		for _, width := range []int{1, 2} {
			// 17-8-1945, 17/08/1945, 17.08.45
			for _, other := range []int{1, 2} {
				a, b := i+width, i+width+1+other
				for _, years := range []int{2, 4} {
					end := b + 1 + years
					if end > len(t.as) || isDigit(t.as[a]) || t.as[a] != t.as[b] || class(t.as[a]) != 3 {
						continue
					}
					if y := number(b+1, end); either(number(i, a), number(a+1, b)) && y >= 0 && (years == 2 || isYear(y)) {
						list = append(list, part{i, end, date, year + day + 2, false})
					}
				}
			}
		}
	}
	return list
}

// repeats finds a stretch that stands there twice or more in a row.
func (t *text) repeats(hints []string) []part {
	const longestBlock = 12
	var list []part
	worth := map[[2]int]float64{}
	for i := range t.lower {
		for size := 1; size <= longestBlock && i+2*size <= len(t.lower); size++ {
			times := 1
			for j := i + size; j+size <= len(t.lower) && bytes.Equal(t.lower[j:j+size], t.lower[i:i+size]); j += size {
				times++
			}
			if times < 2 || size*times < 3 || i >= size && bytes.Equal(t.lower[i-size:i], t.lower[i:i+size]) {
				continue // or the middle of one that starts before
			}
			bits, ok := worth[[2]int{i, size}]
			if !ok {
				block := newText(t.as[i : i+size])
				block.single = t.single
				bits = block.cheapest(hints).bits
				block.wipe()
				worth[[2]int{i, size}] = bits
			}
			list = append(list, part{i, i + size*times, repeat, bits + math.Log2(float64(times)), false})
		}
	}
	return list
}

func isJoint(c byte) bool {
	return c == ' ' || c == '-' || c == '_' || c == '.' || c == ',' || c == '/'
}

// joints finds what people put between words.
func (t *text) joints() []part {
	var list []part
	for i, c := range t.as {
		if isJoint(c) {
			list = append(list, part{i, i + 1, joint, 1, false})
		}
	}
	return list
}
