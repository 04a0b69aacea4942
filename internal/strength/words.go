package strength

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	zxcvbn "github.com/ccojocar/zxcvbn-go/data"
	"github.com/go-json-experiment/json"
)

// Indonesian words, names and passwords, the most common first.
//
//go:embed indonesian.txt
var indonesian string

type dictionary struct {
	kind kind
	rank map[string]int // from 1
}

const longestWord = 28

// dictionaries reads the lists once. Half a second on a slow machine would be
// felt; it is some 30 ms.
var dictionaries = sync.OnceValue(func() []dictionary {
	var list []dictionary
	add := func(k kind, words []string) {
		d := dictionary{k, make(map[string]int, len(words))}
		for i, w := range words {
			if _, ok := d.rank[w]; !ok && len(w) <= longestWord {
				d.rank[w] = i + 1
			}
		}
		list = append(list, d)
	}
	for _, source := range []struct {
		kind kind
		file string
	}{
		{common, "data/Passwords.json"}, {word, "data/English.json"}, {name, "data/Surnames.json"},
		{name, "data/MaleNames.json"}, {name, "data/FemaleNames.json"},
	} {
		var content struct{ List []string }
		text, err := zxcvbn.Asset(source.file)
		if err == nil {
			err = json.Unmarshal(text, &content, json.MatchCaseInsensitiveNames(true))
		}
		if err != nil {
			continue // the others still tell most; a test makes sure that they are there
		}
		add(source.kind, content.List)
	}
	for section := range strings.SplitSeq(indonesian, "\n[") {
		title, body, _ := strings.Cut(section, "]\n")
		k, ok := map[string]kind{"passwords": common, "names": name, "words": word}[strings.TrimPrefix(title, "[")]
		if ok {
			add(k, strings.Fields(body))
		}
	}
	return list
})

// words finds words of the dictionaries and hints: as they are, backwards, and
// with digits and signs for letters.
func (t *text) words(hints []string) []part {
	all := append([]dictionary{{hint, hintRanks(hints)}}, dictionaries()...)
	backwards := make([]byte, len(t.lower))
	for i, c := range t.lower {
		backwards[len(backwards)-1-i] = c
	}
	defer clear(backwards)
	n := len(t.lower)
	var list []part
	if p, ok := t.withoutJoints(all); ok {
		list = append(list, p)
	}
	for _, d := range all {
		for i := range n {
			for j := i + 3; j <= min(n, i+longestWord); j++ {
				extra := t.capitals(i, j)
				if rank, ok := d.rank[string(t.lower[i:j])]; ok {
					list = append(list, part{i, j, d.kind, math.Log2(float64(rank)) + extra, false})
				}
				if rank, ok := d.rank[string(backwards[n-j:n-i])]; ok {
					list = append(list, part{i, j, d.kind, math.Log2(float64(rank)) + extra + 1, false})
				}
				changed := t.changed(i, j)
				if changed == 0 || j-i < 4 || 2*changed > j-i {
					continue // 1945 is no word
				}
				for _, plain := range t.plain {
					if rank, ok := d.rank[string(plain[i:j])]; ok {
						list = append(list, part{i, j, d.kind, math.Log2(float64(rank)) + extra + 1 + float64(changed)/2, true})
					}
				}
			}
		}
	}
	return list
}

// withoutJoints takes what is written with spaces or hyphens together.
func (t *text) withoutJoints(all []dictionary) (part, bool) {
	joined := make([]byte, 0, len(t.lower))
	defer func() { clear(joined) }()
	for _, c := range t.lower {
		if !isJoint(c) {
			joined = append(joined, c)
		}
	}
	for _, d := range all {
		if rank, ok := d.rank[string(joined)]; ok && len(joined) < len(t.lower) {
			return part{0, len(t.lower), d.kind, math.Log2(float64(rank)) + 2, false}, true
		}
	}
	return part{}, false
}

func hintRanks(hints []string) map[string]int {
	rank := map[string]int{}
	for _, h := range hints {
		for w := range strings.FieldsFuncSeq(strings.ToLower(h), func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' }) {
			if _, ok := rank[w]; !ok && len(w) >= 3 {
				rank[w] = len(rank) + 1
			}
		}
	}
	return rank
}

// capitals says what the capitals of a word are worth: nothing if there are
// none, a bit for those that everybody guesses.
func (t *text) capitals(from, to int) float64 {
	upper := 0
	for _, c := range t.as[from:to] {
		if isUpper(c) {
			upper++
		}
	}
	switch {
	case upper == 0:
		return 0
	case upper == to-from, upper == 1 && (isUpper(t.as[from]) || isUpper(t.as[to-1])):
		return 1
	}
	return 1 + math.Log2(float64(to-from))*float64(min(upper, to-from-upper))
}

// changed counts the characters that stand for letters.
func (t *text) changed(from, to int) int {
	n := 0
	for i := from; i < to; i++ {
		if t.lower[i] != t.plain[0][i] {
			n++
		}
	}
	return n
}
