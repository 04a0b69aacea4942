package portal

import "sandi/internal/fault"

// The faults. Those that reach a client over HTTP keep their code there, without
// the leading "portal.".
var (
	// ErrBadCredentials is a wrong role, user id or password: which of them is
	// not told, so that nobody can find out which user ids exist.
	ErrBadCredentials = fault.New("portal.bad-credentials", "wrong role, user id or password")
	// ErrLocked means that too many wrong passwords were tried for a user id,
	// whether or not it exists.
	ErrLocked = fault.New("portal.locked", "too many wrong passwords")
	// ErrCodeRefused is a wrong, malformed, expired, early or reused code, or a
	// locked account: to the client they read alike. The journal tells them apart.
	ErrCodeRefused = fault.New("portal.code-refused", "code refused")
	// ErrNoSession is a token that is unknown, expired or signed out.
	ErrNoSession = fault.New("portal.no-session", "not signed in")
	// ErrAlreadyEnabled answers ENABLE TOTP where TOTP is on (failure F2a).
	ErrAlreadyEnabled = fault.New("portal.already-enabled", "TOTP is already on")
	// ErrWrongState is an act that the session's state does not offer.
	ErrWrongState = fault.New("portal.wrong-state", "not possible in this state")

	// ErrBadAccount is a user id, role or password that no account can have.
	ErrBadAccount = fault.New("portal.bad-account", "impossible account")
	// ErrAccountExists means that the role already has this user id.
	ErrAccountExists = fault.New("portal.account-exists", "account exists")
	// ErrFull means that a bound of the portal is reached.
	ErrFull = fault.New("portal.full", "portal is full")
	// ErrBadOptions is a portal that was set up with impossible values.
	ErrBadOptions = fault.New("portal.bad-options", "impossible portal options")

	// ErrStore is a store that cannot be read or written.
	ErrStore = fault.New("portal.store", "cannot use the portal's data")
	// ErrStoreDamaged is a store whose content cannot be trusted.
	ErrStoreDamaged = fault.New("portal.store-damaged", "the portal's data are damaged")
	// ErrStoreNewer is a store that a newer sandi has written.
	ErrStoreNewer = fault.New("portal.store-newer", "the portal's data are of a newer version")
)
