package cmd

import (
	"runtime"
	"strconv"
	"sync"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
	"sandi/vault"
)

// reading is one entry's code at an instant, and the one after it.
type reading struct {
	entry      *vault.Entry
	key        otp.Key // with its defaults filled in
	code, next otp.Code
	previous   otp.Code // only where it was asked for
	err        error
}

// read computes the codes of all entries at an instant. It uses every CPU when
// there is work for them.
func read(entries []vault.Entry, at time.Time) []reading {
	readings := make([]reading, len(entries))
	const chunk = 512
	if len(entries) <= chunk {
		readChunk(readings, entries, at)
		return readings
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for from := 0; from < len(entries); from += chunk {
		to := min(from+chunk, len(entries))
		slots <- struct{}{}
		wg.Go(func() {
			readChunk(readings[from:to], entries[from:to], at)
			<-slots
		})
	}
	wg.Wait()
	return readings
}

func readChunk(readings []reading, entries []vault.Entry, at time.Time) {
	for i := range entries {
		e, r := &entries[i], &readings[i]
		r.entry, r.key = e, e.Key.WithDefaults()
		if e.Status == vault.Quarantined {
			r.err = vault.ErrQuarantined.With("id", e.ID).Because(e.Cause)
			continue
		}
		if r.key.Type == otp.HOTP {
			if r.code, r.err = r.key.CodeForCounter(r.key.Counter); r.err == nil {
				r.next, r.err = r.key.CodeForCounter(r.key.Counter + 1)
			}
			continue
		}
		step := r.key.Step(at)
		if r.code, r.err = r.key.CodeFor(step); r.err == nil {
			r.next, r.err = r.key.CodeFor(step + 1)
		}
	}
}

// reckoning is the clock that codes are computed with.
type reckoning struct {
	clock clock.Clock
	// by is the measurement that corrects the clock, nil if it is not corrected.
	by *clock.Reference
}

// writeCodes writes the JSON document of `code`. It is encoded by hand because
// thousands of entries are read on every run of a script, and their times are
// the same text over and over.
func (a *app) writeCodes(readings []reading, at time.Time, by *clock.Reference) error {
	const flush = 32 << 10
	b := make([]byte, 0, flush+4<<10)
	clockObject := string(appendClock(nil, by, a.simulation.by))
	times := map[int]string{}
	b = append(b, '[')
	for i, r := range readings {
		if i > 0 {
			b = append(b, ",\n "...)
		}
		if len(b) > flush {
			if _, err := a.sys.Out.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
		b = append(b, `{"id":`...)
		b = appendString(b, r.entry.ID)
		b = append(b, `,"issuer":`...)
		b = appendString(b, r.key.Issuer)
		b = append(b, `,"account":`...)
		b = appendString(b, r.key.Account)
		b = append(b, `,"type":`...)
		b = appendString(b, string(r.key.Type))
		b = append(b, `,"code":`...)
		b = appendString(b, r.code.Reveal())
		b = append(b, `,"next_code":`...)
		b = appendString(b, r.next.Reveal())
		if !r.previous.IsZero() {
			b = append(b, `,"previous_code":`...)
			b = appendString(b, r.previous.Reveal())
		}
		if r.key.Type == otp.HOTP {
			b = append(b, `,"digits":`...)
			b = strconv.AppendInt(b, int64(r.key.Digits), 10)
			b = append(b, `,"counter":`...)
			b = strconv.AppendUint(b, r.key.Counter, 10)
		} else {
			b = append(b, `,"period":`...)
			b = strconv.AppendInt(b, int64(r.key.Period), 10)
			b = append(b, `,"digits":`...)
			b = strconv.AppendInt(b, int64(r.key.Digits), 10)
			text, ok := times[r.key.Period]
			if !ok {
				text = string(appendTimes(nil, r.key, at))
				times[r.key.Period] = text
			}
			b = append(b, text...)
		}
		b = append(b, clockObject...)
		b = append(b, '}')
	}
	_, err := a.sys.Out.Write(append(b, "]\n"...))
	return err
}

func appendTimes(b []byte, k otp.Key, at time.Time) []byte {
	step := k.Step(at)
	b = append(b, `,"valid_from":`...)
	b = appendString(b, stamp(k.Start(step)))
	b = append(b, `,"valid_until":`...)
	b = appendString(b, stamp(k.End(step)))
	b = append(b, `,"remaining_seconds":`...)
	return appendSeconds(b, k.Remaining(at))
}

func appendClock(b []byte, by *clock.Reference, simulated time.Duration) []byte {
	if by == nil {
		b = append(b, `,"clock":{"corrected":false,"offset_seconds":null,"uncertainty_seconds":null,"source":null,"measured_at":null`...)
		return append(appendSimulated(b, simulated), '}')
	}
	b = append(b, `,"clock":{"corrected":true,"offset_seconds":`...)
	b = appendSeconds(b, by.Offset)
	b = append(b, `,"uncertainty_seconds":`...)
	b = appendSeconds(b, by.Uncertainty)
	b = append(b, `,"source":`...)
	b = appendString(b, string(by.Kind)+" "+by.Name)
	b = append(b, `,"measured_at":`...)
	b = appendString(b, stamp(by.At))
	return append(appendSimulated(b, simulated), '}')
}

// appendSimulated marks codes of a simulated clock.
func appendSimulated(b []byte, by time.Duration) []byte {
	if by == 0 {
		return b
	}
	return appendSeconds(append(b, `,"simulated_offset_seconds":`...), by)
}

// appendSeconds writes a duration in seconds, to the millisecond.
func appendSeconds(b []byte, d time.Duration) []byte {
	return strconv.AppendFloat(b, d.Round(time.Millisecond).Seconds(), 'f', -1, 64)
}
