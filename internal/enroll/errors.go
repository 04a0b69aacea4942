package enroll

import "sandi/internal/fault"

// What a Service answers. Drivers return these, so that the machine, the exit
// codes and the faces need not know which driver it was.
var (
	ErrUnreachable    = fault.New("enroll.unreachable", "the portal cannot be reached")
	ErrProtocol       = fault.New("enroll.protocol", "the portal's answer was not understood")
	ErrNotAPortal     = fault.New("enroll.not-a-portal", "no practice portal answers at this address")
	ErrBadCredentials = fault.New("enroll.bad-credentials", "user id or password refused by the portal")
	ErrLocked         = fault.New("enroll.locked", "account locked by the portal")
	ErrNoSession      = fault.New("enroll.no-session", "the portal's session has ended")
	ErrAlreadyEnabled = fault.New("enroll.already-enabled", "TOTP is already enabled for this account")
	ErrWrongState     = fault.New("enroll.wrong-state", "the portal does not allow this now")
	ErrLoginTimeout   = fault.New("enroll.login-timeout", "the login page was open for too long")
	ErrCodeRefused    = fault.New("enroll.code-refused", "code refused by the portal")
)

// Why the machine itself does not go on.
var (
	ErrNotNow       = fault.New("enroll.not-now", "this is not possible on this page")
	ErrBadRole      = fault.New("enroll.bad-role", "the portal does not offer this role")
	ErrNoRequest    = fault.New("enroll.no-request", "a request to the helpdesk needs a user id and a text")
	ErrSecretInText = fault.New("enroll.secret-in-text", "the text for the helpdesk holds the key or a code")
	ErrNoPending    = fault.New("enroll.no-pending", "this pending enrolment is not in the vault any longer")
	ErrOtherUser    = fault.New("enroll.other-user", "the pending key belongs to another user id")
	ErrNoUser       = fault.New("enroll.no-user", "user id or password left empty")
	ErrBadKey       = fault.New("enroll.bad-key", "the portal's barcode holds no key that can be used")
	ErrUnsaved      = fault.New("enroll.unsaved", "TOTP is on and the key could not be saved")
	ErrReadBack     = fault.New("enroll.read-back", "the key read back from disk is not the one that was saved")
	ErrNotChecked   = fault.New("enroll.not-checked", "the check before Logout has not passed")
	ErrUnmeasured   = fault.New("enroll.unmeasured", "the clock has not been measured")
	ErrClockFar     = fault.New("enroll.clock-far", "the clock is too far off for any code to be accepted")
	ErrUnknownFate  = fault.New("enroll.unknown-fate", "the portal's answer to the code was lost")
	ErrNotConfirmed = fault.New("enroll.not-confirmed", "the portal has accepted the code but the vault could not be told")
)

// Why a code was not sent. Each carries "wait", the time until one may be.
var (
	ErrCodeLate    = fault.New("enroll.code-late", "the code is about to expire")
	ErrCodeSpent   = fault.New("enroll.code-spent", "a code of this step has been sent before")
	ErrCodeBehind  = fault.New("enroll.code-behind", "a later step was spent: the clock was set back")
	ErrCodeExpired = fault.New("enroll.code-expired", "the typed code belongs to an earlier step")
	ErrCodeAhead   = fault.New("enroll.code-ahead", "the typed code belongs to a later step")
	// ErrSpentElsewhere is what a Keeper's Spend answers when the step was spent
	// by another process in the meantime.
	ErrSpentElsewhere = fault.New("enroll.spent-elsewhere", "another process has sent a code of this step")
	// ErrCodeUnheard is an answer of a portal that could not work just then:
	// nobody knows whether it has seen the code, which stays spent.
	ErrCodeUnheard = fault.New("enroll.code-unheard", "the portal could not work when the code was sent")
	ErrCodeTried   = fault.New("enroll.code-tried", "this very code was refused before")
	ErrNoCode      = fault.New("enroll.no-code", "what was typed is no code")
	ErrCodeDigits  = fault.New("enroll.code-digits", "not as many digits as codes of this key have")
)

// ErrCodeOther is ErrCodeRefused for a typed code that is none of the key's:
// then neither the clock nor the next code helps.
var ErrCodeOther = fault.New("enroll.code-other", "the refused code is not a code of this key")
