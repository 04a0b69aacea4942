package refusal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/locale"
	"sandi/internal/otp"
)

var (
	at    = time.Date(2026, 11, 24, 3, 0, 12, 0, time.UTC)
	steps = otp.Window{Past: 1, Future: 1}
	spse  = key("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	vpn   = key("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
	token = hotp()
)

func key(text string) otp.Key {
	s, err := otp.ParseSecret(text)
	if err != nil {
		panic(err)
	}
	return otp.Key{Secret: s}.WithDefaults()
}

func hotp() otp.Key {
	k := key("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
	k.Type, k.Counter, k.Period = otp.HOTP, 500, 0
	return k
}

// code is what a key shows so many steps from at.
func code(k otp.Key, step int) string {
	var c otp.Code
	var err error
	if k.Type == otp.HOTP {
		c, err = k.CodeForCounter(uint64(int(k.Counter) + step))
	} else {
		c, err = k.CodeFor(k.Step(at) + otp.Step(step))
	}
	if err != nil {
		panic(err)
	}
	return c.Reveal()
}

// ask is a question about two entries, the first of which was meant.
func ask(typed string, more ...func(*refusal.Question)) refusal.Question {
	q := refusal.Question{Code: refusal.NewTyped(typed), At: at, Window: steps, Which: "spse",
		Entries: []refusal.Candidate{{ID: "spse", Name: "SPSE", Key: spse}, {ID: "vpn", Name: "VPN", Key: vpn}}}
	for _, f := range more {
		f(&q)
	}
	return q
}

func fast(by time.Duration) func(*refusal.Question) {
	return func(q *refusal.Question) {
		q.Offset = &clock.Reference{Kind: clock.KindNTP, Name: "ntp", Offset: by, Uncertainty: 10 * time.Millisecond, At: q.At}
		q.At = q.At.Add(by)
	}
}

func with(change func(k *otp.Key)) otp.Key {
	k := spse
	change(&k)
	return k
}

func meant(k otp.Key) func(*refusal.Question) {
	return func(q *refusal.Question) { q.Entries[0].Key = k }
}

func spent(step int) func(*refusal.Question) {
	return func(q *refusal.Question) {
		s := spse.Step(at) + otp.Step(step)
		q.Entries[0].Spent = &s
	}
}

func and(text string) func(*refusal.Question) {
	return func(q *refusal.Question) { q.And = refusal.NewTyped(text) }
}

func within(u time.Duration) func(*refusal.Question) {
	return func(q *refusal.Question) { q.Uncertainty = u }
}

// typo replaces one character of a key.
func typo(text string, place int, c string) otp.Key { return key(text[:place-1] + c + text[place:]) }

const spseText = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

var cases = []struct {
	name string
	q    refusal.Question
	want string // verdict, findings, and the first match's steps and change
}{
	{"the running step", ask(code(spse, 0)), "accepted: valid likely; 0"},
	{"spaces", ask(code(spse, 0)[:3] + " " + code(spse, 0)[3:]), "accepted: valid likely; 0"},
	{"the step before", ask(code(spse, -1)), "accepted: valid likely; -1"},
	{"the step after", ask(code(spse, 1)), "accepted: valid likely; 1"},
	{"no window", ask(code(spse, -1), func(q *refusal.Question) { q.Window = otp.Window{} }), "refused: expired likely; -1"},
	{"past only", ask(code(spse, 1), func(q *refusal.Question) { q.Window = otp.Window{Past: 1} }), "refused: too-early likely; 1"},
	{"two steps old", ask(code(spse, -2)), "refused: expired likely; -2"},
	{"two steps ahead", ask(code(spse, 2)), "refused: too-early likely; 2"},
	{"a wide window", ask(code(spse, -4), func(q *refusal.Question) { q.Window = otp.Window{Past: 4, Future: 4} }), "accepted: valid likely; -4"},
	{"this clock is slow", ask(code(spse, -3), fast(-92*time.Second)), "refused: expired certain; -3"},
	{"this clock is fast", ask(code(spse, 4), fast(2*time.Minute)), "refused: too-early certain; 4"},
	{"a clock that is wrong, with right codes", ask(code(spse, 0), fast(2*time.Hour)), "accepted: valid certain; 0"},
	{"a clock of another year", ask(code(spse, -1051200), fast(-365*24*time.Hour)), "refused: expired certain; -1051200"},
	{"this clock is an hour fast", ask(code(spse, 120), fast(time.Hour)), "refused: clock-hours-off certain; 120"},
	{"this clock is seven hours slow, less 40 s", ask(code(spse, -839), fast(-7*time.Hour+40*time.Second)), "refused: clock-hours-off certain; -839"},
	{"this clock is an hour slow, another showed the code", ask(code(spse, 4), fast(-time.Hour)), "refused: too-early certain; 4"},
	{"right by a measured clock", ask(code(spse, 0), fast(0)), "accepted: valid certain; 0"},
	{"typed about then", ask(code(spse, -2), within(20*time.Second)), "refused: expired likely, valid possible; -2"},

	{"sent before", ask(code(spse, 0), spent(0)), "refused: reused likely, valid possible; 0"},
	{"a later one was sent", ask(code(spse, -1), spent(0)), "refused: reused likely, valid possible; -1"},
	{"an earlier one was sent", ask(code(spse, 0), spent(-1)), "accepted: valid likely; 0"},

	{"an hour ahead", ask(code(spse, 120)), "refused: clock-hours-off likely, too-early possible; 120"},
	{"seven hours behind", ask(code(spse, -840)), "refused: clock-hours-off likely; -840"},
	{"forty minutes", ask(code(spse, -80)), "refused: expired likely; -80"},

	{"another entry", ask(code(vpn, 0)), "refused: other-entry certain; 0"},
	{"a retired entry", ask(code(vpn, 0), func(q *refusal.Question) { q.Entries[1].Retired = true }), "refused: other-entry certain; 0"},
	{"itself retired", ask(code(spse, 0), func(q *refusal.Question) { q.Entries[0].Retired = true }), "refused: other-entry certain; 0"},
	{"whichever", ask(code(vpn, 0), func(q *refusal.Question) { q.Which = "" }), "accepted: valid likely; 0"},

	{"SHA-256", ask(code(with(func(k *otp.Key) { k.Algorithm = otp.SHA256 }), 0)), "refused: wrong-algorithm certain; 0 algorithm=SHA256"},
	{"SHA-512", ask(code(with(func(k *otp.Key) { k.Algorithm = otp.SHA512 }), 0)), "refused: wrong-algorithm certain; 0 algorithm=SHA512"},
	{"eight digits", ask(code(with(func(k *otp.Key) { k.Digits = 8 }), 0)), "refused: wrong-digits certain; 0 digits=8"},
	{"six of eight", ask(code(spse, 0), meant(with(func(k *otp.Key) { k.Digits = 8 }))), "refused: wrong-digits certain; 0 digits=6"},
	{"sixty seconds", ask(code(with(func(k *otp.Key) { k.Period = 60 }), 0)), "refused: wrong-period certain; 0 period=60"},
	{"Steam", ask(code(with(func(k *otp.Key) { k.Type, k.Digits = otp.Steam, 5 }), 0)), "refused: wrong-digits certain; 0 type=steam"},
	{"Steam's own", ask(strings.ToLower(code(with(func(k *otp.Key) { k.Type, k.Digits = otp.Steam, 5 }), 0)), meant(with(func(k *otp.Key) { k.Type, k.Digits = otp.Steam, 5 }))), "accepted: valid likely; 0"},

	{"a Q for the O", ask(code(spse, 0), meant(typo(spseText, 14, "Q"))), "refused: key-misread certain; 0 key:character=14"},
	{"neighbours", ask(code(spse, 0), meant(key("EGZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))), "refused: key-misread certain; 0 key:swapped=1"},
	{"a 6 for the O", ask(code(spse, 0), meant(typo(spseText, 14, "6"))), "refused: key-misread possible, no-match possible; 0 key:character=14"},
	{"one missing", ask(code(spse, 0), meant(key(spseText[:5]+spseText[6:]))), "refused: key-misread possible, no-match possible; 0 key:missing=6"},
	{"one twice", ask(code(spse, 0), meant(key(spseText[:5]+"N"+spseText[5:]))), "refused: key-misread likely, no-match possible; 0 key:doubled=6"},
	{"the text is the key", ask(code(with(func(k *otp.Key) { k.Secret = otp.NewSecret([]byte(spseText)) }), 0)), "refused: key-as-hex-or-text certain; 0 key:text"},
	{"hexadecimal text", ask(code(with(func(k *otp.Key) { k.Secret = otp.NewSecret([]byte("3132333435363738393031323334353637383930")) }), 0)), "refused: key-as-hex-or-text certain; 0 key:hex-text"},

	{"swapped digits", ask(swapped(code(spse, 0))), "refused: malformed-code certain; 0 code:swapped=2"},
	{"a letter O", ask("O" + code(spse, 0)[1:]), "refused: malformed-code certain, malformed-code certain; 0 code:digit=1"},
	{"a dot", ask(code(spse, 0)[:3] + "." + code(spse, 0)[3:]), "refused: malformed-code certain, valid likely; 0"},
	{"Arabic digits", ask(arabic(code(spse, 0))), "refused: malformed-code certain, valid likely; 0"},
	{"a digit missing", ask(code(spse, 0)[:2] + code(spse, 0)[3:]), "refused: malformed-code certain; 0 code:dropped=3"},
	{"words", ask("kode"), "refused: malformed-code certain"},
	{"nothing", ask(""), "refused: malformed-code certain"},
	{"much", ask(strings.Repeat("1", 4000)), "refused: malformed-code certain"},
	{"two codes in one", ask("123456 654321"), "refused: malformed-code certain"},

	{"nothing fits", ask("000000"), "refused: no-match likely"},
	{"sure by the next one", ask(code(spse, -1333), and(code(spse, -1332))), "refused: expired likely; -1333"},
	{"not with another", ask(code(spse, -1333), and("000000")), "refused: no-match likely, expired possible; -1333"},

	{"the counter's last", ask(code(token, -1), meant(token)), "accepted: valid certain; -1"},
	{"the counter's next", ask(code(token, 0), meant(token)), "accepted: valid certain; 0"},
	{"a counter behind", ask(code(token, -20), meant(token)), "refused: expired certain; -20"},
	{"a counter ahead", ask(code(token, 30), meant(token)), "refused: too-early certain; 30"},
}

func swapped(c string) string {
	b := []byte(c)
	b[1], b[2] = b[2], b[1]
	return string(b)
}

func arabic(c string) string {
	var b strings.Builder
	for _, r := range c {
		b.WriteRune(r - '0' + '٠')
	}
	return b.String()
}

// summary is an explanation in one line.
func summary(e refusal.Explanation) string {
	var findings []string
	for _, f := range e.Findings {
		findings = append(findings, string(f.Cause)+" "+string(f.Confidence))
	}
	line := string(e.Verdict) + ": " + strings.Join(findings, ", ")
	if len(e.Matches) > 0 {
		line += strings.TrimRight(fmt.Sprintf("; %d %s", e.Matches[0].StepOffset, e.Matches[0].Change), " ")
	}
	return line
}

func explain(t *testing.T, q refusal.Question) refusal.Explanation {
	t.Helper()
	e, err := refusal.Explain(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExplain(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			if got := summary(explain(t, tt.q)); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Whatever is found is told in both languages with nothing left to fill in, and
// neither code nor key comes out.
func TestFindingsAreTold(t *testing.T) {
	blank := regexp.MustCompile(`\{[a-z]+\}|explain\.|%!`)
	told := map[diagnose.Cause]bool{}
	for _, tt := range cases {
		e := explain(t, tt.q)
		for _, f := range e.Findings {
			told[f.Cause] = true
			for _, lang := range locale.Langs() {
				w := f.Tell(locale.New(lang))
				if len(w.Advice) == 0 {
					t.Errorf("%s: no advice for %s", tt.name, f.Cause)
				}
				for _, text := range append(slices.Clone(w.Advice), w.Title) {
					if text == "" || blank.MatchString(text) {
						t.Errorf("%s, %s: %q", tt.name, lang, text)
					}
				}
			}
		}
		doc, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		all := string(doc) + fmt.Sprintf("%v %+v %#v %v", e, e, tt.q, tt.q)
		for _, secret := range []string{spseText, vpn.Secret.Base32(), code(spse, 0), code(vpn, 0), code(token, 0), "12345678901234567890"} {
			if strings.Contains(all, secret) {
				t.Errorf("%s: a secret comes out", tt.name)
			}
		}
	}
	if len(told) != 13 {
		t.Errorf("%d causes were told, want all 13: %v", len(told), told)
	}
}

// Of codes that belong to nothing, some fit a mistake by accident. None of them
// is called likely unless chance does that less than once in a hundred, and
// where it does it more often, it stands beside that nothing may fit.
func TestFarFetchedIsPossible(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 7))
	doubted := 0
	for range 250 {
		q := ask(fmt.Sprintf("%06d", random.IntN(1_000_000)), fast(0), within(2*time.Second))
		q.Entries = q.Entries[:1]
		e := explain(t, q)
		if len(e.Matches) == 0 || e.Matches[0].Change == "" || e.Chance <= 0.01 {
			continue
		}
		doubted++
		first := e.Findings[0]
		if first.Confidence == diagnose.Likely && first.Cause != refusal.NoMatch || first.Confidence == diagnose.Certain {
			t.Errorf("a chance of %.3f, and %s", e.Chance, summary(e))
		}
		if !slices.ContainsFunc(e.Findings, func(f diagnose.Finding) bool { return f.Cause == refusal.NoMatch }) {
			t.Errorf("does not say that nothing may fit: %s", summary(e))
		}
	}
	if doubted == 0 {
		t.Error("no code fitted anything by accident")
	}
}

// Where a code was on the way, and what it was judged by.
func TestMatch(t *testing.T) {
	e := explain(t, ask(code(spse, -3), fast(-92*time.Second)))
	start := spse.Start(spse.Step(at) - 3)
	e.Matches[0].Probability = 0
	want := refusal.Match{Entry: "spse", Name: "SPSE", Cause: refusal.Expired, Step: spse.Step(at) - 3, StepOffset: -3, FromNow: -90 * time.Second,
		ValidFrom: start, ValidUntil: start.Add(30 * time.Second)}
	if diff := cmp.Diff(want, e.Matches[0]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	got := e.Findings[0].Tell(locale.New(locale.EN)).Title
	if want := "The code belongs to SPSE, but it was old: its time ended 72 s before it was typed, because this computer's clock is 92 s slow."; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	hour := explain(t, ask(code(spse, 120))).Findings[0].Tell(locale.New(locale.ID)).Title
	if want := "Kode ini milik SPSE, tetapi jam yang menampilkannya lebih cepat 1 jam."; hour != want {
		t.Errorf("got %q\nwant %q", hour, want)
	}
}

func TestExplainRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		q    refusal.Question
		want error
	}{
		{"no key", refusal.Question{Code: refusal.NewTyped("123456"), At: at}, refusal.ErrNoKey},
		{"an empty key", ask("123456", func(q *refusal.Question) { q.Entries = []refusal.Candidate{{ID: "x"}} }), refusal.ErrNoKey},
		{"before 1970", ask("123456", func(q *refusal.Question) { q.At = time.Unix(-1, 0) }), refusal.ErrTime},
		{"a negative window", ask("123456", func(q *refusal.Question) { q.Window.Past = -1 }), otp.ErrWindow},
		{"a window of weeks", ask("123456", func(q *refusal.Question) { q.Window.Future = 1 << 20 }), otp.ErrWindow},
	} {
		if _, err := refusal.Explain(context.Background(), tt.q); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := refusal.Explain(gone, ask("123456")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want a cancelled search", err)
	}
}

// The search runs on all processors; the answer does not depend on them.
func TestSameQuestionSameAnswer(t *testing.T) {
	q := ask("271828", and("314159"))
	first := explain(t, q)
	for range 5 {
		if diff := cmp.Diff(first, explain(t, q)); diff != "" {
			t.Fatalf("-first +again:\n%s", diff)
		}
	}
}

// The verdict is that of the verifier, for whatever is typed.
func FuzzExplain(f *testing.F) {
	for _, seed := range []string{"123456", code(spse, 0), code(spse, -2), "O12 345", "٠١٢٣٤٥", "2B3CD", "12345678901", "", "1.2.3.4.5.6", "a\x00\xff"} {
		f.Add(seed, int64(at.Unix()), uint8(1), uint8(1))
	}
	f.Fuzz(func(t *testing.T, typed string, now int64, past, future uint8) {
		q := ask(typed, func(q *refusal.Question) {
			q.At = time.Unix(max(now, -now, 0)%(1<<37), 0)
			q.Window = otp.Window{Past: int(past), Future: int(future)}
		})
		e := explain(t, q)
		if len(e.Findings) == 0 || e.Chance < 0 || e.Chance > 1 {
			t.Fatalf("%v", e)
		}
		c, err := otp.ParseCode(typed)
		if err != nil {
			if e.Verdict != refusal.Refused {
				t.Error("accepted what is no code")
			}
			return
		}
		_, want, err := otp.Match(spse, c, q.At, q.Window)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Verdict == refusal.Accepted; got != want {
			t.Errorf("accepted: got %v, want %v", got, want)
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	for _, entries := range []int{1, 10, 200} {
		b.Run(fmt.Sprint(entries), func(b *testing.B) {
			q := ask("271828")
			for i := range entries - 1 {
				k := vpn
				k.Secret = otp.NewSecret(fmt.Appendf(nil, "%020d", i))
				q.Entries = append(q.Entries, refusal.Candidate{ID: fmt.Sprint(i), Key: k})
			}
			for b.Loop() {
				if _, err := refusal.Explain(context.Background(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
