package enroll_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

// A process that died after it had spent a step does not send that step's code
// in its next life, though the running step is still the same.
func TestSpentStepOutlivesTheProcess(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.fail["SubmitCode"] = enroll.ErrUnreachable
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrUnknownFate) {
		t.Fatal(err)
	}
	s = w.newSession()
	drive(t, w, s, enroll.StageCode)
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeSpent) || len(w.sent) != 0 {
		t.Errorf("got %v, %d codes sent", err, len(w.sent))
	}
}

func TestInterruptedWhileACodeIsOnItsWay(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.fail["SubmitCode"] = context.Canceled
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, context.Canceled) || snap.Spent == 0 || w.disk["e1"].spent != snap.Spent {
		t.Errorf("got %v, spent %d, on disk %d", err, snap.Spent, w.disk["e1"].spent)
	}
}

func TestTypedCodes(t *testing.T) {
	codeAt := func(w *world, step int) otp.Code {
		c, err := w.key.CodeFor(w.key.Step(w.clock.Now()) + otp.Step(step))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	code := func(typed string) otp.Code { return code(t, typed) }
	wrong := func(w *world) otp.Code {
		for i := 0; ; i++ {
			c := code([]string{"000000", "123456", "654321", "111111"}[i])
			if _, ok, _ := otp.Match(w.key, c, w.clock.Now(), otp.Window{Past: 20, Future: 20}); !ok {
				return c
			}
		}
	}
	for _, tt := range []struct {
		name  string
		into  time.Duration // where in the step the code is typed
		spent bool
		code  func(*world) otp.Code
		want  error
		sent  int
	}{
		{"the running step's", 10 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 0) }, nil, 1},
		{"at the start of the margin", 27 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 0) }, enroll.ErrCodeLate, 0},
		{"just before the margin", 27*time.Second - 1, false, func(w *world) otp.Code { return codeAt(w, 0) }, nil, 1},
		{"the step before", 2 * time.Second, false, func(w *world) otp.Code { return codeAt(w, -1) }, enroll.ErrCodeExpired, 0},
		{"the step after", 10 * time.Second, false, func(w *world) otp.Code { return codeAt(w, 1) }, enroll.ErrCodeAhead, 0},
		{"a spent step's", 10 * time.Second, true, func(w *world) otp.Code { return codeAt(w, 0) }, enroll.ErrCodeSpent, 0},
		{"no code of this key", 10 * time.Second, false, wrong, enroll.ErrCodeOther, 1},
		{"too short", 10 * time.Second, false, func(*world) otp.Code { return code("12345") }, enroll.ErrCodeDigits, 0},
		{"too long", 10 * time.Second, false, func(*world) otp.Code { return code("1234567") }, enroll.ErrCodeDigits, 0},
		{"no code of this key, late", 28 * time.Second, false, wrong, enroll.ErrCodeLate, 0},
	} {
		w, s := reach(t, enroll.StageCode)
		w.clock.Set(start.Truncate(30 * time.Second).Add(time.Minute + tt.into))
		if tt.spent {
			w.fail["SubmitCode"] = enroll.ErrCodeRefused
			if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeRefused) {
				t.Fatal(err)
			}
		}
		_, err := s.Do(t.Context(), enroll.SubmitCode{Typed: tt.code(w)})
		if !errors.Is(err, tt.want) || (tt.want == nil) != (err == nil) || len(w.sent) != tt.sent {
			t.Errorf("%s: got %v with %d sent, want %v with %d", tt.name, err, len(w.sent), tt.want, tt.sent)
		}
	}
}

// A vault that was busy for so long that the code grew old: not sent.
func TestSlowVault(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.clock.Set(start.Truncate(30 * time.Second).Add(time.Minute + 20*time.Second))
	w.slow = 7 * time.Second
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, enroll.ErrCodeLate) || len(w.sent) != 0 || snap.Spent == 0 {
		t.Errorf("got %v, %d sent, spent %d", err, len(w.sent), snap.Spent)
	}
	w.slow = 0
	drive(t, w, s)
	sound(t, w)
}

func TestARefusedForeignCodeIsNotSentTwice(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.key.Secret = otp.NewSecret([]byte("the portal has another key")) // so that nothing typed can be right
	typed, err := otp.ParseCode("314159")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: typed}); !errors.Is(err, enroll.ErrCodeOther) {
		t.Fatal(err)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{Typed: typed}); !errors.Is(err, enroll.ErrCodeTried) || len(w.sent) != 1 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
}

// What cannot be a code of this key is never sent, and the number of digits is
// all that is said about it.
func TestReadCode(t *testing.T) {
	key := otp.Key{Secret: otp.NewSecret([]byte("12345678901234567890")), Digits: 8}.WithDefaults()
	for typed, ok := range map[string]bool{
		"1234 5678": true, " 1234-5678 ": true, "123456": false, "abc": false, "": false, "123456789": false, "B2345": false,
	} {
		_, err := enroll.ReadCode(key, typed)
		if ok != (err == nil) || err != nil && !errors.Is(err, enroll.ErrCodeDigits) {
			t.Errorf("%q: got %v", typed, err)
		}
	}
	what, hint := locale.New(locale.EN).Describe(enroll.ErrCodeDigits.With("digits", 8))
	if !strings.Contains(what, "8 digits") || strings.Contains(what+hint, "Steam") {
		t.Errorf("said %q, %q", what, hint)
	}
}

// A portal that says that it cannot work leaves the session as it is: the next
// code goes to the same prompt, and none is sent twice.
func TestPortalThatCannotWorkJustNow(t *testing.T) {
	w, s := reach(t, enroll.StageCode)
	w.fail["SubmitCode"] = enroll.ErrUnreachable.With("address", "http://127.0.0.1:1", "status", 503)
	snap, err := s.Do(t.Context(), enroll.SubmitCode{})
	if !errors.Is(err, enroll.ErrCodeUnheard) || snap.Stage != enroll.StageCode || snap.Spent == 0 || snap.Refusal != nil {
		t.Fatalf("got %v at %s", err, snap.Stage)
	}
	if _, err := s.Do(t.Context(), enroll.SubmitCode{}); !errors.Is(err, enroll.ErrCodeSpent) || len(w.sent) != 0 {
		t.Errorf("got %v, %d sent", err, len(w.sent))
	}
	drive(t, w, s)
	sound(t, w)
}
