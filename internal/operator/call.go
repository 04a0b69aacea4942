package operator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	prefix = "/api/v1/operator"
	// requestTimeout bounds one request. An import of 2000 accounts hashes as
	// many passwords.
	requestTimeout = 3 * time.Minute
	// maxAnswer bounds what is read of an answer: 5000 accounts are about 1 MiB.
	maxAnswer = 16 << 20
	maxSaid   = 300 // runes of the portal's own words in an error
)

// call makes one request. ask is sent as JSON, or as it is where it is a csv;
// both it and answer may be nil.
func (c *Client) call(ctx context.Context, method, path string, ask, answer any) error {
	var body io.Reader
	kind := "application/json"
	switch ask := ask.(type) {
	case nil:
		kind = ""
	case csv:
		body, kind = ask.Reader, "text/csv; charset=utf-8"
	default:
		b, err := json.Marshal(ask)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+prefix+path, body)
	if err != nil {
		return ErrBadAddress
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.key.reveal())
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.lang != "" {
		req.Header.Set("Accept-Language", c.lang)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return c.unreachable(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return c.unreachable(ctx, err)
	}
	switch {
	case len(got) > maxAnswer:
		return ErrNotAPortal.With("address", c.base)
	case res.StatusCode >= 300:
		return c.refusal(res, got)
	case answer == nil:
		return nil
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return ErrNotAPortal.With("address", c.base) // the cause could quote a password
	}
	return nil
}

// csv is a body that is sent as it is.
type csv struct{ io.Reader }

func (c *Client) unreachable(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return errors.Join(ctx.Err(), ErrUnreachable.With("address", c.base))
	}
	return ErrUnreachable.With("address", c.base).Because(err)
}

func (c *Client) refusal(res *http.Response, body []byte) error {
	var got struct {
		Error struct{ Code, Message string }
	}
	if json.Unmarshal(body, &got) != nil || got.Error.Code == "" {
		return ErrNotAPortal.With("address", c.base)
	}
	switch {
	case res.StatusCode == http.StatusUnauthorized:
		return ErrKeyRefused
	case res.StatusCode == http.StatusTooManyRequests:
		n, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return ErrTooMany.With("wait", time.Duration(min(max(n, 1), 3600))*time.Second)
	case res.StatusCode == http.StatusNotFound && got.Error.Code == "not-found": // the address, not what it names
		return ErrNotAPortal.With("address", c.base)
	case res.StatusCode == http.StatusNotFound:
		return ErrNotFound
	}
	return ErrRefused.With("code", short(got.Error.Code)).Because(errors.New(short(got.Error.Message)))
}

// short bounds a text of the other side and takes out what moves a terminal's
// cursor.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > maxSaid {
		return string(r[:maxSaid])
	}
	return s
}

// seconds reads a number of seconds that the other side chose.
func seconds(n float64) time.Duration {
	const most = 1e9 // 31 years
	return time.Duration(min(max(n, -most), most) * float64(time.Second))
}
