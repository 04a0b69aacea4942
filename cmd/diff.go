package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sandi/internal/printable"
	"sandi/vault"
)

// diffJSON is the shape of a difference between two states of the vault.
type diffJSON struct {
	Added   []entryJSON   `json:"added"`
	Removed []entryJSON   `json:"removed"`
	Changed []changedJSON `json:"changed"`
	Moved   bool          `json:"moved"`
	Same    int           `json:"same"`
}

type changedJSON struct {
	ID      string        `json:"id"`
	Issuer  string        `json:"issuer"`
	Account string        `json:"account"`
	Fields  []vault.Field `json:"fields"`
}

func toDiffJSON(d vault.Diff) diffJSON {
	j := diffJSON{Added: []entryJSON{}, Removed: []entryJSON{}, Changed: []changedJSON{}, Moved: d.Moved, Same: d.Same}
	for _, e := range d.Added {
		j.Added = append(j.Added, toJSON(e))
	}
	for _, e := range d.Removed {
		j.Removed = append(j.Removed, toJSON(e))
	}
	for _, c := range d.Changed {
		j.Changed = append(j.Changed, changedJSON{c.ID, c.After.Key.Issuer, c.After.Key.Account, c.Fields})
	}
	return j
}

// maxDiffLines bounds what a person is shown of a difference; the rest is
// counted.
const maxDiffLines = 50

// tellDiff lists a difference on standard error, an entry a line: + what comes,
// - what goes to the bin, ~ what changes and in which fields.
func (a *app) tellDiff(d vault.Diff) {
	var lines []string
	for _, e := range d.Added {
		lines = append(lines, "+ "+name(e))
	}
	for _, e := range d.Removed {
		lines = append(lines, "- "+name(e))
	}
	for _, c := range d.Changed {
		lines = append(lines, "~ "+name(c.After)+" ("+a.fields(c.Fields)+")")
	}
	if d.Moved {
		lines = append(lines, "~ "+a.l.T("cmd.diff.moved"))
	}
	for i, line := range lines {
		if i == maxDiffLines {
			a.say("cmd.candidates-more", "n", len(lines)-i)
			return
		}
		_, _ = fmt.Fprintln(a.sys.Err, "  "+printable.Text(line))
	}
}

var fieldWords = map[vault.Field]string{
	vault.FieldIssuer:    "cmd.field.issuer",
	vault.FieldAccount:   "cmd.field.account",
	vault.FieldType:      "cmd.field.type",
	vault.FieldSecret:    "cmd.field.secret",
	vault.FieldAlgorithm: "cmd.field.algorithm",
	vault.FieldDigits:    "cmd.field.digits",
	vault.FieldPeriod:    "cmd.field.period",
	vault.FieldCounter:   "cmd.field.counter",
	vault.FieldStatus:    "cmd.field.status",
	vault.FieldTags:      "cmd.field.tags",
	vault.FieldFavorite:  "cmd.field.favorite",
	vault.FieldNote:      "cmd.field.note",
	vault.FieldEnrolment: "cmd.field.enrolment",
	vault.FieldSpentStep: "cmd.field.spent-step",
}

// fields names the fields in which an entry differs.
func (a *app) fields(list []vault.Field) string {
	var words []string
	for _, f := range list {
		words = append(words, a.l.T(fieldWords[f]))
	}
	return strings.Join(words, ", ")
}

// pick returns the entry of a list that a query names: by its id, by its whole
// name, or by a part of it. The candidates are listed if it names more.
func (a *app) pick(list []vault.Entry, query string) (vault.Entry, error) {
	query = strings.TrimSpace(query)
	for _, match := range []func(vault.Entry) bool{
		func(e vault.Entry) bool { return e.ID == query },
		func(e vault.Entry) bool {
			k := e.Key
			return strings.EqualFold(k.Account, query) || strings.EqualFold(k.Issuer, query) || strings.EqualFold(k.Issuer+":"+k.Account, query)
		},
		func(e vault.Entry) bool {
			return strings.Contains(strings.ToLower(e.Key.Issuer+":"+e.Key.Account), strings.ToLower(query))
		},
	} {
		found := slices.DeleteFunc(slices.Clone(list), func(e vault.Entry) bool { return !match(e) })
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			for i, e := range found {
				if i == maxCandidates {
					a.say("cmd.candidates-more", "n", len(found)-i)
					break
				}
				_, _ = fmt.Fprintf(a.sys.Err, "  %s  %s\n", e.ID, printable.Text(name(e)))
			}
			return vault.Entry{}, vault.ErrManyEntries.With("query", query)
		}
	}
	return vault.Entry{}, vault.ErrNoEntry.With("query", query)
}

// clockTime is a time as people read it, in their zone; a dash if it is not
// known.
func clockTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}
