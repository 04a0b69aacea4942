package disktest

import (
	"path"
	"slices"
	"strings"
)

// Choice picks one of n possibilities, 0 … n−1. Possibilities are ordered by
// what survives: 0 is the least.
type Choice func(n int) int

// Least lets nothing survive that was not flushed, Most everything.
func Least(int) int { return 0 }

// Most is a Choice under which a power cut loses nothing.
func Most(n int) int { return n - 1 }

// Chance makes choices from a seed, the same ones each time.
func Chance(seed uint64) Choice {
	return func(n int) int {
		// SplitMix64.
		seed += 0x9e3779b97f4a7c15
		z := seed
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int((z ^ z>>31) % uint64(n))
	}
}

// AfterPowerCut returns the disk as it is found when the power comes back. The
// disk itself stays as it is.
func (d *Disk) AfterPowerCut(choose Choice) *Disk {
	c := d.Clone()
	seen := map[*node]bool{}
	var settle func(n *node)
	settle = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if !n.dir {
			n.content = survivor(n.stable, n.content, choose)
			n.stable = n.content
			return
		}
		for _, name := range sorted(n.past) {
			versions := append(slices.Clone(n.past[name]), n.names[name])
			if v := versions[choose(len(versions))]; v == nil {
				delete(n.names, name)
			} else {
				n.names[name] = v
			}
		}
		clear(n.past)
		for _, name := range sorted(n.names) {
			settle(n.names[name])
		}
	}
	settle(c.root)
	return c
}

// survivor is what a power cut leaves of a content that was not flushed.
func survivor(stable, content []byte, choose Choice) []byte {
	if len(stable) == len(content) && string(stable) == string(content) {
		return content
	}
	switch choose(4) {
	case 0:
		return stable
	case 1:
		return content[:choose(len(content)+1)]
	case 2:
		return make([]byte, len(content))
	}
	return content
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Files returns all files and their contents, by path.
func (d *Disk) Files() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := map[string]string{}
	var walk func(at string, n *node)
	walk = func(at string, n *node) {
		if !n.dir {
			all[strings.TrimPrefix(at, "/")] = string(n.content)
			return
		}
		for name, child := range n.names {
			walk(path.Join(at, name), child)
		}
	}
	walk("/", d.root)
	return all
}

// Put writes a file that is on the disk for good, and its directory.
func (d *Disk) Put(name, content string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.root
	parts := strings.Split(strings.TrimPrefix(clean(name), "/"), "/")
	for _, part := range parts[:len(parts)-1] {
		if n.names[part] == nil {
			n.names[part] = newDir()
		}
		n = n.names[part]
	}
	d.serial++
	n.names[parts[len(parts)-1]] = &node{content: []byte(content), stable: []byte(content), serial: d.serial}
}
