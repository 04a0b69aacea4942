package clock

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/beevik/ntp"
)

// ntpTimeout bounds one exchange with a time server, name look-up included. A
// server that is reachable answers within 0.3 s from anywhere.
const ntpTimeout = 2500 * time.Millisecond

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

func (s ntpSource) ask(ctx context.Context) (offset, uncertainty time.Duration, err error) {
	if err := CheckHost(s.host); err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, ntpTimeout)
	defer cancel()

	var looks []Sample
	resp, err := ntp.QueryWithOptions(s.host, ntp.QueryOptions{
		Timeout: ntpTimeout,
		Dialer: func(_, addr string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, "udp", addr)
			if err != nil {
				return nil, err
			}
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
		return 0, 0, ErrNTPRefused.With("name", s.host).Because(err)
	case err != nil:
		return 0, 0, ErrNoAnswer.With("name", s.host).Because(err)
	}
	// Refuses stratum 0 (kiss of death) and 16, a leap indicator of "not
	// synchronised", and a server that has lost its own reference.
	if err := resp.Validate(); err != nil {
		return 0, 0, ErrNTPRefused.With("name", s.host).Because(err)
	}
	if len(looks) > 1 && strayed(looks[0], looks[len(looks)-1]).Abs() > moved {
		return 0, 0, ErrJumped.With("name", s.host)
	}

	// The halves are taken before the sum: a clock that is centuries off must
	// not overflow. NTP's own offset has the opposite sign.
	t := resp.Timestamps
	offset = t.ClientXmit.Sub(t.ServerRecv)/2 + t.ClientRecv.Sub(t.ServerXmit)/2
	uncertainty = max(resp.RootDistance+resp.Precision, time.Millisecond)
	return offset, uncertainty, nil
}

// strayed returns how far the wall clock moved between two looks beyond the
// time that passed.
func strayed(a, b Sample) time.Duration {
	return b.Wall.Sub(a.Wall) - (b.Mono - a.Mono)
}
