package codes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/printable"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// tagList is the list of tags to filter by. The first one is none.
type tagList struct {
	open     bool
	all      []tagCount
	selected int
	window   widget.Window
}

// tagCount is a tag as the vault writes it first, and how many entries have it.
type tagCount struct {
	tag string
	n   int
}

// tagged reports whether an entry has a tag; case does not matter.
func (it *item) tagged(tag string) bool {
	return slices.ContainsFunc(it.Tags, func(t string) bool { return strings.EqualFold(t, tag) })
}

// countTags lists the tags of all entries by name.
func countTags(items []item) []tagCount {
	at := map[string]int{}
	var all []tagCount
	for i := range items {
		for _, tag := range items[i].Tags {
			low := strings.ToLower(tag)
			if _, ok := at[low]; !ok {
				at[low] = len(all)
				all = append(all, tagCount{tag: tag})
			}
			all[at[low]].n++
		}
	}
	slices.SortFunc(all, func(a, b tagCount) int { return cmp.Compare(strings.ToLower(a.tag), strings.ToLower(b.tag)) })
	return all
}

// openTags opens the list of tags on the one that is chosen.
func (m *Model) openTags() {
	m.tags = tagList{open: true, all: append([]tagCount{{n: len(m.items)}}, countTags(m.items)...)}
	for i, t := range m.tags.all {
		if strings.EqualFold(t.tag, m.tag) {
			m.tags.selected = i
		}
	}
}

// onlyTag shows the entries with a tag, or all if it is empty.
func (m *Model) onlyTag(tag string) {
	id := m.currentID()
	m.tags, m.tag = tagList{}, tag
	m.find()
	m.choose(id)
}

// tagsKey handles a key while the list of tags is open.
func (m *Model) tagsKey(msg tea.KeyPressMsg) {
	k, last := keys.Tags(), len(m.tags.all)-1
	to := m.tags.selected
	switch {
	case key.Matches(msg, k.Choose):
		m.onlyTag(m.tags.all[m.tags.selected].tag)
		return
	case key.Matches(msg, k.Back):
		m.tags = tagList{}
		return
	case key.Matches(msg, k.Up):
		to--
	case key.Matches(msg, k.Down):
		to++
	case key.Matches(msg, k.First):
		to = 0
	case key.Matches(msg, k.Last):
		to = last
	}
	m.tags.selected = max(min(to, last), 0)
}

// tagsHead is how many lines stand above the list of tags.
func tagsHead(c screen.Context) int {
	switch {
	case c.Height >= 10:
		return 2
	case c.Height >= 4:
		return 1
	}
	return 0
}

// tagsWindow is the part of the list of tags that is drawn.
func (m *Model) tagsWindow(c screen.Context) widget.Window {
	w := m.tags.window
	w.Rows = max(c.Height-tagsHead(c), 1)
	return w.Around(m.tags.selected, len(m.tags.all))
}

// tagsMouse chooses the tag that was clicked on.
func (m *Model) tagsMouse(y int, c screen.Context) {
	w := m.tagsWindow(c)
	if i := w.Top + y - tagsHead(c); y >= tagsHead(c) && i < len(m.tags.all) {
		m.onlyTag(m.tags.all[i].tag)
	}
}

// tagsView draws the list of tags.
func (m *Model) tagsView(c screen.Context) string {
	t, l := c.Theme, c.L
	if len(m.tags.all) == 1 {
		return widget.Fit(widget.Middle(widget.Para(l.T("tui.codes.tags-none"), min(c.Width, 64), t.Text), c.Height), c.Width, c.Height)
	}
	var lines []string
	if n := tagsHead(c); n > 0 {
		lines = append(lines, t.Title.Render(l.T("tui.codes.tags")))
		lines = append(lines, make([]string, n-1)...)
	}
	w := m.tagsWindow(c)
	width := min(c.Width-2, 48)
	for i := w.Top; i < min(w.Top+w.Rows, len(m.tags.all)); i++ {
		tag, style, mark := m.tags.all[i], t.Text, "  "
		name := l.T("tui.codes.tags-all")
		if tag.tag != "" {
			name = "#" + printable.Text(tag.tag)
		}
		if i == m.tags.selected {
			style, mark = t.Selected, t.Mark.Render("▌")+" "
		}
		count := strconv.Itoa(tag.n)
		name = widget.Cut(name, max(width-4-len(count), 1))
		line := widget.Ends(mark+style.Render(name), t.Muted.Render(count), width)
		lines = append(lines, line+" "+w.Thumb(i-w.Top, w.Rows, len(m.tags.all), t))
	}
	return widget.Fit(lines, c.Width, c.Height)
}
