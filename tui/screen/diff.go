package screen

import (
	"strings"

	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/tui/widget"
	"sandi/vault"
)

// FieldName names a part of an entry to its reader.
func FieldName(f vault.Field, l *locale.Localizer) string {
	if key := "tui.field." + string(f); l.Has(key) {
		return l.T(key)
	}
	return l.T("tui.field.other")
}

// FieldNames names parts of an entry in one line.
func FieldNames(fields []vault.Field, l *locale.Localizer) string {
	names := make([]string, 0, len(fields))
	for _, f := range fields {
		if name := FieldName(f, l); len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// EntryName is an entry's name in one line, safe to draw.
func EntryName(e vault.Entry, l *locale.Localizer) string {
	issuer, account := printable.Text(e.Key.Issuer), printable.Text(e.Key.Account)
	switch {
	case issuer == "" && account == "":
		return l.T("tui.entry.unnamed")
	case issuer == "":
		return account
	case account == "":
		return issuer
	}
	return issuer + ": " + account
}

// DiffLines draws what lies between two states of the vault, an entry a line:
// a mark that tells without colours what happens to it, its name, and what of
// it changes. Values are left out: one of them is the key.
func DiffLines(d vault.Diff, width int, c Context) []string {
	t, l := c.Theme, c.L
	var lines []string
	add := func(mark, name, what string) {
		text := mark + " " + name
		if what != "" {
			text += " · " + what
		}
		for i, line := range widget.Wrap(text, max(width-2, 1)) {
			if i > 0 {
				line = "  " + line
			}
			lines = append(lines, t.Text.Render(line))
		}
	}
	for _, e := range d.Added {
		add("+", EntryName(e, l), l.T("tui.diff.added"))
	}
	for _, e := range d.Removed {
		add("−", EntryName(e, l), l.T("tui.diff.removed"))
	}
	for _, ch := range d.Changed {
		what := FieldNames(ch.Fields, l)
		if one, ok := onlyStatus(ch); ok {
			what = l.T("tui.diff.becomes", "status", StatusName(one, l))
		}
		name := EntryName(ch.Before, l)
		if after := EntryName(ch.After, l); after != name {
			name += " → " + after
		}
		add("~", name, what)
	}
	if d.Moved {
		add("↕", l.T("tui.diff.moved"), "")
	}
	return lines
}

// onlyStatus tells a change of nothing but the status.
func onlyStatus(ch vault.Changed) (vault.Status, bool) {
	return ch.After.Status, len(ch.Fields) == 1 && ch.Fields[0] == vault.FieldStatus
}

// StatusName names what an entry is good for.
func StatusName(s vault.Status, l *locale.Localizer) string {
	return l.T("tui.status-name." + string(s))
}

// DiffLine tells a difference in one sentence: which entries were added, removed
// and changed, and of what the last.
func DiffLine(d vault.Diff, l *locale.Localizer) string {
	var parts []string
	some := func(key string, n int, first vault.Entry) {
		switch {
		case n == 1:
			parts = append(parts, l.T(key+"one", "name", printable.Cut(EntryName(first, l), 40)))
		case n > 1:
			parts = append(parts, l.T(key+"many", "n", n))
		}
	}
	if n := len(d.Added); n > 0 {
		some("tui.diff.line-added-", n, d.Added[0])
	}
	if n := len(d.Removed); n > 0 {
		some("tui.diff.line-removed-", n, d.Removed[0])
	}
	switch n := len(d.Changed); {
	case n == 1:
		name := printable.Cut(EntryName(d.Changed[0].After, l), 40)
		parts = append(parts, l.T("tui.diff.line-changed-one", "name", name, "fields", FieldNames(d.Changed[0].Fields, l)))
	case n > 1:
		parts = append(parts, l.T("tui.diff.line-changed-many", "n", n))
	}
	if len(parts) == 0 && d.Moved {
		parts = append(parts, l.T("tui.diff.moved"))
	}
	return strings.Join(parts, "; ")
}
