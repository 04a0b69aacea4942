package guided

import "sandi/internal/fault"

// Why the machine does not go on.
var (
	ErrNotNow     = fault.New("guided.not-now", "this is not possible on this page")
	ErrNoSite     = fault.New("guided.no-site", "the entry needs a name for the site")
	ErrNoPending  = fault.New("guided.no-pending", "this pending enrolment is not in the vault any longer")
	ErrProfile    = fault.New("guided.other-profile", "the enrolment was begun with a profile that is not at hand")
	ErrNothing    = fault.New("guided.nothing", "nothing was handed over")
	ErrNoKeyThere = fault.New("guided.no-key-there", "what was found is no key")
	ErrNotTOTP    = fault.New("guided.not-totp", "the key is not for codes that follow from the time")
	ErrPassword   = fault.New("guided.code-not-key", "a code was given instead of the key")
	ErrNoReader   = fault.New("guided.no-reader", "this way is not available here")
	ErrTooOld     = fault.New("guided.not-pending", "the entry is not a pending enrolment of the guided mode")
)

// What looks like a mistake and is not in the way. Each is told beside the key.
var (
	// DoubtName: the code's own name for the account differs ("found", "typed").
	DoubtName = fault.New("guided.doubt-name", "the key is for another account than the one that was named")
	// DoubtParameters: codes are made in an unusual way.
	DoubtParameters = fault.New("guided.doubt-parameters", "unusual parameters")
)
