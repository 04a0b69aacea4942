package diagnose

import (
	"sandi/internal/clock"
	"sandi/internal/locale"
)

// NameOf is what a clock is called where references are listed or told: its
// host, or words for one that has none. The name is untrusted.
func NameOf(l *locale.Localizer, r clock.Reference) string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Kind == clock.KindUser, r.Kind == clock.KindCode, r.Kind == clock.KindOS:
		return l.T("diagnose.name." + string(r.Kind))
	}
	return l.T("diagnose.name.none")
}

// evidenceName is a clock in a finding's evidence, which has no language.
func evidenceName(r clock.Reference) string {
	if r.Name == "" {
		return string(r.Kind)
	}
	return r.Name
}
