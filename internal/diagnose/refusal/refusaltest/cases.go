package refusaltest

import (
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
	"sandi/internal/otp"
)

// Causes are what cases are made of, in the order of the tables.
var Causes = []diagnose.Cause{
	refusal.Valid, refusal.Expired, refusal.TooEarly, refusal.Reused, refusal.ClockHoursOff, refusal.OtherEntry,
	refusal.WrongAlgorithm, refusal.WrongDigits, refusal.WrongPeriod, refusal.KeyMisread, refusal.KeyAsHexOrText,
	refusal.MalformedCode, refusal.NoMatch,
}

// Case is a refused code and why it was refused.
type Case struct {
	Question refusal.Question
	Cause    diagnose.Cause
	Entry    string // whose key it is; "" for none
	Kind     string // which way to come to the cause
}

const meant = "meant"

// New makes a case of a cause. The same number makes the same case.
func New(cause diagnose.Cause, number uint64) Case {
	d := &dice{state: number * 0x2545f4914f6cdd1d}
	m := maker{dice: d, truth: time.Unix(1_700_000_000+int64(d.below(100_000_000)), int64(d.below(1_000_000_000))).UTC()}
	m.key = otp.Key{Secret: otp.NewSecret(d.bytes(pick(d, 20, 20, 20, 10, 32)))}.WithDefaults()
	m.q = refusal.Question{At: m.truth, Window: otp.Window{Past: 1, Future: 1}, Which: meant,
		Entries: []refusal.Candidate{{ID: meant, Name: meant, Key: m.key}}}
	for i := range d.below(8) {
		id := "other" + strconv.Itoa(i)
		m.q.Entries = append(m.q.Entries, refusal.Candidate{ID: id, Name: id, Key: otp.Key{Secret: otp.NewSecret(d.bytes(20))}.WithDefaults()})
	}
	if d.below(2) == 0 { // this computer's clock was measured, and is nearly right
		o := time.Duration((d.unit() - 0.5) * 4e9)
		m.q.At = m.truth.Add(o)
		m.q.Offset = &clock.Reference{Kind: clock.KindNTP, Name: "ntp", Offset: o, Uncertainty: 50 * time.Millisecond, At: m.q.At}
	}
	c := Case{Cause: cause, Entry: meant}
	c.Kind = m.make(cause, &c)
	c.Question = m.q
	return c
}

type maker struct {
	*dice
	q     refusal.Question
	key   otp.Key
	truth time.Time
}

// typed is how long before it is typed a code is read.
func (m *maker) typed() time.Duration {
	return time.Duration(m.spread(1, 15) * float64(time.Second))
}

// show types the code that a key shows, by a clock that is fast by so much.
func (m *maker) show(k otp.Key, fast time.Duration) {
	m.q.Code = refusal.NewTyped(must(k.CodeAt(m.truth.Add(fast - m.typed()))))
}

func (m *maker) make(cause diagnose.Cause, c *Case) string {
	k := m.key
	period := time.Duration(k.Period) * time.Second
	switch cause {
	case refusal.Valid:
		m.show(k, 0)
	case refusal.Expired, refusal.TooEarly:
		steps := otp.Step(m.spread(2, 360))
		if cause == refusal.Expired {
			steps = -steps
		}
		m.q.Code = refusal.NewTyped(must(k.CodeFor(k.Step(m.truth) + steps)))
	case refusal.Reused:
		m.show(k, 0)
		step := k.Step(m.truth)
		m.q.Entries[0].Spent = &step
	case refusal.ClockHoursOff:
		hours := pick(m.dice, 1, 1, 2, 7, 7, 8, 9, 12, 15, 3, 5, 24) * pick(m.dice, 1, -1)
		m.show(k, time.Duration(hours)*time.Hour+time.Duration((m.unit()-0.5)*120)*time.Second)
		return strconv.Itoa(max(hours, -hours)) + " h"
	case refusal.OtherEntry:
		if len(m.q.Entries) == 1 {
			m.q.Entries = append(m.q.Entries, refusal.Candidate{ID: "other0", Name: "other0", Key: otp.Key{Secret: otp.NewSecret(m.bytes(20))}.WithDefaults()})
		}
		other := m.q.Entries[1+m.below(len(m.q.Entries)-1)]
		c.Entry = other.ID
		m.show(other.Key, 0)
	case refusal.WrongAlgorithm:
		k.Algorithm = pick(m.dice, otp.SHA256, otp.SHA512)
		m.show(k, 0)
		return string(k.Algorithm)
	case refusal.WrongDigits:
		k.Digits = pick(m.dice, 8, 8, 7)
		m.show(k, 0)
		return strconv.Itoa(k.Digits)
	case refusal.WrongPeriod:
		k.Period = pick(m.dice, 60, 60, 15, 120)
		m.show(k, 0)
		return strconv.Itoa(k.Period) + " s"
	case refusal.KeyMisread:
		kind := m.misread()
		m.show(k, 0)
		return kind
	case refusal.KeyAsHexOrText:
		kind, secret := m.encoded(k.Secret)
		k.Secret = secret
		m.show(k, 0)
		return kind
	case refusal.MalformedCode:
		code := must(k.CodeAt(m.truth.Add(-m.typed())))
		kind, text := m.slip(code)
		m.q.Code = refusal.NewTyped(text)
		return kind
	case refusal.NoMatch:
		c.Entry = ""
		k.Secret = otp.NewSecret(m.bytes(20))
		m.show(k, 0)
	}
	return strconv.Itoa(int(period.Seconds())) + " s"
}

// misread puts a key with one mistake into the entry; the service has the right
// one.
func (m *maker) misread() string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	for {
		right := m.key.Secret.Base32()
		kind := pick(m.dice, "look-alike", "look-alike", "look-alike", "swapped", "missing", "doubled", "any")
		i := m.below(len(right) - 1)
		wrong := right
		switch kind {
		case "look-alike":
			other, ok := map[byte]byte{'I': 'L', 'L': 'I', 'O': 'Q', 'Q': 'O', 'S': '5', '5': 'S', 'Z': '2', '2': 'Z', 'G': '6', '6': 'G'}[right[i]]
			if !ok {
				continue
			}
			wrong = right[:i] + string(other) + right[i+1:]
		case "swapped":
			wrong = right[:i] + string(right[i+1]) + string(right[i]) + right[i+2:]
		case "missing":
			wrong = right[:i] + right[i+1:]
		case "doubled":
			wrong = right[:i+1] + right[i:]
		case "any":
			wrong = right[:i] + string(alphabet[m.below(32)]) + right[i+1:]
		}
		secret, err := otp.ParseSecret(wrong)
		if err != nil || secret.Equal(m.key.Secret) {
			continue
		}
		m.q.Entries[0].Key.Secret = secret
		return kind
	}
}

// encoded returns the key that a program has which took the text for something
// else.
func (m *maker) encoded(s otp.Secret) (string, otp.Secret) {
	text := s.Base32()
	switch m.below(3) {
	case 0:
		return "text", otp.NewSecret([]byte(text))
	case 1:
		return "hex text", otp.NewSecret([]byte(hex.EncodeToString(s.Bytes())))
	}
	// The entry holds the characters of the base32 text.
	text = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.bytes(20))
	m.q.Entries[0].Key.Secret = otp.NewSecret([]byte(text))
	right, err := otp.ParseSecret(text)
	if err != nil {
		panic(err) // unreachable: it was encoded above
	}
	return "base32 as text", right
}

// slip mistypes a code.
func (m *maker) slip(code string) (kind, text string) {
	i := m.below(len(code) - 1)
	switch pick(m.dice, "swapped", "digit", "dropped", "doubled", "letter", "dot") {
	case "swapped":
		for code[i] == code[i+1] {
			if i = (i + 1) % (len(code) - 1); i == 0 && strings.Count(code, code[:1]) == len(code) {
				return "dropped", code[1:]
			}
		}
		return "swapped", code[:i] + string(code[i+1]) + string(code[i]) + code[i+2:]
	case "digit":
		return "digit", code[:i] + string('0'+(code[i]-'0'+1+byte(m.below(9)))%10) + code[i+1:]
	case "dropped":
		return "dropped", code[:i] + code[i+1:]
	case "doubled":
		return "doubled", code[:i+1] + code[i:]
	case "letter":
		if at := strings.IndexByte(code, '0'); at >= 0 {
			return "letter", code[:at] + "O" + code[at+1:]
		}
	}
	return "dot", code[:3] + "." + code[3:]
}

func must(c otp.Code, err error) string {
	if err != nil {
		panic(err) // unreachable: the keys and times are made here
	}
	return c.Reveal()
}
