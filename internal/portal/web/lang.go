package web

import (
	"net/http"
	"strconv"
	"strings"

	"sandi/internal/locale"
)

// language chooses the language of a page: ?lang=, which is remembered, then
// what was remembered, then what the browser asks for.
func (s *site) language(w http.ResponseWriter, r *http.Request) *locale.Localizer {
	if lang, ok := locale.Parse(r.URL.Query().Get("lang")); ok {
		keepLang(w, r, lang)
		return locale.New(lang)
	}
	if c, err := r.Cookie(langCookie); err == nil {
		if lang, ok := locale.Parse(c.Value); ok {
			return locale.New(lang)
		}
	}
	if lang, ok := accepted(r.Header.Get("Accept-Language")); ok {
		return locale.New(lang)
	}
	return locale.New(s.o.Lang)
}

// accepted returns the language of ours that an Accept-Language header weighs
// highest; of equals, the first.
func accepted(header string) (best locale.Lang, ok bool) {
	const enough = 16 // ranges that are looked at; browsers send a handful
	top := 0.0
	for i, part := range strings.SplitN(header, ",", enough+1) {
		if i == enough {
			break
		}
		tag, params, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, found := strings.CutPrefix(strings.TrimSpace(params), "q="); found {
			weight, _ = strconv.ParseFloat(q, 64) // malformed is 0: not wanted
		}
		if lang, known := locale.Parse(strings.TrimSpace(tag)); known && weight > top && weight <= 1 {
			best, top, ok = lang, weight, true
		}
	}
	return best, ok
}
