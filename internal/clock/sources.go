package clock

import (
	"context"
	"net/http"
)

// NTP returns a source that asks a time server: "host" or "host:port".
func NTP(host string, c Clock) Source { return stub{KindNTP, host} }

// HTTPDate returns a source that measures by the Date header of a web server.
// A nil client stands for one of its own.
func HTTPDate(url string, client *http.Client, c Clock) Source { return stub{KindHTTP, url} }

// DefaultSources returns the sources that are asked when the user names none.
func DefaultSources(c Clock) []Source { return nil }

type stub struct {
	kind Kind
	name string
}

func (s stub) Kind() Kind   { return s.kind }
func (s stub) Name() string { return s.name }
func (s stub) Measure(context.Context) Reference {
	return Reference{Kind: s.kind, Name: s.name, Err: context.Canceled}
}
