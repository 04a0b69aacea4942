package settings

import (
	"bytes"
	"strconv"
	"strings"
)

// A line of the file: the part of TOML that flat settings need. Tables and
// values over several lines are not settings of ours and are told as such.
type line struct {
	blank   bool // empty or a comment; name is set for a setting in a comment
	bad     bool
	table   bool
	name    string
	value   value
	comment string // what follows the value, from the blank before "#"
}

type form int

const (
	formNone form = iota
	formText
	formBool
	formInt
	formList
)

// value is a parsed value. Bool and int have one text.
type value struct {
	form  form
	texts []string
}

// split cuts a file into lines without their ends and without a byte order
// mark, which editors on Windows write.
func split(data []byte) []string {
	text := string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	text = strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func lines(data []byte) []line {
	var out []line
	table := ""
	for _, text := range split(data) {
		l := parseLine(text)
		if l.table {
			table = l.name + "."
		} else if table != "" && !l.blank && !l.bad {
			l.name = table + l.name
		}
		out = append(out, l)
	}
	return out
}

func parseLine(text string) line {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return line{blank: true}
	case text[0] == '#':
		// "#name = value" without a blank is a setting that sleeps.
		l := line{blank: true}
		if len(text) > 1 && text[1] != ' ' && text[1] != '#' {
			if inner := parseLine(text[1:]); !inner.bad && !inner.blank {
				l.name = inner.name
			}
		}
		return l
	case text[0] == '[':
		name := strings.Trim(text, "[] ")
		return line{bad: true, table: true, name: name}
	}
	name, rest, ok := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" || strings.ContainsAny(name, "\"' \t") {
		return line{bad: true}
	}
	v, rest, ok := parseValue(strings.TrimSpace(rest))
	tail := strings.TrimSpace(rest)
	if !ok || tail != "" && tail[0] != '#' {
		// Known names are told with what they can be; see Field.read.
		return line{name: name}
	}
	return line{name: name, value: v, comment: strings.TrimRight(rest, " \t")}
}

// parseValue reads one value and returns what follows it.
func parseValue(text string) (v value, rest string, ok bool) {
	if text == "" {
		return value{}, "", false
	}
	switch text[0] {
	case '"', '\'':
		s, rest, ok := parseText(text)
		return value{formText, []string{s}}, rest, ok
	case '[':
		v := value{form: formList}
		text = strings.TrimSpace(text[1:])
		for {
			if after, ok := strings.CutPrefix(text, "]"); ok {
				return v, after, true
			}
			s, rest, ok := parseText(text)
			if !ok {
				return value{}, "", false
			}
			v.texts = append(v.texts, s)
			text = strings.TrimSpace(rest)
			if after, ok := strings.CutPrefix(text, ","); ok {
				text = strings.TrimSpace(after)
			} else if !strings.HasPrefix(text, "]") {
				return value{}, "", false
			}
		}
	}
	end := strings.IndexAny(text, " \t#")
	if end < 0 {
		end = len(text)
	}
	word, rest := text[:end], text[end:]
	if word == "true" || word == "false" {
		return value{formBool, []string{word}}, rest, true
	}
	if _, err := strconv.Atoi(word); err == nil {
		return value{formInt, []string{word}}, rest, true
	}
	return value{}, "", false
}

// parseText reads a quoted text.
func parseText(text string) (s, rest string, ok bool) {
	if text == "" {
		return "", "", false
	}
	if text[0] == '\'' {
		s, rest, ok = strings.Cut(text[1:], "'")
		return s, rest, ok
	}
	if text[0] != '"' {
		return "", "", false
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			s, err := strconv.Unquote(text[:i+1])
			return s, text[i+1:], err == nil
		}
	}
	return "", "", false
}
