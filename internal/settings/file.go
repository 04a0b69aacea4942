package settings

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sandi/internal/atomicfile"
	"sandi/internal/fault"
	"sandi/internal/locale"
)

// maxFile bounds a settings file in bytes: the one that Save writes has some
// three thousand.
const maxFile = 64 << 10

// maxProblems bounds how many problems of one file are told.
const maxProblems = 10

// Problem is a line of the file that was not followed. Err is a fault that
// names the line.
type Problem struct {
	Line int // from 1
	Err  error
}

// The ways in which a line can be wrong.
var (
	ErrUnknown = fault.New("settings.unknown", "no such setting")
	ErrLine    = fault.New("settings.line", "not a line of the form name = value")
	ErrValue   = fault.New("settings.value", "a value that cannot be")
	ErrTwice   = fault.New("settings.twice", "setting given twice")
	ErrRead    = fault.New("settings.read", "cannot read the settings")
	ErrSave    = fault.New("settings.save", "cannot save the settings")
)

// Load reads the settings. It always returns settings that can be used: a file
// that is missing, cannot be read or is wrong in places leaves the defaults,
// and the error or the problems say so.
func Load(path string) (Settings, []Problem, error) {
	data, err := atomicfile.Read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil, nil
	}
	if err != nil {
		return Default(), nil, ErrRead.With("file", path).Because(err)
	}
	s, problems := parse(data)
	return s, problems, nil
}

func parse(data []byte) (Settings, []Problem) {
	s := Default()
	var problems []Problem
	tell := func(n int, err *fault.Error) {
		if len(problems) < maxProblems {
			problems = append(problems, Problem{n, err.With("line", n)})
		}
	}
	seen := map[string]bool{}
	for n, l := range lines(data) {
		n++
		switch {
		case l.blank:
		case l.bad:
			tell(n, ErrLine)
		default:
			f, ok := exactly(l.name)
			switch {
			case !ok:
				tell(n, ErrUnknown.With("name", short(l.name)))
			case seen[f.Name]:
				tell(n, ErrTwice.With("name", f.Name))
			default:
				seen[f.Name] = true
				if err := f.read(&s, l.value); err != nil {
					tell(n, ErrValue.Because(err))
				}
			}
		}
	}
	return s, problems
}

// short cuts a name from the file for a message.
func short(name string) string {
	if len(name) > 40 {
		return name[:40]
	}
	return name
}

// exactly is Find for names as they stand in the file.
func exactly(name string) (Field, bool) {
	f, ok := Find(name)
	return f, ok && f.Name == name
}

// read takes a value as the file has it.
func (f Field) read(s *Settings, v value) *fault.Error {
	var want form
	switch f.Kind {
	case Choice:
		want = formText
	case Toggle:
		want = formBool
	case Number:
		want = formInt
	case Hosts:
		want = formList
	}
	text := strings.Join(v.texts, ",")
	if v.form != want {
		text = "\x00" // no field takes it, and Set knows what to say
	}
	if err := f.Set(s, text); err != nil {
		return fault.Of(err)
	}
	return nil
}

// write is the value as the file has it.
func (f Field) write(s Settings) string {
	switch p := f.value(&s).(type) {
	case *string:
		return strconv.Quote(*p)
	case *[]string:
		quoted := make([]string, len(*p))
		for i, h := range *p {
			quoted[i] = strconv.Quote(h)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return f.text(s)
}

// Save writes the settings. Lines that it does not know, comments and order of
// an existing file stay; a setting at its default is written only where the
// file already gives it.
func Save(path string, s Settings) error {
	data, err := atomicfile.Read(path, maxFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ErrSave.With("file", path).Because(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return ErrSave.With("file", path).Because(err)
	}
	if err := atomicfile.Write(path, edit(data, s)); err != nil {
		return ErrSave.With("file", path).Because(err)
	}
	return nil
}

// edit returns the file with the lines of the settings changed.
func edit(data []byte, s Settings) []byte {
	end := "\n"
	if bytes.Contains(data, []byte("\r\n")) {
		end = "\r\n"
	}
	parsed := lines(data)
	text := split(data)
	active, sleeping := map[string]int{}, map[string]int{} // last line of each name
	for i, l := range parsed {
		if l.name == "" || l.bad {
			continue
		}
		if _, ok := exactly(l.name); !ok {
			continue
		}
		if l.blank {
			sleeping[l.name] = i
		} else if _, ok := active[l.name]; !ok { // the first one is in force
			active[l.name] = i
		}
	}
	var missing []Field
	was := Default()
	for _, f := range fields {
		line := f.Name + " = " + f.write(s)
		i, ok := active[f.Name]
		switch {
		case ok:
			if old := was; f.read(&old, parsed[i].value) != nil || f.text(old) != f.text(s) {
				text[i] = line + parsed[i].comment
			}
		case f.text(s) == f.text(was):
			if _, ok := sleeping[f.Name]; !ok {
				missing = append(missing, f)
			}
		default:
			if i, ok := sleeping[f.Name]; ok {
				text[i] = line
			} else {
				missing = append(missing, f)
			}
		}
	}
	var b strings.Builder
	if len(data) == 0 {
		b.WriteString(comment("settings.file"))
	}
	for _, l := range text {
		b.WriteString(l + "\n")
	}
	top := topLevel(parsed)
	tail := describe(missing, s)
	out := b.String()
	if top < len(text) && tail != "" {
		// What follows a [table] belongs to it: settings stand above the first.
		out = strings.Join(text[:top], "\n")
		if top > 0 {
			out += "\n"
		}
		out += strings.TrimPrefix(tail, "\n") + "\n" + strings.Join(text[top:], "\n") + "\n"
	} else {
		out += tail
	}
	return []byte(strings.ReplaceAll(out, "\n", end))
}

// topLevel is the index of the first line that opens a table.
func topLevel(parsed []line) int {
	for i, l := range parsed {
		if l.table {
			return i
		}
	}
	return len(parsed)
}

// describe writes settings with what they mean; one at its default sleeps in a
// comment, so that a later default reaches who never chose.
func describe(missing []Field, s Settings) string {
	var b strings.Builder
	for _, f := range missing {
		b.WriteString("\n" + comment(f.Help()))
		if f.text(s) == f.text(Default()) {
			b.WriteString("#")
		}
		b.WriteString(f.Name + " = " + f.write(s) + "\n")
	}
	return b.String()
}

// comment is a message in both languages, as the file may be read by anybody.
func comment(key string) string {
	var b strings.Builder
	for _, lang := range []locale.Lang{locale.ID, locale.EN} {
		for l := range strings.SplitSeq(locale.New(lang).T(key), "\n") {
			b.WriteString("# " + l + "\n")
		}
	}
	return b.String()
}
