package scenario

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed shipped/*.toml
var files embed.FS

// Names lists the scenarios that come with the program, in alphabetical order.
func Names() []string {
	entries, err := fs.ReadDir(files, "shipped")
	if err != nil {
		return nil
	}
	var list []string
	for _, e := range entries {
		list = append(list, strings.TrimSuffix(e.Name(), ".toml"))
	}
	slices.Sort(list)
	return list
}

// Source returns the file of a scenario that comes with the program.
func Source(name string) ([]byte, error) {
	b, err := fs.ReadFile(files, path.Join("shipped", name+".toml"))
	if err != nil {
		return nil, ErrUnknown.With("name", word(name), "nearest", nearest(name))
	}
	return b, nil
}

// Named returns a scenario that comes with the program.
func Named(name string) (Scenario, error) {
	b, err := Source(name)
	if err != nil {
		return Scenario{}, err
	}
	s, err := Load(strings.NewReader(string(b)), name+".toml")
	s.File = ""
	return s, err
}

// nearest returns the known name that most of a typed one is in.
func nearest(name string) string {
	best, most := "", -1
	for _, known := range Names() {
		n := 0
		for _, part := range strings.Split(name, "-") {
			if len(part) > 1 && strings.Contains(known, part) {
				n += len(part)
			}
		}
		n += commonPrefix(name, known)
		if n > most {
			best, most = known, n
		}
	}
	return best
}

func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
