package desktop

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"strings"

	"github.com/godbus/dbus/v5"
)

// portal asks the desktop's portal (org.freedesktop.portal.Screenshot) for a
// picture of the screen. The desktop asks the user, and leaves the picture in a
// file, which is removed.
func (s screen) portal(ctx context.Context) ([]Picture, error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	address := s.o.Getenv("DBUS_SESSION_BUS_ADDRESS")
	if address == "" {
		return nil, ErrNoScreen
	}
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return nil, ErrNoScreen.Because(err)
	}
	defer func() { _ = conn.Close() }()
	token, err := token()
	if err != nil {
		return nil, err
	}
	// The answer may come before the call returns, so the subscription is
	// first. Its path follows from the connection's name and the token.
	sender := strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_")
	answer := dbus.ObjectPath("/org/freedesktop/portal/desktop/request/" + sender + "/" + token)
	if err := conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(answer), dbus.WithMatchInterface("org.freedesktop.portal.Request")); err != nil {
		return nil, ErrScreenFailed.Because(err)
	}
	signals := make(chan *dbus.Signal, 4)
	conn.Signal(signals)
	call := conn.Object("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop").CallWithContext(
		ctx, "org.freedesktop.portal.Screenshot.Screenshot", 0, "",
		map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token), "interactive": dbus.MakeVariant(false)})
	if call.Err != nil {
		return nil, ErrNoScreen.Because(call.Err)
	}
	for {
		select {
		case sig, ok := <-signals:
			if !ok {
				return nil, ErrScreenFailed
			}
			if sig.Path == answer && sig.Name == "org.freedesktop.portal.Request.Response" {
				return fromPortal(sig.Body)
			}
		case <-ctx.Done():
			return nil, ErrScreenFailed.Because(ctx.Err())
		}
	}
}

// fromPortal reads the portal's answer: 0 and the file's address, or why not.
func fromPortal(body []any) ([]Picture, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return nil, ErrScreenFailed.Because(err)
	}
	if code != 0 {
		return nil, ErrScreenRefused
	}
	address, _ := results["uri"].Value().(string)
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" {
		return nil, ErrScreenFailed
	}
	defer func() { _ = os.Remove(u.Path) }()
	b, err := readPicture(u.Path)
	if err != nil {
		return nil, ErrScreenFailed.Because(err)
	}
	return []Picture{{Encoded: b}}, nil
}

func token() (string, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "", err
	}
	return "sandi" + hex.EncodeToString(b[:]), nil
}
