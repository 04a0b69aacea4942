package cmd

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/operator"
	"sandi/internal/portal"
)

var errKeyFile = fault.New("cmd.practice.key-file", "operator key file")

// remote says which portal a practice command is about: the one that runs
// here, or the one at an address.
type remote struct{ url, keyFile string }

func (r *remote) flags(c *cobra.Command) {
	c.Flags().StringVar(&r.url, "url", "", "cmd.practice.flag.url")
	c.Flags().StringVar(&r.keyFile, "operator-key-file", "", "cmd.practice.flag.operator-key-file")
}

// console is a portal's operator side, with the address that participants use.
type console struct {
	*operator.Client
	public string
}

// OpenClass opens a class whose link is for participants: at the public
// address, wherever this client reached the portal.
func (c console) OpenClass(ctx context.Context, class operator.Class) (operator.OpenedClass, error) {
	opened, err := c.Client.OpenClass(ctx, class)
	if rest, ok := strings.CutPrefix(opened.URL, c.Address()); ok && err == nil {
		opened.URL = c.public + rest
	}
	return opened, err
}

// console finds the portal that the flags mean.
func (a *app) console(r remote) (console, error) {
	if r.url != "" {
		return a.consoleAt(r)
	}
	if r.keyFile != "" {
		return console{}, wrongly(errFlagNeeds.With("flag", "--url"))
	}
	found, err := a.findRunning()
	if err != nil {
		return console{}, err
	}
	if len(found) == 0 {
		return console{}, errNoneRunning
	}
	if len(found) > 1 {
		addresses := make([]string, len(found))
		for i, f := range found {
			addresses[i] = f.URL
		}
		return console{}, wrongly(errManyRunning.With("addresses", strings.Join(addresses, ", ")))
	}
	return a.newConsole(found[0].URL, found[0].Public, found[0].Key)
}

// consoleAt takes the address from --url. Without a key file the portal must be
// one that this user runs here.
func (a *app) consoleAt(r remote) (console, error) {
	base := strings.TrimRight(strings.TrimSpace(r.url), "/")
	if r.keyFile == "" {
		found, err := a.findRunning()
		if err != nil {
			return console{}, err
		}
		for _, f := range found {
			if base == f.URL || base == f.Public {
				return a.newConsole(f.URL, f.Public, f.Key)
			}
		}
		return console{}, wrongly(errFlagNeeds.With("flag", "--operator-key-file"))
	}
	key, err := a.keyFromFile(r.keyFile)
	if err != nil {
		return console{}, err
	}
	return a.newConsole(base, base, key)
}

// keyFromFile reads an operator key: the first line of a file, or the file that
// a running portal left.
func (a *app) keyFromFile(name string) (string, error) {
	if n, err := readNote(name); err == nil && n.Key != "" {
		return n.Key, nil
	}
	line, err := a.secretLine(name, errKeyFile)
	if err != nil {
		return "", err
	}
	defer clear(line)
	return string(line), nil
}

// secretLine reads the first line of a file that holds a secret. as says what
// the file is for, where it cannot be read.
func (a *app) secretLine(name string, as *fault.Error) ([]byte, error) {
	line, err := a.passwordFromFile(name)
	if err == nil {
		return line, nil
	}
	if f := fault.Of(err); f != nil && f.Unwrap() != nil {
		err = f.Unwrap()
	}
	return nil, as.With("file", name).Because(err)
}

func (a *app) newConsole(base, public, text string) (console, error) {
	key, err := operator.ParseKey(text)
	if err != nil {
		return console{}, err
	}
	c, err := operator.New(base, key, operatorHTTP(base))
	if err != nil {
		return console{}, wrongly(err)
	}
	return console{c.Speaking(string(a.l.Lang())), public}, nil
}

// operatorHTTP goes to this computer without a proxy: it would get the key.
func operatorHTTP(base string) *http.Client {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 2}
	if u, err := url.Parse(base); err == nil {
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
			t.Proxy = nil
		}
	}
	return &http.Client{Transport: t}
}

// told gives an operator's error its exit code.
func told(err error) error {
	if errors.Is(err, operator.ErrKeyRefused) || errors.Is(err, operator.ErrTooMany) {
		return classed(err, errRefused)
	}
	return err
}

// scenarioNames checks scenario names as they were typed, before a portal is
// asked.
func scenarioNames(typed []string) ([]string, error) {
	_, names, err := portal.ParseScenarios(typed)
	if err != nil {
		return nil, wrongly(err)
	}
	return names, nil
}

// asOperator wraps the work of a practice command: it finds the portal and
// gives errors their exit codes.
func (a *app) asOperator(r *remote, work func(c *cobra.Command, args []string, portal console) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		portal, err := a.console(*r)
		if err != nil {
			return err
		}
		return told(work(c, args, portal))
	}
}

// oneAccount finds the account that a user id means, in one role or in both.
func oneAccount(ctx context.Context, p console, user, role string) (operator.Account, error) {
	all, err := p.Accounts(ctx)
	if err != nil {
		return operator.Account{}, err
	}
	var found []operator.Account
	for _, a := range all {
		if a.User == user && (role == "" || a.Role == role) {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 0:
		return operator.Account{}, errNoAccount.With("user", user)
	case 1:
		return found[0], nil
	}
	return operator.Account{}, errTwoRoles.With("user", user)
}

// The errors of naming an account. They count as entries that do not exist, or
// of which there are several.
var (
	errNoAccount = fault.New("cmd.practice.no-account", "no such account")
	errTwoRoles  = fault.New("cmd.practice.two-roles", "both roles have this user id")
)
