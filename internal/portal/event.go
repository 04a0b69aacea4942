package portal

import "time"

// Event tells Options.Observe of an act and its outcome. It holds no secret: of
// a code only how far from now it is.
type Event struct {
	At      time.Time // true time
	Act     Act
	Role    Role    // "" unless known
	User    string  // "" unless the account exists
	Session string  // its ID, which opens nothing; "" if there is none
	Verdict Verdict // as in the journal
	Fault   string  // code of the fault that the client got; "": none
	State   State   // of the session, after
	Ready   bool    // of ActBarcode and ActRefresh: the barcode was shown
	Known   bool    // of ActCode: the code belongs to a step near now, and Steps says which
	Steps   int     // of ActCode: from the portal's now
	Detail  string  // of ActScenario: the names; of ActClass and ActJoin: the class

	Stranger string    // of ActSignIn with a user id that no account has: the same for the same one, and tells nothing else
	Reset    bool      // of ActResolve: the account was reset
	Seats    int       // of ActClass
	Expires  time.Time // of ActClass
}
