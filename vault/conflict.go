package vault

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// ConflictCopy is a second vault.age that a file synchroniser left beside the
// first because both had changed.
type ConflictCopy struct {
	Path string
	// Tool is the synchroniser by its name: "Syncthing".
	Tool string
	// At is when the copy was last written.
	At time.Time
	// Diff is what merging would change here.
	Diff Diff
	// Err says why the copy does not open.
	Err error
}

// EntryConflict is an entry that two sides changed differently. Fields is empty
// where a version was taken whole because one of them is in quarantine.
type EntryConflict struct {
	ID     string
	Fields []Field
}

// MergeReport is what a merge did.
type MergeReport struct {
	Diff Diff
	// Conflicts were decided; the version that was not taken is in the bin.
	Conflicts []EntryConflict
	// Kept is where the copy lies now.
	Kept string
	// Base is the generation that both had in common, 0 if none was found.
	Base uint64
}

type conflictName struct {
	tool  string
	added *regexp.Regexp
}

// conflictNames are what synchronisers add to a file's name, before or after its
// extension. The order matters: the last would take nearly anything.
// They are compiled when a name needs them: not at every start of the program.
var conflictNames = sync.OnceValue(func() []conflictName {
	return []conflictName{
		{"Syncthing", regexp.MustCompile(`^\.sync-conflict-\d{8}-\d{6}(-[A-Z0-9]+)?$`)},
		{"Seafile", regexp.MustCompile(`^ \(SFConflict .+\)$`)},
		{"Nextcloud", regexp.MustCompile(`^( \(conflicted copy \d{4}-\d{2}-\d{2} \d{6}\)|_conflict-\d{8}-\d{6})$`)},
		{"Dropbox", regexp.MustCompile(`(?i)^ \(.*(conflicted copy|case conflict|selective sync conflict).*\)$`)},
		{"Resilio Sync", regexp.MustCompile(`^\.Conflict(\.\d+)?$`)},
		{"pCloud", regexp.MustCompile(`^ \[conflicted( \d+)?\]$`)},
		{"Google Drive", regexp.MustCompile(`^ ?(\(\d{1,3}\)|\[Conflict( \d+)?\])$`)},
		{"iCloud", regexp.MustCompile(`^ \d{1,3}$`)},
		// OneDrive adds the computer's name.
		{"OneDrive", regexp.MustCompile(`^-[A-Za-z0-9][A-Za-z0-9-]{0,62}$`)},
	}
})

// conflictTool tells which synchroniser makes a file of that name beside one
// that is called original, or "".
func conflictTool(name, original string) string {
	extension := filepath.Ext(original)
	stem := strings.TrimSuffix(original, extension)
	rest, ok := strings.CutPrefix(name, stem)
	if !ok || name == original {
		return ""
	}
	added, ok := strings.CutSuffix(rest, extension)
	if !ok {
		if added, ok = strings.CutPrefix(rest, extension); !ok { // vault.age.Conflict
			return ""
		}
	}
	for _, c := range conflictNames() {
		if c.added.MatchString(added) {
			return c.tool
		}
	}
	return ""
}

// maxConflictCopies bounds how many are opened: a directory may hold anything.
const maxConflictCopies = 100

// places are the directories where copies of vault.age may appear, and its name
// there: its own, and that of the file which a symbolic link leads to.
func (d directory) places() map[string]string {
	found := map[string]string{d.name: vaultName}
	if link, err := d.files.Readlink(d.path(vaultName)); err == nil {
		if !filepath.IsAbs(link) {
			link = d.path(link)
		}
		found[filepath.Dir(link)] = filepath.Base(link)
	}
	return found
}

// ConflictCopies returns the conflicting copies beside vault.age, with what
// merging each alone would change.
func (v *Vault) ConflictCopies(ctx context.Context) ([]ConflictCopy, error) {
	ids, known, err := v.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer v.end()
	var copies []ConflictCopy
	for dir, original := range v.dir.places() {
		list, err := v.dir.beside(dir).readDir("")
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			tool := conflictTool(f.Name(), original)
			if tool == "" || f.IsDir() || len(copies) == maxConflictCopies {
				continue
			}
			c := ConflictCopy{Path: filepath.Join(dir, f.Name()), Tool: tool}
			if info, err := f.Info(); err == nil {
				c.At = info.ModTime()
			}
			copies = append(copies, c)
		}
	}
	slices.SortFunc(copies, func(a, b ConflictCopy) int { return strings.Compare(a.Path, b.Path) })
	if len(copies) == 0 {
		return nil, nil
	}
	fresh, err := v.load(ids, known)
	if err != nil {
		return nil, err
	}
	v.publish(fresh)
	for i := range copies {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := &copies[i]
		c.Diff, c.Err = v.tryMerge(ids, fresh.state, c.Path)
	}
	return copies, nil
}

// tryMerge merges a copy and saves nothing.
func (v *Vault) tryMerge(ids *identities, present *state, path string) (Diff, error) {
	other, err := v.dir.beside(filepath.Dir(path)).sourceFile(ids, filepath.Base(path))
	if err != nil {
		return Diff{}, err
	}
	defer other.wipe(true)
	base, done := v.dir.common(ids, present, other)
	defer done()
	tx := newTx(present, v.options)
	defer tx.close()
	before := tx.Entries()
	if _, err := tx.merge(base, other); err != nil {
		return Diff{}, err
	}
	return Compare(before, tx.Entries()), nil
}

// MergeCopy merges a conflicting copy into the vault, by entry and field, and
// saves. A copy that lies beside vault.age is moved to backups/ afterwards, any
// other stays where it is.
//
// Where a backup holds the state that both come from, what each side changed
// since is known: a field that one side changed is taken over, and an entry that
// one side removed and the other left alone is removed. Without it the version
// that was changed last is taken. Either way the version that is not taken goes
// to the bin.
func (v *Vault) MergeCopy(ctx context.Context, path string) (MergeReport, error) {
	var report MergeReport
	err := v.change(ctx, func(old *state) (*state, []record, error) {
		v.mu.RLock()
		ids := v.identity
		v.mu.RUnlock()
		from, name, err := v.dir.split(path)
		if err != nil {
			return nil, nil, err
		}
		other, err := from.sourceFile(ids, name)
		if err != nil {
			return nil, nil, err
		}
		defer other.wipe(true)
		base, done := v.dir.common(ids, old, other)
		defer done()
		if base != nil {
			report.Base = base.generation
		}
		tx := newTx(old, v.options)
		defer tx.close()
		before := tx.Entries()
		if report.Conflicts, err = tx.merge(base, other); err != nil {
			return nil, nil, err
		}
		report.Diff = Compare(before, tx.Entries())
		next := tx.outcome(old, v.options)
		mergeHead(next, base, other)
		if base == other {
			return nil, nil, nil
		}
		return next, tx.records, nil
	})
	if err != nil {
		return MergeReport{}, err
	}
	report.Kept = path
	if original, ok := v.dir.places()[filepath.Dir(path)]; ok && conflictTool(filepath.Base(path), original) != "" {
		report.Kept, err = v.dir.putAway(path)
	}
	return report, err
}

// putAway moves a merged copy to backups/.
func (d directory) putAway(path string) (string, error) {
	if err := d.makeBackups(); err != nil {
		return path, err
	}
	base := "merged-" + filepath.Base(path)
	name := filepath.Join(backupsName, base)
	for i := 2; d.has(name); i++ {
		name = filepath.Join(backupsName, fmt.Sprintf("merged-%d-%s", i, filepath.Base(path)))
	}
	if d.files.Rename(path, d.path(name)) == nil {
		return d.path(name), nil
	}
	// Another file system, where vault.age is a link.
	from := d.beside(filepath.Dir(path))
	data, err := from.read(filepath.Base(path))
	if err == nil {
		err = d.write(name, data)
	}
	if err == nil {
		err = from.saveError(filepath.Base(path), from.remove(filepath.Base(path)))
	}
	if err != nil {
		return path, err
	}
	return d.path(name), nil
}

// common finds the state that two others come from, or nil. It may be one of
// them: then that one is older, or was merged before. done forgets it.
func (d directory) common(ids *identities, mine, theirs *state) (base *state, done func()) {
	none := func() {}
	switch {
	case theirs.revision() != "" && slices.Contains(mine.revisions, theirs.revision()):
		return theirs, none
	case mine.revision() != "" && slices.Contains(theirs.revisions, mine.revision()):
		return mine, none
	}
	for _, revision := range theirs.revisions {
		if !slices.Contains(mine.revisions, revision) {
			continue
		}
		list, err := d.backups()
		if err != nil {
			return nil, none
		}
		for _, b := range list {
			s, err := d.openBackup(ids, b.name)
			if err != nil {
				continue
			}
			if s.revision() == revision {
				return s, func() { s.wipe(true) }
			}
			s.wipe(true)
		}
		// An older one would call changes new that both have.
		return nil, none
	}
	return nil, none
}

// mergeHead takes over what a copy says besides its entries: its recovery keys,
// since losing one locks somebody out, and its revisions, so that who has seen
// the copy knows what follows for its successor.
func mergeHead(next, base, other *state) {
	has := func(list []string, r string) bool {
		return slices.ContainsFunc(list, func(l string) bool { return strings.TrimSpace(l) == strings.TrimSpace(r) })
	}
	for _, r := range other.recipients {
		if has(next.recipients, r) || base != nil && has(base.recipients, r) {
			continue // known, or removed here
		}
		next.recipients = append(slices.Clip(next.recipients), r)
		if i := other.factsOf(r); i >= 0 {
			next.recovery = append(slices.Clip(next.recovery), other.recovery[i])
		}
	}
	var merged, shared []string
	for i := range max(len(next.revisions), len(other.revisions)) {
		for _, list := range [][]string{next.revisions, other.revisions} {
			if i >= len(list) || slices.Contains(merged, list[i]) || slices.Contains(shared, list[i]) {
				continue
			}
			if slices.Contains(next.revisions, list[i]) && slices.Contains(other.revisions, list[i]) {
				shared = append(shared, list[i])
			} else {
				merged = append(merged, list[i])
			}
		}
	}
	merged = append(merged, shared...)
	next.revisions = merged[:min(len(merged), maxRevisions)]
	next.generation = max(next.generation, other.generation)
}

// CompareCopy tells what MergeCopy would change, of any file.
func (v *Vault) CompareCopy(ctx context.Context, path string) (Diff, error) {
	ids, known, err := v.begin(ctx)
	if err != nil {
		return Diff{}, err
	}
	defer v.end()
	from, name, err := v.dir.split(path)
	if err != nil {
		return Diff{}, err
	}
	fresh, err := v.load(ids, known)
	if err != nil {
		return Diff{}, err
	}
	v.publish(fresh)
	return v.tryMerge(ids, fresh.state, from.path(name))
}
