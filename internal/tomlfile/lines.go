package tomlfile

import (
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Lines says on which line the fields of a file stand, by their dotted path in
// lower case. Entries of lists have their number, from 0, as a part of the path.
type Lines map[string]int

// Line returns the line of a field, or of the table that it should be in.
func (l Lines) Line(field string) int {
	for f := strings.ToLower(field); f != ""; {
		if n, ok := l[f]; ok {
			return n
		}
		i := strings.LastIndexByte(f, '.')
		if i < 0 {
			break
		}
		f = f[:i]
	}
	return 1
}

// Places finds the lines of a file that has been decoded.
func Places(file []byte) Lines {
	p := placer{lines: Lines{}, count: map[string]int{}}
	p.parser.Reset(file)
	defer func() { _ = recover() }() // without lines an error is still an error
	table := ""
	for p.parser.NextExpression() {
		e := p.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			table = p.path("", e)
			p.note(table, e)
		case unstable.ArrayTable:
			list := p.path("", e)
			table = join(list, strconv.Itoa(p.count[list]))
			p.count[list]++
			p.note(list, e)
			p.note(table, e)
		case unstable.KeyValue:
			p.keyValue(table, e)
		}
	}
	return p.lines
}

type placer struct {
	parser unstable.Parser
	lines  Lines
	count  map[string]int
}

func (p *placer) keyValue(table string, e *unstable.Node) {
	field := p.path(table, e)
	p.note(field, e)
	p.value(field, e.Value())
}

func (p *placer) value(field string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			p.keyValue(field, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); i++ {
			entry := join(field, strconv.Itoa(i))
			p.lines[entry] = p.lines[field]
			if first := it.Node().Children(); it.Node().Kind == unstable.InlineTable && first.Next() {
				delete(p.lines, entry)
				p.note(entry, first.Node())
			}
			p.value(entry, it.Node())
		}
	}
}

// path is a table's path with a key behind it. Every part of a key that is not
// known yet has its line from here.
func (p *placer) path(table string, e *unstable.Node) string {
	for it := e.Key(); it.Next(); {
		table = join(table, strings.ToLower(string(it.Node().Data)))
		p.note(table, e)
	}
	return table
}

func (p *placer) note(field string, e *unstable.Node) {
	if _, known := p.lines[field]; known {
		return
	}
	it := e.Key()
	if it.Next() {
		p.lines[field] = p.parser.Shape(it.Node().Raw).Start.Line
	}
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "." + b
}
