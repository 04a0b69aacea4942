package portal

// Role is how the portal sorts its users. The steps are the same for both.
type Role string

// The roles of an SPSE portal.
const (
	Penyedia    Role = "penyedia"     // vendors
	NonPenyedia Role = "non-penyedia" // everybody else: auditors, PPK, Pokja …
)

// Roles lists the roles in the order in which the portal offers them.
func Roles() []Role { return []Role{Penyedia, NonPenyedia} }

// Known reports whether r is one of Roles.
func (r Role) Known() bool { return r == Penyedia || r == NonPenyedia }

// Label returns the role in the portal's own words.
func (r Role) Label() string {
	switch r {
	case Penyedia:
		return "PENYEDIA"
	case NonPenyedia:
		return "NON PENYEDIA"
	}
	return string(r)
}

// State is where a user stands. The first two and EnrolledOut are states of a
// user without a session.
type State string

// The states, in the order of the way through them.
const (
	Home          State = "HOME"           // signed out, nothing chosen
	Login         State = "LOGIN"          // user id and password are asked
	InUnprotected State = "IN_UNPROTECTED" // signed in, TOTP off
	EnablingWait  State = "ENABLING_WAIT"  // ENABLE TOTP clicked, barcode on its way
	KeyShown      State = "KEY_SHOWN"      // the only moment at which the secret is visible
	EnrolledOut   State = "ENROLLED_OUT"   // signed out, TOTP on
	TOTPPrompt    State = "TOTP_PROMPT"    // password accepted, code asked
	InProtected   State = "IN_PROTECTED"   // signed in with a code
	Disabled      State = "DISABLED"       // DISABLE TOTP clicked: the old key is dead
)

// The portal's own words, to be shown as they are: users search for them.
const (
	TextSignedIn    = "Anda sudah berhasil login"
	TextCodeRefused = "KODE TOTP anda salah/kadaluarsa"
	TextWait        = "Tunggu beberapa saat akan muncul barcode"
	TextDisabled    = "saat anda login nanti anda akan diminta scan barcode yang baru"
)
