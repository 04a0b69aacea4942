package refusal

import "strconv"

// target is a number that a key may show, and what happened to it on its way
// into the field.
type target struct {
	value  uint64
	change string
}

// slip is one way in which codes are mistyped: its targets share a prior.
type slip struct {
	share   float64 // of all mistyped codes, for each target
	digits  int     // how many of the code's digits, from the left, are compared; 0 for all
	targets []target
}

// Shares of the ways to mistype a code of which one digit is missing, too many,
// or wrong. How often each happens is a judgement; the search needs only that
// the rare is not taken for the frequent.
const (
	shareSwapped  = 0.40
	shareWrong    = 0.45
	shareZeroLost = 0.5 // a table or form that takes the code for a number drops it
	shareDropped  = 0.4
	shareCut      = 0.1 // the field took no more characters
	shareDoubled  = 0.7
	shareExtra    = 0.3
)

// slips returns the codes of so many digits from which the typed one may have
// come about. Its own value is not among them.
func slips(typed string, digits int) []slip {
	switch n := len(typed); {
	case n == digits:
		return []slip{swapped(typed), wrong(typed)}
	case n == digits-1:
		return append(dropped(typed, digits), cut(typed, digits))
	case n < digits && n >= digits-3 && n >= leastRead:
		zeros := typed
		for len(zeros) < digits {
			zeros = "0" + zeros
		}
		return []slip{
			{share: shareZeroLost * power10(n-digits+1), targets: []target{{number(zeros), "code:leading-zeros"}}},
			cut(typed, digits),
		}
	case n == digits+1:
		return tooMany(typed)
	}
	return nil
}

func power10(n int) float64 {
	f := 1.0
	for ; n < 0; n++ {
		f /= 10
	}
	return f
}

func swapped(typed string) slip {
	s := slip{}
	for i := 0; i+1 < len(typed); i++ {
		if typed[i] == typed[i+1] {
			continue
		}
		b := []byte(typed)
		b[i], b[i+1] = b[i+1], b[i]
		s.targets = append(s.targets, target{number(string(b)), "code:swapped=" + strconv.Itoa(i+1)})
	}
	s.share = shareSwapped / float64(len(typed)-1)
	return s
}

func wrong(typed string) slip {
	s := slip{share: shareWrong / float64(9*len(typed))}
	for i := range len(typed) {
		for d := byte('0'); d <= '9'; d++ {
			if d == typed[i] {
				continue
			}
			b := []byte(typed)
			b[i] = d
			s.targets = append(s.targets, target{number(string(b)), "code:digit=" + strconv.Itoa(i+1)})
		}
	}
	return s
}

// dropped: a target for each digit that may be missing at each place. Which
// digit it is follows from the key, so it does not divide the share.
func dropped(typed string, digits int) []slip {
	lost := slip{share: shareZeroLost / 10, targets: []target{{number(typed), "code:leading-zeros"}}}
	s := slip{share: shareDropped / float64(digits)}
	seen := map[uint64]bool{number(typed): true}
	for i := range digits {
		for d := '0'; d <= '9'; d++ {
			v := number(typed[:i] + string(d) + typed[i:])
			if !seen[v] {
				seen[v] = true
				s.targets = append(s.targets, target{v, "code:dropped=" + strconv.Itoa(i+1)})
			}
		}
	}
	return []slip{lost, s}
}

// cut: the code begins as typed.
func cut(typed string, digits int) slip {
	return slip{share: shareCut, digits: len(typed), targets: []target{{number(typed), "code:cut=" + strconv.Itoa(digits)}}}
}

func tooMany(typed string) []slip {
	doubled := slip{share: shareDoubled / float64(len(typed)-1)}
	extra := slip{share: shareExtra / float64(10*len(typed))}
	seen := map[uint64]bool{}
	for i := range len(typed) {
		v := number(typed[:i] + typed[i+1:])
		if seen[v] {
			continue
		}
		seen[v] = true
		t := target{v, "code:extra=" + strconv.Itoa(i+1)}
		if i+1 < len(typed) && typed[i] == typed[i+1] {
			doubled.targets = append(doubled.targets, t)
		} else {
			extra.targets = append(extra.targets, t)
		}
	}
	return []slip{doubled, extra}
}
