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
	// ErrBadDSN is no way to a PostgreSQL database.
	ErrBadDSN = fault.New("portal.bad-dsn", "not a PostgreSQL connection string")
	// ErrDatabase is a PostgreSQL database that cannot be used.
	ErrDatabase = fault.New("portal.database", "cannot use the database")
	// ErrDatabaseKey is a key file that is not the one which the database was
	// made with, or is not there.
	ErrDatabaseKey = fault.New("portal.database-key", "the database was made with another key file")
	// ErrStoreNewer is a store that a newer sandi has written.
	ErrStoreNewer = fault.New("portal.store-newer", "the portal's data are of a newer version")

	// ErrLoginTimeout is a login page that was open too long (failure F1), or
	// that is not of this portal.
	ErrLoginTimeout = fault.New("portal.login-timeout", "login page has timed out")
	// ErrUnknownScenario is a scenario name that is none.
	ErrUnknownScenario = fault.New("portal.unknown-scenario", "unknown scenario")
	// ErrScenariosClash is two scenarios that cannot be in force together.
	ErrScenariosClash = fault.New("portal.scenarios-clash", "scenarios exclude each other")
	// ErrBadValue is what follows the "=" of a scenario and makes no sense there.
	ErrBadValue = fault.New("portal.bad-value", "impossible value of a scenario")
	// ErrNoAccount is an account that an operator asks for and that does not exist.
	ErrNoAccount = fault.New("portal.no-account", "no such account")
	// ErrNoRequest is a helpdesk request that is closed or never was.
	ErrNoRequest = fault.New("portal.no-request", "no such request")
	// ErrBadClass is a class that cannot be: its name, role, seats or end.
	ErrBadClass = fault.New("portal.bad-class", "impossible class")
	// ErrNoClass is a class link that is unknown or over.
	ErrNoClass = fault.New("portal.no-class", "no such class")
	// ErrClassFull is a class link whose seats are taken.
	ErrClassFull = fault.New("portal.class-full", "class is full")
	// ErrBadTable is a file of accounts that is no CSV, has no usable header or
	// is too large.
	ErrBadTable = fault.New("portal.bad-table", "file of accounts cannot be read")
	// ErrNoMailbox is a letter to an address that no account has.
	ErrNoMailbox = fault.New("portal.no-mailbox", "no such mailbox")
)
