package scenario

import (
	"context"
	"strings"
	"time"

	"sandi/internal/otp"
)

// code makes a code as the user's app shows it, lets the user type it, and sends
// it.
func (r *runner) code(ctx context.Context, s Step) (string, error) {
	var code sent
	var err error
	switch s.Act {
	case ReuseCode:
		if len(r.sent) == 0 {
			return "", ErrNoCode
		}
		code = r.sent[len(r.sent)-1]
	case MailCode:
		if r.mail == "" {
			return "", ErrNoLetter
		}
		code = sent{typed: r.mail, key: r.key, step: r.key.Step(r.pc.Now())}
	default:
		if code, err = r.read(ctx, s); err != nil {
			return "", err
		}
	}
	if err := r.site.Wait(ctx, s.Typing); err != nil {
		return "", err
	}
	code.at = r.pc.Now()
	if err := r.site.Wait(ctx, s.Network); err != nil {
		return "", err
	}
	r.sent = append(r.sent, code)
	came, err := answer(cameAccepted, r.person.Submit(ctx, code.typed))
	switch came {
	case cameAccepted:
		r.refused = 0
	case cameRefused:
		r.refused++
	}
	return came, err
}

// patience is for how many steps a user waits for a code that was not sent yet.
const patience = 10

// read reads a code off the app, at the moment that the step asks for.
func (r *runner) read(ctx context.Context, s Step) (sent, error) {
	key := r.key
	if s.Key == "former" {
		if len(r.former) == 0 {
			return sent{}, ErrNoFormer
		}
		key = r.former[len(r.former)-1]
	}
	if key.Secret.IsZero() {
		return sent{}, ErrNoKey
	}
	if s.Act == NextCode && len(r.sent) > 0 {
		next := r.sent[len(r.sent)-1].step + 1
		if now := key.Step(r.pc.Now()); next > now+patience {
			next = now + 1 // the clock was put back far meanwhile
		}
		if err := r.until(ctx, key, next, 0); err != nil {
			return sent{}, err
		}
	}
	if s.Phase != nil {
		now := r.pc.Now()
		step := key.Step(now)
		if now.Sub(key.Start(step)) > *s.Phase {
			step++
		}
		if err := r.until(ctx, key, step, *s.Phase); err != nil {
			return sent{}, err
		}
	}
	code := sent{key: key, step: key.Step(r.pc.Now())}
	app, text, err := mistaken(key, s.Mistake, r.pc.Now().Add(s.Phone))
	if err != nil {
		return sent{}, err
	}
	code.typed = text
	if s.Mistake == OtherEntry {
		code.other = &app
	}
	return code, nil
}

// until waits until the user's clock is so far into a step. A clock that drifts
// does not get there in one wait.
func (r *runner) until(ctx context.Context, key otp.Key, step otp.Step, phase time.Duration) error {
	for {
		left := key.Start(step).Add(phase).Sub(r.pc.Now())
		if left <= 0 {
			return nil
		}
		if err := r.site.Wait(ctx, max(left, time.Millisecond)); err != nil {
			return err
		}
	}
}

// mistaken returns the key that an app holds after a mistake, and what is typed
// at t.
func mistaken(key otp.Key, m Mistake, t time.Time) (app otp.Key, typed string, err error) {
	app = key
	switch m {
	case WrongAlgorithm:
		app.Algorithm = otp.SHA256
		if key.Algorithm != otp.SHA1 {
			app.Algorithm = otp.SHA1
		}
	case WrongDigits:
		app.Digits = 8
		if key.Digits != otp.DefaultDigits {
			app.Digits = otp.DefaultDigits
		}
	case WrongPeriod:
		app.Period = 60
		if key.Period != otp.DefaultPeriod {
			app.Period = otp.DefaultPeriod
		}
	case MisreadKey:
		app.Secret, err = otp.ParseSecret(misread(key.Secret.Base32()))
	case KeyAsText:
		app.Secret = otp.NewSecret([]byte(key.Secret.Base32()))
	case OtherEntry:
		raw := key.Secret.Bytes()
		for i := range raw {
			raw[i] ^= 0x5a
		}
		app.Account, app.Secret = "lain", otp.NewSecret(raw)
	}
	if err != nil {
		return app, "", err
	}
	code, err := app.CodeAt(t)
	if err != nil {
		return app, "", err
	}
	typed = code.Reveal()
	switch m {
	case Mistyped:
		// No code of any step near: the sum of its digits is kept, their order is
		// not, and what remains of chance is one in a million per step.
		typed = twisted(typed)
	case Malformed:
		typed = strings.Repeat("x", len(typed))
	}
	return app, typed, nil
}

// misread takes one character of a key in base32 for one that looks like it,
// as people and cameras do. A key without any such character has its first one
// taken for its neighbour.
func misread(text string) string {
	for i := range len(text) {
		switch text[i] {
		case 'S':
			return text[:i] + "5" + text[i+1:]
		case '5':
			return text[:i] + "S" + text[i+1:]
		case 'Z':
			return text[:i] + "2" + text[i+1:]
		case '2':
			return text[:i] + "Z" + text[i+1:]
		case 'G':
			return text[:i] + "6" + text[i+1:]
		case 'I':
			return text[:i] + "L" + text[i+1:]
		}
	}
	return "L" + text[1:]
}

// twisted makes another code out of one.
func twisted(code string) string {
	b := []byte(code)
	for i, d := range b {
		b[i] = '0' + (d-'0'+byte(i)*3+4)%10
	}
	return string(b)
}
