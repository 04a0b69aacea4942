package settings

import (
	"slices"
	"strconv"
	"strings"

	"sandi/internal/fault"
)

// Kind is what a value of a field looks like.
type Kind int

// The kinds.
const (
	Choice Kind = iota // one of Field.Choices
	Toggle             // true or false
	Number             // a whole number from Min to Max
	Hosts              // host names, separated by commas
)

// Field describes one setting.
type Field struct {
	Name    string // in the file and on the command line
	Kind    Kind
	Choices []string
	// Min and Max bound a Number. Unit is what it counts: "minutes", "seconds"
	// or "days". Never says that 0 means never or for ever.
	Min, Max int
	Unit     string
	Never    bool

	value func(*Settings) any // *string, *bool, *int or *[]string
}

// Label is the message key of the field's name for people.
func (f Field) Label() string { return "settings.label." + f.slug() }

// Help is the message key of the sentence that explains it.
func (f Field) Help() string { return "settings.help." + f.slug() }

// Choice is the message key of one of Choices.
func (f Field) Choice(value string) string {
	if value == "" {
		value = Auto
	}
	return "settings.choice." + f.slug() + "-" + value
}

func (f Field) slug() string { return strings.ReplaceAll(f.Name, "_", "-") }

// Auto is what people write for the choice that is the empty text, and what is
// shown for a value that is empty.
const Auto = "auto"

// Words lists the choices as people write them.
func (f Field) Words() []string {
	words := make([]string, len(f.Choices))
	for i, c := range f.Choices {
		if words[i] = c; c == "" {
			words[i] = Auto
		}
	}
	return words
}

// Value returns the value as a string, bool, int or list of strings that is
// never nil.
func (f Field) Value(s Settings) any {
	switch p := f.value(&s).(type) {
	case *string:
		return *p
	case *bool:
		return *p
	case *int:
		return *p
	case *[]string:
		return append([]string{}, *p...)
	}
	return nil
}

// Fields returns what there is, in the order in which it is shown.
func Fields() []Field { return fields }

var fields = []Field{
	{Name: "language", Kind: Choice, Choices: Languages, value: func(s *Settings) any { return &s.Language }},
	{Name: "theme", Kind: Choice, Choices: Themes, value: func(s *Settings) any { return &s.Theme }},
	{Name: "auto_lock_minutes", Kind: Number, Max: 24 * 60, Unit: "minutes", Never: true, value: func(s *Settings) any { return &s.AutoLockMinutes }},
	{Name: "lock_on_suspend", Kind: Toggle, value: func(s *Settings) any { return &s.LockOnSuspend }},
	{Name: "clipboard_seconds", Kind: Number, Max: 600, Unit: "seconds", Never: true, value: func(s *Settings) any { return &s.ClipboardSeconds }},
	{Name: "hide_codes", Kind: Toggle, value: func(s *Settings) any { return &s.HideCodes }},
	{Name: "reveal_seconds", Kind: Number, Min: 3, Max: 600, Unit: "seconds", value: func(s *Settings) any { return &s.RevealSeconds }},
	{Name: "order", Kind: Choice, Choices: Orders, value: func(s *Settings) any { return &s.Order }},
	{Name: "ntp", Kind: Hosts, value: func(s *Settings) any { return &s.NTP }},
	{Name: "https", Kind: Hosts, value: func(s *Settings) any { return &s.HTTPS }},
	{Name: "measure_clock", Kind: Toggle, value: func(s *Settings) any { return &s.MeasureClock }},
	{Name: "backup_days", Kind: Number, Max: 3650, Unit: "days", Never: true, value: func(s *Settings) any { return &s.BackupDays }},
	{Name: "bin_days", Kind: Number, Max: 3650, Unit: "days", Never: true, value: func(s *Settings) any { return &s.BinDays }},
}

// Find returns the field of a name. Hyphens serve as well as underscores.
func Find(name string) (Field, bool) {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// The ways in which a value can be wrong.
var (
	ErrChoice = fault.New("settings.bad-choice", "not one of the choices")
	ErrToggle = fault.New("settings.bad-toggle", "neither true nor false")
	ErrNumber = fault.New("settings.bad-number", "not a whole number in the bounds")
	ErrHosts  = fault.New("settings.bad-hosts", "not names of hosts")
)

// maxHosts bounds how many hosts may be named: each is asked at each
// measurement.
const maxHosts = 8

// Get returns the value as text, as Set takes it.
func (f Field) Get(s Settings) string { return f.text(s) }

func (f Field) text(s Settings) string {
	switch p := f.value(&s).(type) {
	case *string:
		return *p
	case *bool:
		return strconv.FormatBool(*p)
	case *int:
		return strconv.Itoa(*p)
	case *[]string:
		return strings.Join(*p, ", ")
	}
	panic("setting of a kind without text")
}

// Set reads a value as people type it, and changes s if it can be.
func (f Field) Set(s *Settings, text string) error {
	text = strings.TrimSpace(text)
	switch p := f.value(s).(type) {
	case *string:
		for _, c := range f.Choices {
			if strings.EqualFold(c, text) || c == "" && strings.EqualFold(text, Auto) {
				*p = c
				return nil
			}
		}
		return ErrChoice.With("name", f.Name, "choices", strings.Join(f.Words(), ", "))
	case *bool:
		switch strings.ToLower(text) {
		case "true", "on", "yes", "ya":
			*p = true
		case "false", "off", "no", "tidak":
			*p = false
		default:
			return ErrToggle.With("name", f.Name)
		}
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil || n < f.Min || n > f.Max {
			return ErrNumber.With("name", f.Name, "min", f.Min, "max", f.Max)
		}
		*p = n
	case *[]string:
		if strings.EqualFold(text, Auto) {
			text = ""
		}
		hosts := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		if len(hosts) > maxHosts {
			return ErrHosts.With("name", f.Name, "max", maxHosts)
		}
		for _, h := range hosts {
			if !isHost(h) {
				return ErrHosts.With("name", f.Name, "max", maxHosts)
			}
		}
		*p = hosts
	}
	return nil
}

// isHost reports whether text can be a host name or address, with or without a
// port. It is handed to the resolver, and printed.
func isHost(text string) bool {
	if text == "" || len(text) > 253 {
		return false
	}
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte(".:_[]%", c) >= 0:
		case c == '-' && i > 0:
		default:
			return false
		}
	}
	return true
}

// steps are the values that Next goes through, by unit: the ones that people
// choose. Any other can be typed.
var steps = map[string][]int{
	"minutes": {0, 1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440},
	"seconds": {0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600},
	"days":    {0, 7, 14, 30, 60, 90, 180, 365, 3650},
}

// Next returns the value by places after the present one, as Set takes it:
// choices go round, numbers stay within their bounds.
func (f Field) Next(s Settings, by int) string {
	switch p := f.value(&s).(type) {
	case *bool:
		*p = !*p
	case *string:
		i := max(slices.Index(f.Choices, *p), 0)
		n := len(f.Choices)
		*p = f.Choices[((i+by)%n+n)%n]
	case *int:
		for ; by > 0; by-- {
			for _, v := range steps[f.Unit] {
				if v > *p && v <= f.Max {
					*p = v
					break
				}
			}
		}
		for ; by < 0; by++ {
			for _, v := range slices.Backward(steps[f.Unit]) {
				if v < *p && v >= f.Min {
					*p = v
					break
				}
			}
		}
	}
	return f.text(s)
}
