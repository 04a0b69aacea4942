package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// version is the payload format that this package writes. Members that it does
// not know are kept, so a new version is needed only when an old sandi would do
// harm by ignoring something.
const version = 1

// MaxSize bounds each file of a vault, encrypted and decrypted, in bytes: room
// for some 200,000 entries.
const MaxSize = 64 << 20

var errPayload = errors.New("payload is not a vault's")

// record is an entry and its JSON. Records that nobody changes are written back
// byte for byte, so whatever a newer sandi or a person put there survives.
type record struct {
	entry Entry
	raw   []byte // part of state.plain; nil once removed
}

// state is the decrypted content of vault.age. It is immutable once published.
type state struct {
	generation uint64
	id         string   // the vault's own name, the same in all its copies
	revisions  []string // names of the last saves, the newest first
	change     change   // the last one that people see
	bin        []binned
	recipients []string // recovery recipients besides the identity
	recovery   []recoveryFacts
	workFactor int    // of identity.age, as the owner chose it; 0 for the default
	extra      []byte // unknown members as JSON text: "name":value,…
	records    []record
	index      map[string]int // id → place in records
	plain      []byte         // what the raws point into
}

// scan cuts JSON text into members without judging duplicates or UTF-8: those
// are the affair of single entries, which must not block the others.
func scan(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// members calls each for every member of the JSON object that is text.
func members(text []byte, each func(name string, value []byte) error) error {
	d := scan(text)
	err := object(d, func(name string) error {
		value, err := next(d, text)
		if err != nil {
			return err
		}
		return each(name, value)
	})
	if err != nil {
		return err
	}
	if _, err := d.ReadToken(); err != io.EOF {
		return errPayload // something follows
	}
	return nil
}

// object reads an object. For every member it calls each, which has to read the
// value.
func object(d *jsontext.Decoder, each func(name string) error) error {
	return inside(d, '{', '}', func() error {
		token, err := d.ReadToken()
		if err != nil {
			return shapeError(err)
		}
		return each(token.String())
	})
}

// inside calls each until the closing bracket, which it reads.
func inside(d *jsontext.Decoder, opening, closing jsontext.Kind, each func() error) error {
	if d.PeekKind() != opening {
		return errPayload
	}
	if _, err := d.ReadToken(); err != nil {
		return shapeError(err)
	}
	for d.PeekKind() != closing {
		if err := each(); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return shapeError(err)
	}
	return nil
}

// next returns the next value as a part of text, so that it outlives the
// decoder's buffer.
func next(d *jsontext.Decoder, text []byte) ([]byte, error) {
	value, err := d.ReadValue()
	if err != nil {
		return nil, shapeError(err)
	}
	end := d.InputOffset()
	start := end - int64(len(value))
	return text[start:end:end], nil
}

// shapeError says where JSON text is wrong, and never what stands there.
func shapeError(err error) error {
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Errorf("%w: bad JSON at byte %d", errPayload, s.ByteOffset)
	}
	return errPayload
}

// parse reads a decrypted payload. The state keeps plain.
func parse(plain []byte) (*state, error) {
	s := &state{plain: plain}
	seen := map[string]bool{}
	var written int
	var raws [][]byte
	d := scan(plain)
	err := object(d, func(name string) error {
		if seen[name] {
			return fmt.Errorf("%w: member %q twice", errPayload, name)
		}
		seen[name] = true
		if name == "entries" {
			return inside(d, '[', ']', func() error {
				raw, err := next(d, plain)
				raws = append(raws, raw)
				return err
			})
		}
		value, err := next(d, plain)
		if err != nil {
			return err
		}
		switch name {
		case "version":
			written, err = strconv.Atoi(string(value))
		case "generation":
			s.generation, err = strconv.ParseUint(string(value), 10, 64)
		case "recipients":
			err = json.Unmarshal(value, &s.recipients)
		case "id":
			if s.id = lenient[string](value); !validID(s.id) {
				s.id = "" // a new one is made at the next save
			}
		case "revisions":
			s.revisions = validRevisions(lenient[[]string](value))
		case "change":
			s.change = lenient[change](value)
		case "bin":
			s.bin = parseBin(value)
		case "work_factor":
			if s.workFactor = lenient[int](value); s.workFactor < MinWorkFactor || s.workFactor > MaxWorkFactor {
				s.workFactor = 0
			}
		case "recovery":
			s.recovery = parseRecovery(value)
		default:
			s.extra = appendMember(s.extra, name, value)
		}
		if err != nil {
			return fmt.Errorf("%w: member %q", errPayload, name)
		}
		return nil
	})
	if err == nil {
		if _, end := d.ReadToken(); end != io.EOF {
			err = errPayload
		}
	}
	switch {
	case written > version:
		// Before other errors: what looks wrong may be right in that version.
		return nil, ErrTooNew.With("version", written)
	case err != nil:
		return nil, err
	case written < 1 || !seen["entries"]:
		return nil, fmt.Errorf("%w: no version or no entries", errPayload)
	}
	s.records = make([]record, len(raws))
	for i, raw := range raws {
		s.records[i].raw = raw
	}
	decodeAll(s.records)
	s.reindex()
	return s, nil
}

// appendMember adds a member to the text inside an object's braces.
func appendMember(text []byte, name string, value []byte) []byte {
	if len(text) > 0 {
		text = append(text, ',')
	}
	// Invalid UTF-8 in a name becomes U+FFFD; no name of ours or of a newer
	// version is written so.
	text, _ = jsontext.AppendQuote(text, name)
	text = append(text, ':')
	return append(text, value...)
}

// decodeAll fills in the entries, on all processors where it pays.
func decodeAll(records []record) {
	const worthwhile = 200 // entries; below, starting goroutines costs more
	var wg sync.WaitGroup
	share := max(worthwhile, (len(records)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	for len(records) > share {
		part := records[:share]
		records = records[share:]
		wg.Go(func() { decodePart(part) })
	}
	decodePart(records)
	wg.Wait()
}

func decodePart(records []record) {
	for i := range records {
		records[i].entry = decode(records[i].raw)
	}
}

// reindex gives every record its place. An id that is missing or taken would
// make two entries one: the later is quarantined under a name of its own, which
// stays the same as long as the entry does.
func (s *state) reindex() {
	s.index = make(map[string]int, len(s.records))
	made := standIns{}
	for i := range s.records {
		e := &s.records[i].entry
		if _, taken := s.index[e.ID]; taken || !validID(e.ID) {
			if e.Status != Quarantined {
				quarantine(e, errSameID)
			}
			e.ID = made.id(s.records[i].raw, s.taken)
		}
		s.index[e.ID] = i
	}
	s.nameBin()
}

func (s *state) taken(id string) bool {
	_, ok := s.index[id]
	return ok
}

// assemble writes the payload of a new generation: one entry a line, for people
// who look at it with age. It returns the state that the text parses to.
func assemble(old *state, records []record, generation uint64) *state {
	size := 1024 + len(old.extra)
	for i := range records {
		size += len(records[i].raw) + 2
	}
	for i := range old.bin {
		size += len(old.bin[i].item) + 2
	}
	s := &state{generation: generation, recipients: old.recipients, recovery: old.recovery, workFactor: old.workFactor, extra: bytes.Clone(old.extra)}
	s.nextRevision(old)
	s.records = make([]record, 0, len(records))
	text := make([]byte, 0, size)
	text = append(text, `{"version":`...)
	text = strconv.AppendInt(text, version, 10)
	text = append(text, `,"generation":`...)
	text = strconv.AppendUint(text, generation, 10)
	text = appendRevisions(text, s)
	if len(s.recipients) > 0 {
		list, _ := json.Marshal(s.recipients) // cannot fail: parsed as strings
		text = append(append(text, `,"recipients":`...), list...)
	}
	text = appendRecovery(text, s.recovery)
	if s.workFactor != 0 {
		text = strconv.AppendInt(append(text, `,"work_factor":`...), int64(s.workFactor), 10)
	}
	if len(s.extra) > 0 {
		text = append(append(text, ','), s.extra...)
	}
	text = append(text, `,"entries":[`...)
	var ends []int
	for i := range records {
		if records[i].raw == nil {
			continue
		}
		if len(s.records) > 0 {
			text = append(text, ',')
		}
		text = append(append(text, '\n'), records[i].raw...)
		ends = append(ends, len(text))
		s.records = append(s.records, records[i])
	}
	text = append(text, "\n]"...)
	text, binEnds := appendBin(text, old.bin)
	text = append(text, "}\n"...)
	// Only now: growing moves the text.
	for i, end := range ends {
		s.records[i].raw = text[end-len(s.records[i].raw) : end : end]
	}
	s.bin = slices.Clone(old.bin)
	for i, end := range binEnds {
		s.bin[i].item = text[end-len(s.bin[i].item) : end : end]
	}
	s.plain = text
	s.index = make(map[string]int, len(s.records))
	for i := range s.records {
		s.index[s.records[i].entry.ID] = i
	}
	return s
}

// wipe overwrites the text and, where asked, the keys of the entries.
func (s *state) wipe(keys bool) {
	clear(s.plain)
	for i := range s.records {
		s.records[i].raw = nil
		if keys {
			s.records[i].entry.Key.Secret.Wipe()
		}
	}
	for i := range s.bin {
		s.bin[i].item = nil
		if keys {
			s.bin[i].entry.Key.Secret.Wipe()
		}
	}
}
