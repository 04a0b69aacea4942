package scenario

import "sandi/internal/fault"

// What can be wrong with a scenario file. All carry "file", and those about a
// place in it "line".
var (
	// ErrUnknown: no scenario of this name comes with the program ("name", "nearest").
	ErrUnknown = fault.New("scenario.unknown", "no such scenario")
	// ErrRead: the file cannot be read.
	ErrRead = fault.New("scenario.unreadable", "scenario file cannot be read")
	// ErrTooLarge: longer than a scenario can be ("max", in KiB).
	ErrTooLarge = fault.New("scenario.too-large", "scenario file too large")
	// ErrSyntax: not TOML ("why", in the parser's words).
	ErrSyntax = fault.New("scenario.syntax", "scenario file is not valid TOML")
	// ErrVersion: no or another version of the format ("version").
	ErrVersion = fault.New("scenario.version", "unknown version of the scenario format")
	// ErrField: a field that scenarios, or steps of this kind, do not have ("field").
	ErrField = fault.New("scenario.unknown-field", "unknown field in scenario")
	// ErrMissing: a field without which there is no scenario ("field").
	ErrMissing = fault.New("scenario.missing", "missing field in scenario")
	// ErrValue: a value that makes no sense in its place ("field", "want").
	ErrValue = fault.New("scenario.bad-value", "impossible value in scenario")
	// ErrMany: more steps than a scenario may have, or more of another list ("field", "max").
	ErrMany = fault.New("scenario.too-many", "list in scenario too long")
)

// Why a scenario cannot be played somewhere.
var (
	// ErrLiveKeys is a scenario with keys that a live portal does not make.
	ErrLiveKeys = fault.New("scenario.live-keys", "a live portal makes its own kind of keys")
	// ErrLiveLong is a scenario that waits for longer than anybody would ("wait", "most").
	ErrLiveLong = fault.New("scenario.live-long", "scenario waits too long for real time")
	// ErrLiveCode is a code that is none: no driver sends it.
	ErrLiveCode = fault.New("scenario.live-code", "what is no code is not sent to a live portal")
	// ErrStart is a portal at which nobody gets to where the scenario begins ("act", "got").
	ErrStart = fault.New("scenario.start", "the scenario's start was not reached")
	// ErrNoKey is a code without a key that it could be made with.
	ErrNoKey = fault.New("scenario.no-key", "no key to make a code with")
	// ErrNoFormer is a code of a former key where there is none.
	ErrNoFormer = fault.New("scenario.no-former-key", "no former key")
	// ErrNoCode is the use of an earlier code where there is none.
	ErrNoCode = fault.New("scenario.no-code", "no code was sent before")
	// ErrNoLetter is the use of a mailed code where there is none.
	ErrNoLetter = fault.New("scenario.no-letter", "no letter with a code")
	// ErrNotMeasured is a judgement without a measurement.
	ErrNotMeasured = fault.New("scenario.not-measured", "the clock was not measured before")
)
