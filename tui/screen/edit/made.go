package edit

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"sandi/internal/fault"
	"sandi/internal/otp"
	"sandi/internal/otpauth"
	"sandi/internal/printable"
	"sandi/vault"
)

var (
	// errCounter is told where the counter field does not hold a number.
	errCounter = fault.New("tui.add.counter-wrong", "counter is not a whole number")
	// errNotSame is told where the new setup key was typed in two ways.
	errNotSame = fault.New("tui.edit.not-same", "the setup keys typed differ")
	// errChoose is told where a choice of a quarantined entry is not made yet.
	errChoose = fault.New("tui.edit.choose", "a choice is not made")
)

// read reads the field of the new setup key. An otpauth address brings its
// parameters with it.
func (m *Model) read() {
	m.secret, m.reason, m.doubt, m.same = otp.Secret{}, nil, nil, ""
	typed := strings.TrimSpace(m.fields[partSecret].Value())
	switch {
	case typed == "" && m.zeroed:
		m.restart(partCounter)
		m.zeroed = false
	case typed != "" && m.choose.kind == otp.HOTP && !m.touched(partCounter):
		m.fields[partCounter].Set("0") // where another key begins
		m.zeroed = true
	}
	if typed == "" {
		return
	}
	k, err := otpauth.ParseInput(typed)
	if err != nil {
		m.reason = err
		return
	}
	m.secret, m.doubt = k.Secret, otpauth.Doubt(typed)
	if strings.Contains(typed, ":") {
		k = k.WithDefaults()
		m.choose.kind, m.choose.algorithm, m.choose.digits = k.Type, k.Algorithm, k.Digits
		if k.Type == otp.HOTP {
			m.fields[partCounter].Set(strconv.FormatUint(k.Counter, 10))
		} else {
			m.fields[partPeriod].Set(strconv.Itoa(k.Period))
		}
	}
	for i := range m.existing {
		e := &m.existing[i]
		if e.ID != m.base.ID && e.Status != vault.Quarantined && e.Key.Secret.Equal(m.secret) {
			m.same = strings.TrimSpace(printable.Text(e.Key.Issuer) + " " + printable.Text(e.Key.Account))
			return
		}
	}
}

// again reports whether the setup key was typed the same way twice: the same
// key, however it is grouped.
func (m *Model) again() bool {
	k, err := otpauth.ParseInput(strings.TrimSpace(m.fields[partAgain].Value()))
	return err == nil && k.Secret.Equal(m.secret)
}

// renewed reports whether a new setup key is being entered.
func (m *Model) renewed() bool { return strings.TrimSpace(m.fields[partSecret].Value()) != "" }

// problemOf is an error and the part of the form that it is about.
type problemOf struct {
	error
	part part
}

func (p problemOf) Unwrap() error { return p.error }

// key returns the key as the form has it.
func (m *Model) key() (otp.Key, error) {
	k := m.base.Key
	if m.touched(partIssuer) {
		k.Issuer = strings.TrimSpace(m.fields[partIssuer].Value())
	}
	if m.touched(partAccount) {
		k.Account = strings.TrimSpace(m.fields[partAccount].Value())
	}
	if m.renewed() {
		if m.reason != nil {
			return k, problemOf{m.reason, partSecret}
		}
		k.Secret = m.secret
	}
	switch {
	case k.Secret.IsZero():
		return k, problemOf{otp.ErrSecretEmpty, partSecret}
	case m.choose.kind == "":
		return k, problemOf{errChoose, partType}
	case m.choose.algorithm == "":
		return k, problemOf{errChoose, partAlgorithm}
	case m.choose.digits == 0 && m.choose.kind != otp.Steam:
		return k, problemOf{errChoose, partDigits}
	}
	k.Type, k.Algorithm, k.Digits = m.choose.kind, m.choose.algorithm, m.choose.digits
	if k.Type == otp.Steam {
		k.Digits = otp.SteamDigits
	}
	if k.Type == otp.HOTP {
		n, err := strconv.ParseUint(strings.TrimSpace(m.fields[partCounter].Value()), 10, 64)
		if err != nil {
			return k, problemOf{errCounter, partCounter}
		}
		k.Counter, k.Period = n, 0
	} else {
		n, err := strconv.Atoi(strings.TrimSpace(m.fields[partPeriod].Value()))
		if err != nil || n < otp.MinPeriod || n > otp.MaxPeriod {
			told := printable.Cut(m.fields[partPeriod].Value(), 12)
			return k, problemOf{otp.ErrPeriod.With("period", told, "min", otp.MinPeriod, "max", otp.MaxPeriod), partPeriod}
		}
		k.Period, k.Counter = n, 0
	}
	return k, nil
}

// edited returns the entry as the form has it.
func (m *Model) edited() (vault.Entry, error) {
	e := m.base
	k, err := m.key()
	if err != nil {
		return e, err
	}
	if m.renewed() && !m.again() {
		return e, problemOf{errNotSame, partAgain}
	}
	e.Key = k
	if err := k.Validate(); err != nil {
		at := partIssuer
		switch {
		case errors.Is(err, otp.ErrName) && len(k.Issuer) <= otp.MaxNameBytes:
			at = partAccount
		case errors.Is(err, otp.ErrDigits):
			at = partDigits
		case errors.Is(err, otp.ErrSecretLong), errors.Is(err, otp.ErrSecretEmpty):
			at = partSecret
		}
		return e, problemOf{err, at}
	}
	if m.touched(partTags) {
		e.Tags = splitTags(m.fields[partTags].Value())
	}
	if m.touched(partNote) {
		e.Note = strings.TrimSpace(strings.ReplaceAll(m.fields[partNote].Value(), lineBreak, "\n"))
	}
	if m.renewed() || k.Period != m.base.Key.Period {
		e.SpentStep = 0 // steps of another key or another period do not compare
	}
	e.Status, e.Favorite = m.choose.status, m.choose.favorite
	e.Problem, e.Cause = "", nil
	return e, nil
}

// splitTags reads tags with commas between them, each once.
func splitTags(text string) []string {
	var tags []string
	seen := map[string]bool{}
	for tag := range strings.SplitSeq(text, ",") {
		if tag = strings.TrimSpace(tag); tag != "" && !seen[tag] {
			tags, seen[tag] = append(tags, tag), true
		}
	}
	return tags
}

// preview returns the code that the entry would show, if the key makes one.
func (m *Model) preview(now time.Time) (code otp.Code, k otp.Key, ok bool) {
	k, err := m.key()
	if err != nil || k.Validate() != nil {
		return code, k, false
	}
	if k.Type == otp.HOTP {
		code, err = k.CodeForCounter(k.Counter)
	} else {
		code, err = k.CodeAt(now)
	}
	return code, k, err == nil
}

// early reports whether an error can be told while the key is still being
// typed: a wrong character stays wrong, a short key grows.
func early(err error) bool {
	return errors.Is(err, otp.ErrSecretCharacter) || errors.Is(err, otp.ErrSecretLookalike) || errors.Is(err, otp.ErrSecretLong)
}
