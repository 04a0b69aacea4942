package clock

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/beevik/ntp"
)

// Bounds of the exchanges with one time server.
const (
	ntpBudget   = 2500 * time.Millisecond // for all of them, name look-up included
	ntpPatience = 1100 * time.Millisecond // for one; a server within reach answers in 0.3 s from anywhere
	ntpPackets  = 4
	ntpPause    = 150 * time.Millisecond // between them
	ntpShort    = 20 * time.Millisecond  // an exchange so short that two are enough
)

// wander is how far two clocks may run apart within a measurement.
const wander = 2 * time.Millisecond

// moved is how far the wall clock may stray from the monotonic one during a
// measurement before the measurement is worthless.
const moved = 50 * time.Millisecond

// CheckHost reports whether a text can be the address of a time server.
func CheckHost(host string) error {
	if host == "" || len(host) > 300 || strings.ContainsAny(host, "/ \t\r\n@") {
		return ErrBadAddress.With("name", host)
	}
	return nil
}

type ntpSource struct {
	host  string
	clock Clock
}

// NTP returns a source that asks a time server, given as "host" or "host:port".
//
// The protocol is not authenticated: anybody on the way can forge an answer.
// So sandi shows the offset and never sets anything by it.
func NTP(host string, c Clock) Source { return ntpSource{host, c} }

func (s ntpSource) Kind() Kind   { return KindNTP }
func (s ntpSource) Name() string { return s.host }

func (s ntpSource) Measure(ctx context.Context) Reference {
	ref := Reference{Kind: KindNTP, Name: s.host}
	ref.Offset, ref.Uncertainty, ref.Err = s.ask(ctx)
	ref.At = s.clock.Now().Round(0)
	return ref
}

// ask sends a few requests and takes what all answers allow.
//
// The server read its clock at some moment between the sending of a request and
// the arrival of the answer, so each answer gives an interval in which the
// offset lies, however unequal the two ways are; and the truth lies in all of
// them. One answer that was held up widens nothing.
func (s ntpSource) ask(ctx context.Context) (offset, uncertainty time.Duration, err error) {
	if err := CheckHost(s.host); err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, ntpBudget)
	defer cancel()

	var all ntpAnswer
	var first Sample // where the clock stood when the answers that count began
	got := 0
	address, patience := s.host, ntpPatience
	for sent := 0; sent < ntpPackets && ctx.Err() == nil; sent++ {
		if got > 0 && !pause(ctx, ntpPause) {
			break
		}
		x, at, failure := s.exchange(ctx, address, patience)
		if failure != nil {
			err = failure
			// A server that limits how often it is asked has answered already.
			if got > 0 || errors.Is(failure, ErrNTPRefused) || errors.Is(failure, ErrBeyond) {
				break
			}
			continue
		}
		// A name may stand for many servers; the figures of one belong together.
		address, patience = at, min(ntpPatience, 100*time.Millisecond+3*x.rtt)
		if got > 0 && strayed(first, x.begun).Abs() > moved {
			got = 0 // what was measured before the clock was moved is worth nothing
		}
		if got++; got == 1 {
			all, first = x, x.begun
			continue
		}
		all.low, all.high = max(all.low, x.low-wander), min(all.high, x.high+wander)
		all.root, all.rtt = max(all.root, x.root), min(all.rtt, x.rtt)
		if all.low > all.high {
			return 0, 0, ErrInconsistent.With("name", s.host)
		}
		if all.rtt <= ntpShort {
			break
		}
	}
	if got == 0 {
		if err == nil {
			err = ErrNoAnswer.With("name", s.host).Because(ctx.Err())
		}
		return 0, 0, err
	}
	half := (all.high - all.low) / 2
	return all.low + half, max(half+all.root, time.Millisecond), nil
}

// ntpAnswer is what one exchange, or several, say.
type ntpAnswer struct {
	begun     Sample
	low, high time.Duration // bounds of the offset to this server
	rtt       time.Duration
	root      time.Duration // how far the server says that it may be wrong itself
}

// exchange sends one request, and returns the address that answered.
func (s ntpSource) exchange(ctx context.Context, address string, patience time.Duration) (x ntpAnswer, at string, err error) {
	var looks []Sample
	resp, err := ntp.QueryWithOptions(address, ntp.QueryOptions{
		Timeout: patience,
		Dialer: func(_, addr string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, "udp", addr)
			if err != nil {
				return nil, err
			}
			at = conn.RemoteAddr().String()
			// The exchange itself knows no context: closing ends it.
			context.AfterFunc(ctx, func() { conn.Close() })
			return conn, nil
		},
		GetSystemTime: func() time.Time {
			look := Take(s.clock)
			looks = append(looks, look)
			return look.Wall
		},
	})
	switch {
	case errors.Is(err, ntp.ErrInvalidProtocolVersion), errors.Is(err, ntp.ErrInvalidMode), errors.Is(err, ntp.ErrServerResponseMismatch),
		errors.Is(err, ntp.ErrInvalidTime), errors.Is(err, ntp.ErrInvalidTransmitTime), errors.Is(err, ntp.ErrServerTickedBackwards):
		return x, at, ErrNTPRefused.With("name", s.host).Because(err)
	case err != nil:
		return x, at, ErrNoAnswer.With("name", s.host).Because(err)
	}
	// Refuses stratum 0 (kiss of death) and 16, a leap indicator of "not
	// synchronised", and a server that has lost its own reference.
	if err := resp.Validate(); err != nil {
		return x, at, ErrNTPRefused.With("name", s.host).Because(err)
	}
	t := resp.Timestamps
	if strayed(looks[0], looks[len(looks)-1]).Abs() > moved {
		return x, at, ErrJumped.With("name", s.host)
	}
	if !fits(t.ClientXmit, t.ServerRecv) || !fits(t.ClientRecv, t.ServerXmit) {
		return x, at, ErrBeyond.With("name", s.host)
	}
	// NTP's own offset has the opposite sign. It cannot have arrived before it
	// was sent, nor can the server have held it for longer than the exchange
	// took: then one of its times is not one.
	x = ntpAnswer{
		begun: looks[0], low: t.ClientXmit.Sub(t.ServerRecv), high: t.ClientRecv.Sub(t.ServerXmit), rtt: resp.RTT,
		root: resp.RootDelay/2 + resp.RootDispersion + resp.Precision,
	}
	if t.ServerXmit.Before(t.ServerRecv) || x.low > x.high+wander {
		return x, at, ErrNTPRefused.With("name", s.host)
	}
	x.low = min(x.low, x.high)
	return x, at, nil
}

// fits reports whether the difference of two times is a time.Duration with room
// to spare. Sub would cut it off and give a figure that is none.
func fits(a, b time.Time) bool { return a.Sub(b).Abs() < 200*365*24*time.Hour }

// pause waits, and reports whether there is time left.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// strayed returns how far the wall clock moved between two looks beyond the
// time that passed.
func strayed(a, b Sample) time.Duration {
	return b.Wall.Sub(a.Wall) - (b.Mono - a.Mono)
}
