package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandi/internal/fault"
)

// Lang is a language that sandi speaks, as its ISO 639-1 code.
type Lang string

// The languages.
const (
	EN Lang = "en"
	ID Lang = "id"
)

// Langs lists the languages in the order in which they are offered.
func Langs() []Lang { return []Lang{ID, EN} }

//go:embed messages
var files embed.FS

// message is one catalogue value. One is empty where there is a single form.
type message struct{ one, other string }

func (m *message) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &m.other)
	}
	var forms struct {
		One   string `json:"one"`
		Other string `json:"other"`
	}
	if err := json.Unmarshal(b, &forms); err != nil {
		return err
	}
	m.one, m.other = forms.One, forms.Other
	return nil
}

// catalogues are parsed area by area on first use, because most commands print
// a handful of messages and start-up time is felt at every one of them.
type catalogue struct {
	lang  Lang
	mu    sync.Mutex
	areas map[string]map[string]message
}

func (c *catalogue) find(key string) (message, bool) {
	area, _, _ := strings.Cut(key, ".")
	c.mu.Lock()
	defer c.mu.Unlock()
	messages, ok := c.areas[area]
	if !ok {
		b, err := fs.ReadFile(files, path.Join("messages", string(c.lang), area+".json"))
		if err == nil {
			// Malformed files are found by this package's tests; at run time
			// a key that is shown as it is beats a panic.
			_ = json.Unmarshal(b, &messages)
		}
		c.areas[area] = messages
	}
	m, ok := messages[key]
	return m, ok
}

// Localizer tells messages in one language. It is safe for concurrent use.
type Localizer struct {
	lang Lang
	own  *catalogue
}

// New returns a Localizer for a language; an unknown one gives English.
func New(lang Lang) *Localizer {
	if lang != ID {
		lang = EN
	}
	return &Localizer{lang: lang, own: &catalogue{lang: lang, areas: map[string]map[string]message{}}}
}

// Lang returns the language.
func (l *Localizer) Lang() Lang { return l.lang }

// Has reports whether the catalogue holds the key.
func (l *Localizer) Has(key string) bool {
	_, ok := l.own.find(key)
	return ok
}

// T returns the text for a key with its {named} placeholders filled from
// name, value pairs. A key that the catalogue lacks comes back as it is.
func (l *Localizer) T(key string, pairs ...any) string {
	m, ok := l.own.find(key)
	if !ok {
		return key
	}
	return l.fill(m.other, pairs)
}

// N is T for a count: it chooses the plural form and fills {n}.
func (l *Localizer) N(key string, n int, pairs ...any) string {
	m, ok := l.own.find(key)
	if !ok {
		return key
	}
	text := m.other
	if n == 1 && m.one != "" {
		text = m.one
	}
	return l.fill(text, append([]any{"n", n}, pairs...))
}

func (l *Localizer) fill(text string, pairs []any) string {
	if len(pairs) == 0 || !strings.Contains(text, "{") {
		return text
	}
	old := make([]string, 0, len(pairs))
	for i := 0; i+1 < len(pairs); i += 2 {
		old = append(old, fmt.Sprintf("{%v}", pairs[i]), l.value(pairs[i+1]))
	}
	return strings.NewReplacer(old...).Replace(text)
}

func (l *Localizer) value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case time.Duration:
		return l.Duration(v)
	case float64:
		return l.Float(v, 1)
	default:
		return fmt.Sprint(v)
	}
}

// Float writes a number with a fixed number of decimals and the language's
// decimal mark: a comma in Indonesian.
func (l *Localizer) Float(f float64, decimals int) string {
	s := strconv.FormatFloat(f, 'f', decimals, 64)
	if l.lang == ID {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Describe tells an error to its reader: what happened, and the next step if
// the catalogue knows one. The cause of a fault is added when the sentence asks
// for it with {cause}. Other errors are told in the words they bring.
func (l *Localizer) Describe(err error) (what, hint string) {
	if err == nil {
		return "", ""
	}
	f := fault.Of(err)
	if f == nil || !l.Has(f.Code()) {
		return err.Error(), ""
	}
	pairs := f.Args()
	if cause := f.Unwrap(); cause != nil {
		told, causeHint := l.Describe(cause)
		pairs = append(pairs[:len(pairs):len(pairs)], "cause", told)
		hint = causeHint
	} else {
		pairs = append(pairs[:len(pairs):len(pairs)], "cause", "")
	}
	if l.Has(f.Code() + ".hint") {
		hint = l.T(f.Code()+".hint", pairs...)
	}
	return strings.TrimRight(strings.TrimSpace(l.T(f.Code(), pairs...)), ":"), hint
}
