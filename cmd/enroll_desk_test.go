package cmd_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/clock"
	practiced "sandi/internal/portal"
	"sandi/internal/portal/api"
	"sandi/internal/terminal"
	"sandi/vault"
)

// desk is a person's computer: a home, and the sandi on it.
type desk struct {
	t        *testing.T
	dir      string // the vault
	password string // the file with its password
	sys      cmd.System
	out, err bytes.Buffer
}

// cheap makes the embedded portal quick: its hashes and its barcode.
var cheap = practiced.Options{HashCost: practiced.HashCost{Passes: 1, MemoryKiB: 64, Threads: 1}, BarcodeDelay: 20 * time.Millisecond}

func newDesk(t *testing.T) *desk {
	t.Helper()
	home := t.TempDir()
	d := &desk{t: t, dir: filepath.Join(home, "vault"), password: filepath.Join(home, "password")}
	if err := os.WriteFile(d.password, []byte("rahasia brankas\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.sys = cmd.NewSystem()
	d.sys.Clock = earlyInAStep()
	d.sys.TTY = func() (*terminal.Terminal, error) { return nil, terminal.ErrNoTerminal }
	d.sys.Getenv = func(name string) string {
		return map[string]string{"SANDI_LANG": "en", "SANDI_VAULT": d.dir, "SANDI_PASSWORD_FILE": d.password, "TERM": "dumb"}[name]
	}
	d.sys.Interruptible = func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithCancel(ctx) }
	d.sys.Vault.WorkFactor = 10
	d.sys.Portal = cheap
	return d
}

// run types input at sandi and returns the exit code.
func (d *desk) run(input string, args ...string) int {
	d.t.Helper()
	d.out.Reset()
	d.err.Reset()
	d.sys.In, d.sys.Out, d.sys.Err = strings.NewReader(input), &d.out, &d.err
	return cmd.Main(args, d.sys)
}

// entries opens the vault.
func (d *desk) entries() []vault.Entry {
	d.t.Helper()
	v, err := vault.Open(d.dir, []byte("rahasia brankas"), d.sys.Vault)
	if err != nil {
		d.t.Fatal(err)
	}
	defer v.Close()
	return v.Entries()
}

// statuses counts the entries by status.
func (d *desk) statuses() map[vault.Status]int {
	d.t.Helper()
	n := map[vault.Status]int{}
	for _, e := range d.entries() {
		n[e.Status]++
	}
	return n
}

func (d *desk) data() bool {
	_, err := os.Stat(filepath.Join(d.dir, "practice", "portal.db"))
	return err == nil
}

// document is the shape that scripts rely on.
type document struct {
	Service, Address, Role, User, State, Message string
	Entry                                        struct{ ID, Issuer, Account, Status string }
	Steps                                        []struct {
		State string
		At    time.Time
	}
	Clock struct {
		Corrected bool
		Offset    *float64   `json:"offset_seconds"`
		At        *time.Time `json:"measured_at"`
	}
	Scenarios []string
	Problems  []struct{ At, Stage, Code, Text string }
	Helpdesk  bool
}

func (d *desk) document() (doc document) {
	d.t.Helper()
	dec := json.NewDecoder(&d.out)
	if err := dec.Decode(&doc); err != nil {
		d.t.Fatalf("no document: %v\n%s", err, d.err.String())
	}
	if dec.More() {
		d.t.Error("more than one document")
	}
	return doc
}

// earlyInAStep is a running clock that has just begun a step. In a step's last
// seconds the wizard rightly sends nothing, which is not what these tests ask.
func earlyInAStep() clock.Clock {
	const period = 30 * time.Second
	now := time.Now()
	return clock.Shifted{Base: clock.System{}, By: now.Truncate(period).Add(period + time.Second).Sub(now)}
}

// outside is a practice portal of somebody else, by the same clock.
func outside(t *testing.T, d *desk) (address, user string) {
	t.Helper()
	o := cheap
	o.Clock, o.Demo = d.sys.Clock, true
	p, err := practiced.New(o)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := p.DemoAccounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Handler(p, api.Options{}))
	t.Cleanup(server.Close)
	if err := os.WriteFile(d.dir+".service", []byte(accounts[0].Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return server.URL, accounts[0].User
}
