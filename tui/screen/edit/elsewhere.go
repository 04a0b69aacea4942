package edit

import (
	"slices"

	"sandi/vault"
)

// partOf says where each field of an entry stands in the form.
var partOf = map[vault.Field]part{
	vault.FieldIssuer: partIssuer, vault.FieldAccount: partAccount, vault.FieldTags: partTags,
	vault.FieldNote: partNote, vault.FieldFavorite: partFavorite, vault.FieldStatus: partStatus,
	vault.FieldSecret: partSecret, vault.FieldType: partType, vault.FieldAlgorithm: partAlgorithm,
	vault.FieldDigits: partDigits, vault.FieldPeriod: partPeriod, vault.FieldCounter: partCounter,
}

// rebase takes what another program has saved into the form: fields that the
// user left alone show it, those that the user changed keep their text and what
// they were changed from, so that saving sees both changes.
func (m *Model) rebase(e vault.Entry) {
	diff := vault.Compare([]vault.Entry{m.base}, []vault.Entry{e})
	m.gone = false
	if len(diff.Changed) == 0 || m.repair || e.Status == vault.Quarantined {
		return
	}
	next := e
	for _, f := range diff.Changed[0].Fields {
		p, ok := partOf[f]
		if !ok {
			continue // the user cannot change it
		}
		if f.Visible() && !slices.Contains(m.elsewhere, f) {
			m.elsewhere = append(m.elsewhere, f)
		}
		if !m.touched(p) {
			continue
		}
		switch p {
		case partIssuer:
			next.Key.Issuer = m.base.Key.Issuer
		case partAccount:
			next.Key.Account = m.base.Key.Account
		case partTags:
			next.Tags = m.base.Tags
		case partNote:
			next.Note = m.base.Note
		case partFavorite:
			next.Favorite = m.base.Favorite
		case partStatus:
			next.Status = m.base.Status
		case partSecret:
			next.Key.Secret = m.base.Key.Secret
		case partType:
			next.Key.Type = m.base.Key.Type
		case partAlgorithm:
			next.Key.Algorithm = m.base.Key.Algorithm
		case partDigits:
			next.Key.Digits = m.base.Key.Digits
		case partPeriod:
			next.Key.Period = m.base.Key.Period
		case partCounter:
			next.Key.Counter = m.base.Key.Counter
		}
	}
	m.base = next
	fresh, mine := chosen(next), m.choose
	if m.touched(partFavorite) {
		fresh.favorite = m.chosen.favorite
	}
	for p := range part(texts) {
		if !m.touched(p) {
			m.restart(p)
		}
	}
	for p, take := range map[part]func(){
		partFavorite:  func() { mine.favorite = fresh.favorite },
		partStatus:    func() { mine.status = fresh.status },
		partType:      func() { mine.kind = fresh.kind },
		partAlgorithm: func() { mine.algorithm = fresh.algorithm },
		partDigits:    func() { mine.digits = fresh.digits },
	} {
		if !m.touched(p) {
			take()
		}
	}
	m.choose, m.chosen = mine, fresh
	if !slices.Contains(m.order(), m.focus) {
		m.focus = partIssuer
	}
}
