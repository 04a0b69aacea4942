package vault

import "sandi/internal/fault"

// Faults of this package. Match them with errors.Is; internal/locale words them
// for people. None of them ever holds a password, a key or an entry's text.
var (
	// ErrNoVault says that the directory holds no vault.
	ErrNoVault = fault.New("vault.missing", "no vault in this directory")
	// ErrExists says that Create found a vault.
	ErrExists = fault.New("vault.exists", "a vault exists already")
	// ErrCounterEnd says that a counter-based key has no counter left.
	ErrCounterEnd = fault.New("vault.counter-end", "the counter is at its end")
	// ErrEmptyPassword says that a new password has no characters.
	ErrEmptyPassword = fault.New("vault.empty-password", "empty vault password")
	// ErrWrongPassword says that identity.age does not open with the password.
	ErrWrongPassword = fault.New("vault.wrong-password", "wrong vault password")
	// ErrDamaged says that a file of the vault is missing, cut short or altered.
	// Its argument "file" names the file, "backup" the newest backup that was
	// opened and found good. Nothing was written.
	ErrDamaged = fault.New("vault.damaged", "damaged vault file")
	// ErrNoGoodBackup wraps ErrDamaged where no backup opens either.
	ErrNoGoodBackup = fault.New("vault.damaged-no-backup", "damaged vault file and no good backup")
	// ErrTooCostly says that a file asks for more key derivation work than
	// Options.MaxWorkFactor allows; none of it was done.
	ErrTooCostly = fault.New("vault.too-costly", "key derivation too costly")
	// ErrTooNew says that a newer sandi wrote the vault.
	ErrTooNew = fault.New("vault.too-new", "vault format from the future")
	// ErrTooLarge says that a file is, or would become, larger than MaxSize.
	ErrTooLarge = fault.New("vault.too-large", "vault file too large")
	// ErrNoEntry says that no entry has the wanted id.
	ErrNoEntry = fault.New("vault.no-entry", "no such entry")
	// ErrManyEntries says that a query which must name one entry matches more.
	ErrManyEntries = fault.New("vault.many-entries", "more than one entry matches")
	// ErrQuarantined says that an entry cannot be used, or a change would leave
	// it unusable, because of the problem in its cause.
	ErrQuarantined = fault.New("vault.quarantined", "entry is in quarantine")
	// ErrBusy says that another process held the vault's lock for too long.
	ErrBusy = fault.New("vault.busy", "vault in use by another process")
	// ErrNoSpace says that the disk (or quota) is full; the old vault is intact.
	ErrNoSpace = fault.New("vault.no-space", "no space left to save the vault")
	// ErrUnreadable says that the operating system refused to read a file.
	ErrUnreadable = fault.New("vault.unreadable", "vault file cannot be read")
	// ErrNotSaved says that the operating system refused to write; the old vault
	// is intact.
	ErrNotSaved = fault.New("vault.not-saved", "vault cannot be saved")
	// ErrUnconfirmed says that identity.age was replaced and the disk would not
	// confirm it: the old password may hold after all, or the new.
	ErrUnconfirmed = fault.New("vault.unconfirmed", "the disk did not confirm the new identity file")
	// ErrForeignRecipient says that the vault is also encrypted to a recipient
	// this version cannot write for, so saving would lock its owner out.
	ErrForeignRecipient = fault.New("vault.foreign-recipient", "unsupported recovery recipient")
	// ErrClosed says that the vault was closed.
	ErrClosed = fault.New("vault.closed", "vault is locked")
	// ErrNothingToUndo says that no change is known that could be turned back.
	ErrNothingToUndo = fault.New("vault.nothing-to-undo", "nothing to undo")
	// ErrNoBackup says that a source of Restore names no backup.
	ErrNoBackup = fault.New("vault.no-backup", "no such backup")
	// ErrBadBackup says that a backup does not open; the vault is intact.
	ErrBadBackup = fault.New("vault.bad-backup", "damaged backup")
	// ErrOtherIdentity says that a backup does not open with this vault's identity.
	ErrOtherIdentity = fault.New("vault.other-identity", "backup belongs to another identity")
	// ErrNoHome says that no directory for a person's data is known.
	ErrNoHome = fault.New("vault.no-home", "no home directory")
)

var errReadOnly = fault.New("vault.read-only", "a backup is only read")

// Problems of single entries: the cause of a quarantine. Problems of the key
// itself are the faults of internal/otp.
var (
	errNotAnObject = fault.New("vault.problem-shape", "entry is not a JSON object")
	errBadField    = fault.New("vault.problem-field", "entry field is missing or not as expected")
	errBadStatus   = fault.New("vault.problem-status", "unknown entry status")
	errBadSecret   = fault.New("vault.problem-secret", "entry secret is not base32")
	errSameID      = fault.New("vault.problem-id", "entry id is missing or used twice")
)
