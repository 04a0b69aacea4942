package operator

import (
	"sandi/internal/locale"
	"sandi/internal/operator"
)

// Place is what the screen tells of the portal and does not ask it: where it
// is, and how it was started.
type Place struct {
	URL string // of the portal, without a slash at its end
	// Samples are the accounts whose passwords are public.
	Samples []Sample
	// Key tells the operator key. It is a function so that a printed Place
	// holds no secret.
	Key    func() string
	Data   string               // what keeps the portal's state; "": it is forgotten at the end
	Mail   string               // the mail server that gets the letters; "": the portal's own sink
	Record string               // the file that the trace goes to, or ""
	Open   bool                 // other computers reach the portal
	Class  operator.OpenedClass // that was opened with the portal; zero: none
}

// Sample is an account to demonstrate with.
type Sample struct{ Role, User, Password string }

// Poll is the outcome: ask the portal how it stands. The screen asks for
// nothing more until Arrived comes.
type Poll struct {
	// Lang is the language of the texts that the portal is to answer with.
	Lang locale.Lang
	// After is the newest attempt that the screen has; 0: none.
	After int64
	// What is wanted beside status and attempts.
	Scenarios, Accounts, Requests, Mail bool
}

// Arrived answers Poll. What was not asked for is empty.
type Arrived struct {
	Poll      Poll
	Err       error // nothing else is set then
	Status    operator.Status
	Attempts  []operator.Attempt // oldest first
	Scenarios []operator.Scenario
	Accounts  []operator.Account
	Requests  []operator.Request
	Mail      operator.Mailbox
}

// Action is something that the operator does to the portal.
type Action interface{ action() }

// The actions.
type (
	// SetScenarios replaces what is active; none is a portal without faults.
	SetScenarios struct{ Names []string }
	// ResetAccount gives an account a new barcode at its next login.
	ResetAccount struct{ Role, User string }
	// Unlock lifts a lock-out.
	Unlock struct{ Role, User string }
	// Remove removes an account.
	Remove struct{ Role, User string }
	// Resolve closes a request for help, with or without a reset.
	Resolve struct {
		ID    int64
		User  string
		Reset bool
	}
	// OpenClass opens a class.
	OpenClass struct{ Class operator.Class }
	// ResetAll sets the whole portal back.
	ResetAll struct{}
)

func (SetScenarios) action() {}
func (ResetAccount) action() {}
func (Unlock) action()       {}
func (Remove) action()       {}
func (Resolve) action()      {}
func (OpenClass) action()    {}
func (ResetAll) action()     {}

// Do is the outcome: perform an action. The screen takes no further one until
// Did comes.
type Do struct{ Action Action }

// Did answers Do.
type Did struct {
	Action Action
	Err    error
	Class  operator.OpenedClass // of OpenClass
}
