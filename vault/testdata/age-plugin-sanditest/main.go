// Age-plugin-sanditest is an age plugin for tests that needs no hardware. Its
// recipients and its identities hold the same 17 bytes: how it behaves, and a
// key. It protects nothing.
package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"os"
	"time"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

const (
	plain  = iota
	pin    // asks for 1234
	absent // the device is not connected
	stuck  // waits for a touch that never comes
)

type device struct {
	p    *plugin.Plugin
	data []byte
}

func (d device) pad() []byte {
	sum := sha256.Sum256(d.data)
	return sum[:16]
}

func (d device) apply(key []byte) []byte {
	out := bytes.Clone(key)
	for i, b := range d.pad() {
		out[i] ^= b
	}
	return out
}

func (d device) Wrap(key []byte) ([]*age.Stanza, error) {
	if d.data[0] == absent {
		return nil, errors.New("no device is connected")
	}
	return []*age.Stanza{{Type: "sanditest", Body: d.apply(key)}}, nil
}

func (d device) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	switch d.data[0] {
	case pin:
		_ = d.p.DisplayMessage("the light blinks")
		value, err := d.p.RequestValue("PIN of the test device", true)
		if err != nil {
			return nil, err
		}
		if value != "1234" {
			return nil, errors.New("wrong PIN")
		}
	case stuck:
		time.Sleep(time.Minute)
	case absent:
		return nil, errors.New("no device is connected")
	}
	for _, s := range stanzas {
		if s.Type == "sanditest" && len(s.Body) == 16 {
			return d.apply(s.Body), nil
		}
	}
	return nil, age.ErrIncorrectIdentity
}

func main() {
	p, err := plugin.New("sanditest")
	if err != nil {
		panic(err)
	}
	p.RegisterFlags(nil)
	parse := func(data []byte) (device, error) {
		if len(data) != 17 {
			return device{}, errors.New("17 bytes expected")
		}
		return device{p, data}, nil
	}
	p.HandleRecipient(func(data []byte) (age.Recipient, error) { return parse(data) })
	p.HandleIdentityAsRecipient(func(data []byte) (age.Recipient, error) { return parse(data) })
	p.HandleIdentity(func(data []byte) (age.Identity, error) { return parse(data) })
	flag.Parse()
	os.Exit(p.Main())
}
