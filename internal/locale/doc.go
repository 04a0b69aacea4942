// Package locale holds sandi's words in Indonesian and English.
//
// Messages live in messages/LANG/AREA.json, one flat object per area: the keys
// of vault.json start with "vault.". A value is a text with {named}
// placeholders, or an object with the plural forms "one" and "other".
// Indonesian has no plural forms, so there "other" is enough.
//
// A Localizer is a value for one language. The interface switches language by
// replacing it. Errors that are faults (internal/fault) are told by Describe.
package locale
