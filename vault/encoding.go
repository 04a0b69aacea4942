package vault

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sandi/internal/otp"
)

// wire is an entry as it is written. docs/VAULT-FORMAT.md describes it.
type wire struct {
	ID        string         `json:"id"`
	Type      otp.Type       `json:"type"`
	Issuer    string         `json:"issuer,omitzero"`
	Account   string         `json:"account,omitzero"`
	Secret    string         `json:"secret"`
	Algorithm otp.Algorithm  `json:"algorithm"`
	Digits    int            `json:"digits"`
	Period    int            `json:"period,omitzero"`
	Counter   uint64         `json:"counter,omitzero"`
	Status    Status         `json:"status"`
	Tags      []string       `json:"tags,omitempty"`
	Favorite  bool           `json:"favorite,omitzero"`
	Note      string         `json:"note,omitzero"`
	Created   time.Time      `json:"created,omitzero"`
	Modified  time.Time      `json:"modified,omitzero"`
	SpentStep otp.Step       `json:"spent_step,omitzero"`
	Enrolment *wireEnrolment `json:"enrolment,omitzero"`
}

type wireEnrolment struct {
	Service  string `json:"service,omitzero"`
	Address  string `json:"address,omitzero"`
	Role     string `json:"role,omitzero"`
	User     string `json:"user,omitzero"`
	State    string `json:"state,omitzero"`
	Practice bool   `json:"practice,omitzero"`
}

// fields says where each known member of an entry goes.
func (w *wire) fields() map[string]any {
	return map[string]any{
		"id": &w.ID, "type": &w.Type, "issuer": &w.Issuer, "account": &w.Account, "secret": &w.Secret,
		"algorithm": &w.Algorithm, "digits": &w.Digits, "period": &w.Period, "counter": &w.Counter,
		"status": &w.Status, "tags": &w.Tags, "favorite": &w.Favorite, "note": &w.Note,
		"created": &w.Created, "modified": &w.Modified, "spent_step": &w.SpentStep, "enrolment": &w.Enrolment,
	}
}

func (w *wireEnrolment) fields() map[string]any {
	return map[string]any{
		"service": &w.Service, "address": &w.Address, "role": &w.Role, "user": &w.User,
		"state": &w.State, "practice": &w.Practice,
	}
}

// decode reads an entry. What does not validate comes back in quarantine, with
// as much of it as can be read.
func decode(raw []byte) Entry {
	var w wire
	if !quick(raw, &w) {
		w = wire{}
		if err := json.Unmarshal(raw, &w); err != nil {
			return salvage(raw, err)
		}
	}
	e, err := w.entry()
	if err != nil {
		quarantine(&e, err)
	}
	return e
}

// salvage reads each member on its own and leaves out those that fail.
func salvage(raw []byte, cause error) Entry {
	var w wire
	fields := w.fields()
	err := members(raw, func(name string, value []byte) error {
		if field, ok := fields[name]; ok {
			// A failure is what brought us here.
			_ = json.Unmarshal(value, field, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		}
		return nil
	})
	e, _ := w.entry()
	if err != nil {
		quarantine(&e, errNotAnObject)
	} else {
		quarantine(&e, errBadField.With("field", fieldOf(cause)))
	}
	return e
}

// fieldOf names the member that an error of the JSON package is about. The
// error itself may quote the member's value, which may be a key.
func fieldOf(err error) string {
	pointer := jsontext.Pointer("")
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		pointer = s.JSONPointer
	} else if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		pointer = s.JSONPointer
	}
	for name := range pointer.Tokens() {
		if _, known := new(wire).fields()[name]; known {
			return name
		}
		break
	}
	return "?"
}

func quarantine(e *Entry, cause error) {
	e.Status, e.Cause, e.Problem = Quarantined, cause, cause.Error()
}

var secretEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// entry converts and validates. With an error it returns what there is.
func (w *wire) entry() (Entry, error) {
	e := Entry{
		ID:     w.ID,
		Status: w.Status,
		Key: otp.Key{
			Type: w.Type, Issuer: w.Issuer, Account: w.Account, Algorithm: w.Algorithm,
			Digits: w.Digits, Period: w.Period, Counter: w.Counter,
		},
		Tags: w.Tags, Favorite: w.Favorite, Note: w.Note,
		Created: w.Created, Modified: w.Modified, SpentStep: w.SpentStep,
	}
	if w.Enrolment != nil {
		enrolment := Enrolment(*w.Enrolment)
		e.Enrolment = &enrolment
	}
	secret, err := secretEncoding.DecodeString(w.Secret)
	if err != nil {
		// The decoder's error tells too little, otp's tells a part of the key.
		return e, errBadSecret
	}
	e.Key.Secret = otp.NewSecret(secret)
	clear(secret)
	return e, check(e)
}

// check reports the first thing that is wrong with an entry which has all its
// fields set.
func check(e Entry) error {
	switch e.Status {
	case Active, Pending, Retired:
	default:
		return errBadStatus
	}
	// Nothing is left to defaults: a key that another program reads with other
	// defaults makes codes that the service refuses.
	switch {
	case e.Key.Type == "":
		return otp.ErrType.With("type", "?")
	case e.Key.Algorithm == "":
		return otp.ErrAlgorithm.With("name", "?")
	case e.Key.Digits == 0:
		return errBadField.With("field", "digits")
	case e.Key.Period == 0 && e.Key.Type != otp.HOTP:
		return errBadField.With("field", "period")
	}
	return e.Key.Validate()
}

// encode writes an entry. Members of old that are unknown here are kept.
func encode(e Entry, old []byte) ([]byte, error) {
	secret := e.Key.Secret.Bytes()
	defer clear(secret)
	w := wire{
		ID: e.ID, Type: e.Key.Type, Issuer: e.Key.Issuer, Account: e.Key.Account,
		Secret:    secretEncoding.EncodeToString(secret),
		Algorithm: e.Key.Algorithm, Digits: e.Key.Digits, Period: e.Key.Period, Counter: e.Key.Counter,
		Status: e.Status, Tags: e.Tags, Favorite: e.Favorite, Note: e.Note,
		Created: e.Created, Modified: e.Modified, SpentStep: e.SpentStep,
	}
	if e.Enrolment != nil {
		enrolment := wireEnrolment(*e.Enrolment)
		w.Enrolment = &enrolment
	}
	text, err := json.Marshal(&w)
	if err != nil {
		return nil, errBadField.With("field", fieldOf(err))
	}
	if old == nil {
		return text, nil
	}
	kept, oldEnrolment := unknown(old, w.fields(), "enrolment")
	if w.Enrolment != nil && oldEnrolment != nil {
		inner, _ := unknown(oldEnrolment, w.Enrolment.fields(), "")
		if len(inner) > 0 {
			// enrolment is the last member, so two braces end the text.
			text = splice(text[:len(text)-1], inner)
			text = append(text, '}')
		}
	}
	return splice(text, kept), nil
}

// unknown returns the members of an object that are not among the known ones,
// as JSON text, and the value of one known member.
func unknown(object []byte, known map[string]any, want string) (text, found []byte) {
	// What is not an object has no members to keep.
	_ = members(object, func(name string, value []byte) error {
		if name == want {
			found = value
		}
		if _, ok := known[name]; !ok {
			text = appendMember(text, name, value)
		}
		return nil
	})
	return text, found
}

// splice adds members before an object's closing brace.
func splice(object, more []byte) []byte {
	if len(more) == 0 {
		return object
	}
	object = object[:len(object)-1]
	if object[len(object)-1] != '{' {
		object = append(object, ',')
	}
	return append(append(object, more...), '}')
}

// tidy prepares the text of an entry for JSON and cuts times to seconds.
func (e *Entry) tidy() {
	for _, text := range []*string{&e.Key.Issuer, &e.Key.Account, &e.Note} {
		*text = strings.ToValidUTF8(*text, "\ufffd")
	}
	for i := range e.Tags {
		e.Tags[i] = strings.ToValidUTF8(e.Tags[i], "\ufffd")
	}
	if n := e.Enrolment; n != nil {
		for _, text := range []*string{&n.Service, &n.Address, &n.Role, &n.User, &n.State} {
			*text = strings.ToValidUTF8(*text, "\ufffd")
		}
	}
	e.Created = e.Created.UTC().Truncate(time.Second)
	e.Modified = e.Modified.UTC().Truncate(time.Second)
}

// validID reports whether text can be an id: 1 to 64 letters, digits, - and _,
// so that it can stand in a command line.
func validID(text string) bool {
	for _, c := range []byte(text) {
		ok := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
		if !ok {
			return false
		}
	}
	return 1 <= len(text) && len(text) <= 64
}

// standIns makes ids, which are not written, for entries without one. An id is a
// digest, so that it stays the same until the entry is changed. It remembers
// where it was with each text: a million equal entries must not take a million
// steps each.
type standIns map[[sha256.Size]byte][sha256.Size]byte

func (seen standIns) id(raw []byte, taken func(id string) bool) string {
	first := sha256.Sum256(raw)
	sum, again := seen[first]
	if !again {
		sum = first
	}
	for {
		id := "q" + strings.ToLower(secretEncoding.EncodeToString(sum[:5]))
		sum = sha256.Sum256(sum[:]) // for the same bytes once more
		if !taken(id) {
			seen[first] = sum
			return id
		}
	}
}
