package guided

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode"

	"sandi/internal/otp"
	"sandi/internal/otpauth"
)

// maxTexts bounds how many texts are looked at.
const maxTexts = 64

func (s *Session) read(ctx context.Context, snap *Snapshot, a Action) error {
	if !at(snap, StageKey) {
		return notNow(snap)
	}
	if s.o.Reader == nil {
		return ErrNoReader
	}
	var texts []string
	var err error
	var from Source
	switch a := a.(type) {
	case ReadFile:
		if strings.TrimSpace(a.Path) == "" {
			return ErrNothing
		}
		from = FromFile
		texts, err = s.o.Reader.File(ctx, a.Path)
	case ReadScreen:
		from = FromScreen
		texts, err = s.o.Reader.Screen(ctx)
	case ReadClipboard:
		from = FromClipboard
		texts, err = s.o.Reader.Clipboard(ctx)
	}
	if err != nil {
		return err
	}
	return s.give(ctx, snap, from, texts)
}

// give looks for keys in texts. One leads on, several are to be chosen from.
func (s *Session) give(ctx context.Context, snap *Snapshot, from Source, texts []string) error {
	if !at(snap, StageKey) {
		return notNow(snap)
	}
	var found []candidate
	var trouble error
	for i, text := range texts {
		if i == maxTexts {
			break
		}
		c, err := parse(text, snap)
		if err == nil && from != FromText && errors.Is(c.doubt, otp.ErrSecretFew) && !strings.Contains(text, "://") {
			err = otp.ErrSecretShort // short words are base32 too
		}
		switch {
		case err != nil && trouble == nil:
			trouble = err
		case err == nil && !holds(found, c.key):
			found = append(found, c)
		}
	}
	switch {
	case len(texts) == 0 || from == FromText && strings.TrimSpace(texts[0]) == "":
		return ErrNothing
	case len(found) == 0 && from != FromText && foreign(trouble):
		// A barcode for something else, or any words on the clipboard: where
		// its first odd character is helps nobody.
		return ErrNoKeyThere
	case len(found) == 0:
		return trouble
	}
	snap.Source, s.found = from, found
	if len(found) > 1 {
		snap.Stage, snap.Found = StageChoose, nil
		for _, c := range found {
			snap.Found = append(snap.Found, Found{c.key.Issuer, c.key.Account})
		}
		return nil
	}
	return s.take(ctx, snap, found[0])
}

// foreign reports whether a text was refused because it is no kind of key.
func foreign(err error) bool {
	for _, f := range []error{otp.ErrSecretCharacter, otp.ErrSecretLookalike, otp.ErrSecretShort, otp.ErrSecretLong, otpauth.ErrNotURI} {
		if errors.Is(err, f) {
			return true
		}
	}
	return false
}

func holds(all []candidate, k otp.Key) bool {
	for _, c := range all {
		if c.key.Secret.Equal(k.Secret) && c.key.Account == k.Account && c.key.Issuer == k.Issuer {
			return true
		}
	}
	return false
}

// parse reads one text as a key for codes that follow from the time.
func parse(text string, snap *Snapshot) (candidate, error) {
	if isCode(text) {
		return candidate{}, ErrPassword.With("key", snap.Profile.Words.Key, "code", snap.Profile.Words.Code)
	}
	k, err := otpauth.ParseInput(text)
	if err != nil {
		return candidate{}, err
	}
	if k.Type != otp.TOTP {
		return candidate{}, ErrNotTOTP.With("type", string(k.Type))
	}
	return candidate{k, otpauth.Doubt(text)}, nil
}

// IsPath reports whether a text that was given as a key is the path of a picture
// instead: keys hold no slashes and no dots, and addresses of keys have "://".
func IsPath(text string) bool {
	text = strings.ToLower(strings.Trim(strings.TrimSpace(text), `"'`))
	if strings.HasPrefix(text, "file://") {
		return true
	}
	if strings.Contains(text, "://") {
		return false
	}
	for _, end := range []string{".png", ".jpg", ".jpeg", ".gif", ".webp"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~/") || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") ||
		len(text) > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/')
}

// isCode reports whether a text is what an app shows, not what it is fed with:
// some digits and nothing else.
func isCode(text string) bool {
	digits := 0
	for _, r := range strings.TrimSpace(text) {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r != ' ':
			return false
		}
	}
	return digits >= otp.MinDigits && digits <= otp.MaxDigits
}

func (s *Session) choose(ctx context.Context, snap *Snapshot, i int) error {
	if !at(snap, StageChoose) || i < 0 || i >= len(s.found) {
		return notNow(snap)
	}
	return s.take(ctx, snap, s.found[i])
}

// take makes a key the one to be kept. The names that the user gave win over
// those in the key, because the user has to find the entry again.
func (s *Session) take(ctx context.Context, snap *Snapshot, c candidate) error {
	snap.Stage, snap.Found, snap.Doubts = StageChecked, nil, nil
	s.found = nil
	snap.Key = c.key
	if c.doubt != nil {
		snap.Doubts = append(snap.Doubts, c.doubt)
	}
	if snap.User == "" {
		snap.User = c.key.Account
	} else if c.key.Account != "" && !strings.EqualFold(c.key.Account, snap.User) {
		snap.Doubts = append(snap.Doubts, DoubtName.With("found", c.key.Account, "typed", snap.User))
	}
	if snap.Site == "" {
		snap.Site = c.key.Issuer
	}
	if d := c.key.WithDefaults(); d.Digits != otp.DefaultDigits || d.Period != otp.DefaultPeriod || d.Algorithm != otp.SHA1 {
		snap.Doubts = append(snap.Doubts, DoubtParameters.With("digits", d.Digits, "period", d.Period, "algorithm", string(d.Algorithm)))
	}
	return s.name(ctx, snap)
}

// name puts the names into the key and looks for entries like it.
func (s *Session) name(ctx context.Context, snap *Snapshot) error {
	snap.Key.Issuer, snap.Key.Account = snap.Site, snap.User
	snap.Key = snap.Key.WithDefaults()
	if err := snap.Key.Validate(); err != nil {
		return err
	}
	var err error
	snap.Duplicates, err = s.o.Vault.Duplicates(ctx, snap.Key, s.stale)
	return err
}

func (s *Session) describe(ctx context.Context, snap *Snapshot, a Describe) error {
	if !at(snap, StageChecked) {
		return notNow(snap)
	}
	if strings.TrimSpace(a.Site) == "" {
		return ErrNoSite
	}
	changed := snap.Key
	if a.Digits != 0 {
		changed.Digits = a.Digits
	}
	if a.Period != 0 {
		changed.Period = a.Period
	}
	if a.Algorithm != "" {
		changed.Algorithm = a.Algorithm
	}
	changed.Issuer, changed.Account = strings.TrimSpace(a.Site), strings.TrimSpace(a.User)
	if err := changed.Validate(); err != nil {
		return err
	}
	snap.Key, snap.Site, snap.User = changed, changed.Issuer, changed.Account
	return s.name(ctx, snap)
}

// ReadDescription reads what was typed as names and numbers of a key, or
// returns the fault of the first that means nothing.
func ReadDescription(site, user, digits, period, algorithm string) (Describe, error) {
	d := Describe{Site: site, User: user}
	var err error
	if d.Digits, err = strconv.Atoi(strings.TrimSpace(digits)); err != nil || d.Digits < otp.MinDigits || d.Digits > otp.MaxDigits {
		return d, otp.ErrDigits.With("digits", d.Digits, "min", otp.MinDigits, "max", otp.MaxDigits)
	}
	if d.Period, err = strconv.Atoi(strings.TrimSpace(period)); err != nil || d.Period < otp.MinPeriod || d.Period > otp.MaxPeriod {
		return d, otp.ErrPeriod.With("period", d.Period, "min", otp.MinPeriod, "max", otp.MaxPeriod)
	}
	d.Algorithm, err = otp.ParseAlgorithm(algorithm)
	return d, err
}

// forget drops a key that was not kept.
func (s *Session) forget(snap *Snapshot) {
	s.found = nil
	snap.Key, snap.Found, snap.Doubts, snap.Duplicates, snap.Source = noKey, nil, nil, nil, ""
}
