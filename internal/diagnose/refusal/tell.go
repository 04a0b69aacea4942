package refusal

import (
	"math"
	"strconv"
	"strings"
	"time"

	"sandi/internal/diagnose"
)

// A match that is less sure than this, or as plausible as many a chance hit, is
// told with the chance.
const (
	doubtFrom   = 0.9
	doubtChance = 0.01
)

// findings tells the shares, likeliest first.
func (e *explaining) findings(total float64) (told []diagnose.Finding) {
	chance := e.chance()
	all := e.shares(total)
	doubted := farFetched(all[0], chance)
	for i, s := range all {
		// Beside a find that may be chance stands that there may be none.
		if len(told) == mostTold || i > 0 && !s.fact && s.probability < leastTold && !(doubted && s.cause == NoMatch) {
			if !doubted {
				break
			}
			continue
		}
		f := diagnose.Finding{Cause: s.cause, Confidence: e.confidence(s, chance), Evidence: map[string]any{}}
		title := "explain." + string(s.cause)
		if s.hit != nil {
			title += e.variant(s)
			e.evidence(&f, s)
		} else if s.flaw != "" {
			title += "." + strings.TrimPrefix(s.flaw, "code:")
			f.Args = e.lengths()
		}
		f.Title, f.Advice = title, e.advice(s, title)
		if !s.fact {
			f.Evidence["probability"] = round(s.probability, 4)
		}
		if s.hit != nil && (chance > doubtChance || s.hit.weight < doubtFrom*total) {
			f.Advice = append(f.Advice, "explain.by-chance.do")
			f.Args = append(f.Args, "chance", 100*chance)
		}
		if e.assumed(s) && s.cause != Valid {
			f.Advice = append(f.Advice, "explain.assumed.do")
		}
		told = append(told, f)
	}
	return told
}

// variant returns what is added to the key of a title, by what had to be
// changed or by what is known.
func (e *explaining) variant(s share) string {
	h := s.hit
	switch s.cause {
	case Valid, Expired, TooEarly:
		if h.job.period == 0 {
			return ".counter"
		}
		if s.cause != Valid && e.ownClock(h) {
			return ".clock"
		}
		if s.cause == Valid && e.assumed(s) {
			return ".assumed"
		}
	case ClockHoursOff:
		if h.offset < 0 {
			return ".slow"
		}
	case OtherEntry:
		if e.q.Entries[h.job.candidate].Retired {
			return ".retired"
		}
	case WrongDigits:
		if name, value, _ := strings.Cut(h.change(), "="); name == "type" {
			return "." + value
		}
	case KeyMisread, KeyAsHexOrText, MalformedCode:
		kind, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(h.change(), "key:"), "code:"), "=")
		kind, _, _ = strings.Cut(kind, ",")
		return "." + kind
	}
	return ""
}

// ownHours reports whether the code's distance comes from this computer's clock,
// measured to be whole hours off: that is told by its cause, which is no
// small error that the next synchronisation takes away.
func (e *explaining) ownHours(h *hit) bool {
	if !e.ownClock(h) {
		return false
	}
	const about = 2 * time.Minute
	o := e.q.Offset.Offset
	hours := o.Round(time.Hour)
	return hours != 0 && hours.Abs() <= reach && (o-hours).Abs() <= about
}

// ownClock reports whether the measured error of this computer's clock is where
// the code's distance comes from.
func (e *explaining) ownClock(h *hit) bool {
	if !e.known || e.q.Corrected {
		return false
	}
	o := e.q.Offset.Offset
	period := time.Duration(h.job.period) * time.Second
	away := time.Duration(h.offset) * period
	return o.Abs() > 2*time.Second && (o < 0) == (away < 0) && (o-away).Abs() <= period+period/2
}

func (e *explaining) advice(s share, title string) []string {
	switch s.cause {
	case Valid, Expired, TooEarly, OtherEntry:
		return []string{title + ".do"}
	case MalformedCode:
		if s.hit != nil {
			return []string{"explain.malformed-code.mistyped.do"}
		}
		return []string{"explain.malformed-code.do"}
	case KeyMisread:
		return []string{"explain.key-misread.do", "explain.edit-key.do"}
	case KeyAsHexOrText:
		return []string{"explain.key-as-hex-or-text.do", "explain.edit-key.do"}
	}
	return []string{"explain." + string(s.cause) + ".do"}
}

// evidence fills a finding's arguments and evidence from its hit. Both are free
// of the code and of the key.
func (e *explaining) evidence(f *diagnose.Finding, s share) {
	h := s.hit
	c := e.q.Entries[h.job.candidate]
	d := h.offset
	f.Evidence["step_offset"] = d
	if change := h.change(); change != "" {
		f.Evidence["change"] = change
		f.Args = append(f.Args, e.changed(h)...)
	}
	f.Args = append(f.Args, "name", c.Name, "past", e.q.Window.Past, "future", e.q.Window.Future)
	if s.cause == OtherEntry {
		f.Evidence["entry"] = c.ID
		f.Args = append(f.Args, "meant", e.meant())
	}
	p := h.job.period
	if p == 0 {
		f.Args = append(f.Args, "counters", max(d+1, -d-1))
		f.Evidence["counter_offset"] = d
		return
	}
	start, end := time.Unix(h.step*int64(p), 0), time.Unix((h.step+1)*int64(p), 0)
	by := time.Duration(d) * time.Duration(p) * time.Second
	switch s.cause {
	case Valid:
		_, until := e.accepts(h)
		f.Evidence["accepted_until"] = until.UTC().Format(time.RFC3339)
		f.Args = append(f.Args, "left", until.Sub(e.truth).Round(time.Second))
	case Expired:
		f.Evidence["age_seconds"] = round(e.truth.Sub(end).Seconds(), 3)
		f.Args = append(f.Args, "age", max(e.truth.Sub(end), 0).Round(time.Second), "by", by)
	case TooEarly:
		f.Evidence["early_seconds"] = round(start.Sub(e.truth).Seconds(), 3)
		f.Args = append(f.Args, "wait", max(start.Sub(e.truth), 0).Round(time.Second), "by", by)
	case ClockHoursOff:
		hours := int(math.Round(math.Abs((by + time.Duration(p)*time.Second/2 - e.into(p)).Hours())))
		f.Evidence["hours"] = hours
		if d < 0 {
			f.Evidence["hours"] = -hours
		}
		f.Args = append(f.Args, "n", hours)
	}
	if e.known {
		f.Evidence["clock_offset_seconds"] = round(e.q.Offset.Offset.Seconds(), 3)
		if s.cause == Expired || s.cause == TooEarly {
			f.Args = append(f.Args, "off", e.q.Offset.Offset.Abs())
		}
	}
}

// into returns how far the running step of a period had come.
func (e *explaining) into(period int) time.Duration {
	return e.truth.Sub(time.Unix(floor(e.truth.Unix(), int64(period))*int64(period), 0))
}

// changed returns the arguments that tell what had to be changed.
func (e *explaining) changed(h *hit) (args []any) {
	k := e.q.Entries[h.job.candidate].Key.WithDefaults()
	for part := range strings.SplitSeq(h.change(), ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "algorithm":
			args = append(args, "value", value, "was", string(k.Algorithm))
		case "digits":
			args = append(args, "value", value, "was", k.Digits)
		case "period":
			args = append(args, "value", value, "was", k.Period)
		default:
			args = append(args, "place", value)
			if n, err := strconv.Atoi(value); err == nil {
				args = append(args, "group", (n+3)/4, "then", n+1)
			}
		}
	}
	return args
}

// lengths returns the arguments about a text that is no code of the entry.
func (e *explaining) lengths() []any {
	want := ""
	for _, c := range e.q.Entries {
		if e.q.Which == "" || c.ID == e.q.Which {
			if digits := strconv.Itoa(c.Key.WithDefaults().Digits); want == "" {
				want = digits
			} else if !strings.Contains(want, digits) {
				want += "/" + digits
			}
		}
	}
	return []any{"digits", len(e.read.text), "want", want}
}

// meant returns the name of the entry that the code was meant for.
func (e *explaining) meant() string {
	for _, c := range e.q.Entries {
		if c.ID == e.q.Which {
			return c.Name
		}
	}
	return ""
}

func round(f float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	return math.Round(f*p) / p
}
