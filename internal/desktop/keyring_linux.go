package desktop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/godbus/dbus/v5"
)

// The Secret Service (specifications.freedesktop.org/secret-service), which GNOME
// Keyring, KWallet and KeePassXC offer.
const (
	secrets           = "org.freedesktop.secrets"
	secretsPath       = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsService    = "org.freedesktop.Secret.Service"
	secretsCollection = "org.freedesktop.Secret.Collection"
	secretsItem       = "org.freedesktop.Secret.Item"
	secretsPrompt     = "org.freedesktop.Secret.Prompt"
	noObject          = dbus.ObjectPath("/")
)

// secretService asks it. It connects to a bus that is there: the library would
// start one where there is none, which nobody would ever end.
type secretService struct{ getenv func(string) string }

func systemKeyring(getenv func(string) string) Keyring { return secretService{getenv} }

// busAddress returns where the session's bus listens, or "".
func busAddress(getenv func(string) string) string {
	if address := getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		if strings.HasPrefix(address, "autolaunch:") {
			return ""
		}
		return address
	}
	dir := getenv("XDG_RUNTIME_DIR")
	if !filepath.IsAbs(dir) {
		return ""
	}
	path := filepath.Join(dir, "bus")
	if info, err := os.Stat(path); err != nil || info.Mode().Type() != os.ModeSocket {
		return ""
	}
	return "unix:path=" + dbus.EscapeBusAddressValue(path)
}

// secret is a secret as the service hands it over.
type secret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// conversation is one connection to the service.
type conversation struct {
	ctx     context.Context
	conn    *dbus.Conn
	session dbus.ObjectPath
}

func (s secretService) begin(ctx context.Context) (*conversation, error) {
	address := busAddress(s.getenv)
	if address == "" {
		return nil, ErrNoKeyring
	}
	// Not with ctx: the connection has to outlive it by one message (prompt).
	conn, err := dbus.Connect(address)
	if err != nil {
		return nil, ErrNoKeyring.Because(err)
	}
	return &conversation{ctx: ctx, conn: conn}, nil
}

func (c *conversation) end() { _ = c.conn.Close() }

func (c *conversation) call(path dbus.ObjectPath, method string, args ...any) *dbus.Call {
	return c.conn.Object(secrets, path).CallWithContext(c.ctx, method, 0, args...)
}

// open starts a session in which secrets cross the bus as they are: the bus is
// the user's own, and whoever could listen there could ask for them as well.
func (c *conversation) open() error {
	if c.session != "" {
		return nil
	}
	var ignored dbus.Variant
	err := c.call(secretsPath, secretsService+".OpenSession", "plain", dbus.MakeVariant("")).Store(&ignored, &c.session)
	return failed(err)
}

// failed says that a call did not work. What the service writes may name paths,
// and never holds a secret.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return ErrNoKeyring.Because(err)
}

// attributes are the ones by which go-keyring and others find a secret.
func attributes(account string) map[string]string {
	return map[string]string{"service": keyringService, "username": account}
}

// find returns the items under an account. It asks nothing of the user.
func (c *conversation) find(account string) (open, locked []dbus.ObjectPath, err error) {
	err = c.call(secretsPath, secretsService+".SearchItems", attributes(account)).Store(&open, &locked)
	return open, locked, failed(err)
}

// unlock has the service ask the user, if it has to.
func (c *conversation) unlock(path dbus.ObjectPath) error {
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := c.call(secretsPath, secretsService+".Unlock", []dbus.ObjectPath{path}).Store(&unlocked, &prompt); err != nil {
		return failed(err)
	}
	return c.prompt(prompt)
}

// prompt shows the service's question and waits for its end. When the time is
// over the question is taken back, so that it does not stay on the screen.
func (c *conversation) prompt(path dbus.ObjectPath) error {
	if path == noObject || path == "" {
		return nil
	}
	// The answer may come before the call returns, so the subscription is first.
	if err := c.conn.AddMatchSignalContext(c.ctx, dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(secretsPrompt)); err != nil {
		return failed(err)
	}
	signals := make(chan *dbus.Signal, 4)
	c.conn.Signal(signals)
	defer c.conn.RemoveSignal(signals)
	if err := c.call(path, secretsPrompt+".Prompt", "").Err; err != nil {
		return failed(err)
	}
	for {
		select {
		case sig, ok := <-signals:
			if !ok {
				return ErrNoKeyring
			}
			if sig.Path != path || sig.Name != secretsPrompt+".Completed" || len(sig.Body) == 0 {
				continue
			}
			if dismissed, _ := sig.Body[0].(bool); dismissed {
				return ErrKeyringRefused
			}
			return nil
		case <-c.ctx.Done():
			c.conn.Object(secrets, path).Go(secretsPrompt+".Dismiss", dbus.FlagNoReplyExpected, nil)
			return c.ctx.Err()
		}
	}
}

func (s secretService) Get(ctx context.Context, account string) ([]byte, error) {
	c, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer c.end()
	open, locked, err := c.find(account)
	if err != nil {
		return nil, err
	}
	if len(open) == 0 {
		if len(locked) == 0 {
			return nil, ErrKeyringEmpty
		}
		if err := c.unlock(locked[0]); err != nil {
			return nil, err
		}
		open = locked
	}
	if err := c.open(); err != nil {
		return nil, err
	}
	var found secret
	if err := c.call(open[0], secretsItem+".GetSecret", c.session).Store(&found); err != nil {
		return nil, failed(err)
	}
	return found.Value, nil
}

func (s secretService) Set(ctx context.Context, account string, value []byte) error {
	c, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer c.end()
	// The collection that the user unlocks by logging in.
	var collection dbus.ObjectPath
	if err := c.call(secretsPath, secretsService+".ReadAlias", "default").Store(&collection); err != nil {
		return failed(err)
	}
	if collection == noObject {
		return ErrNoKeyring.Because(errNoCollection)
	}
	if err := c.unlock(collection); err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	properties := map[string]dbus.Variant{
		secretsItem + ".Label":      dbus.MakeVariant(keyringService),
		secretsItem + ".Attributes": dbus.MakeVariant(attributes(account)),
	}
	var item, prompt dbus.ObjectPath
	err = c.call(collection, secretsCollection+".CreateItem", properties,
		secret{c.session, []byte{}, value, "text/plain; charset=utf8"}, true).Store(&item, &prompt)
	if err != nil {
		return failed(err)
	}
	return c.prompt(prompt)
}

var errNoCollection = errors.New("the keyring has no default collection")

func (s secretService) Delete(ctx context.Context, account string) error {
	c, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer c.end()
	open, locked, err := c.find(account)
	if err != nil {
		return err
	}
	for _, item := range locked {
		if err := c.unlock(item); err != nil {
			return err
		}
	}
	for _, item := range append(open, locked...) {
		var prompt dbus.ObjectPath
		if err := c.call(item, secretsItem+".Delete").Store(&prompt); err != nil {
			return failed(err)
		}
		if err := c.prompt(prompt); err != nil {
			return err
		}
	}
	return nil
}
