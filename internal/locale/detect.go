package locale

import "strings"

// Parse returns the language that a tag such as "id", "id_ID.UTF-8" or "en-GB"
// names, and whether sandi speaks it.
func Parse(tag string) (Lang, bool) {
	tag = strings.ToLower(tag)
	base := strings.FieldsFunc(tag, func(r rune) bool { return strings.ContainsRune("_-.@", r) })
	if len(base) == 0 {
		return EN, false
	}
	switch base[0] {
	case "id", "in", "ind": // "in" is the code that old Java systems still use
		return ID, true
	case "en", "eng":
		return EN, true
	}
	return EN, false
}

// Detect chooses the language from SANDI_LANG, then from the POSIX locale
// variables in their order of precedence, then from the operating system's own
// setting. C and POSIX, and every language that sandi does not speak, give
// English.
func Detect(getenv func(string) string) Lang {
	if lang, ok := Parse(getenv("SANDI_LANG")); ok {
		return lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v := getenv(name)
		if v == "" {
			continue
		}
		for tag := range strings.SplitSeq(getenv("LANGUAGE"), ":") {
			// GNU gettext lets LANGUAGE overrule the locale, except "C".
			if lang, ok := Parse(tag); ok && v != "C" && v != "POSIX" {
				return lang
			}
		}
		lang, _ := Parse(v)
		return lang
	}
	for _, tag := range systemTags() {
		if lang, ok := Parse(tag); ok {
			return lang
		}
	}
	return EN
}
