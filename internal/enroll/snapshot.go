package enroll

import (
	"errors"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// Stage is the page of the wizard that the user is on.
type Stage string

// The stages, in the order in which a whole enrolment meets them.
const (
	StageStart     Stage = "start"      // nothing asked yet; Begin
	StageResume    Stage = "resume"     // something is pending: continue, start anew or leave
	StageRole      Stage = "role"       // PENYEDIA or NON PENYEDIA
	StageClock     Stage = "clock"      // measured, or could not be
	StageSignIn    Stage = "sign-in"    // user id and password
	StageAlreadyOn Stage = "already-on" // TOTP is on and no key of it is here (F2a)
	StageEnable    Stage = "enable"     // signed in, ENABLE TOTP is next
	StageWait      Stage = "wait"       // the barcode is on its way
	StageKey       Stage = "key"        // barcode and Secret Key are shown
	StageCheck     Stage = "check"      // the check before Logout
	StageSignAgain Stage = "sign-again" // signed out; user id and password again
	StageCode      Stage = "code"       // the portal asks for the code
	StageFinish    Stage = "finish"     // code accepted, writing that down has failed
	StageDone      Stage = "done"       // "Anda sudah berhasil login"
	StageLeft      Stage = "left"       // given up
)

// Milestones lists the stages that a stepper shows. The others belong to the
// milestone that Milestone tells.
func Milestones() []Stage {
	return []Stage{StageRole, StageClock, StageSignIn, StageEnable, StageKey, StageCheck, StageCode, StageDone}
}

// Milestone returns the milestone that a stage belongs to.
func (s Stage) Milestone() Stage {
	switch s {
	case StageStart, StageResume:
		return StageRole
	case StageAlreadyOn:
		return StageSignIn
	case StageWait:
		return StageEnable
	case StageSignAgain:
		return StageCode
	case StageFinish, StageLeft:
		return StageDone
	}
	return s
}

// CheckName names one line of the check before Logout.
type CheckName string

// The lines of the check, in their order.
const (
	CheckSaved  CheckName = "saved"  // the key is in the vault
	CheckRead   CheckName = "read"   // it was read from disk and is the same
	CheckBackup CheckName = "backup" // a backup of the vault holds it
	CheckTime   CheckName = "clock"  // the clock lets codes be accepted
	CheckCode   CheckName = "code"   // a code can be computed from it
)

// CheckResult is one line of the check. Only a Blocking one that is not OK
// keeps the user from Logout.
type CheckResult struct {
	Name     CheckName
	OK       bool
	Blocking bool
	Err      error
}

// ClockVerdict says what the measured clock means for codes at this portal.
type ClockVerdict string

// The verdicts.
const (
	ClockUnknown ClockVerdict = "unknown" // could not be measured
	ClockRight   ClockVerdict = "right"   // nothing to do
	ClockOff     ClockVerdict = "off"     // codes may be refused now and then
	ClockFar     ClockVerdict = "far"     // no code can be accepted
)

// StepTaken is one state that was reached, for the record that headless runs
// print.
type StepTaken struct {
	State State
	At    time.Time
}

// Snapshot is all that a face shows. It is a value: keep it, compare it, drop
// it. The key in it prints as redacted.
type Snapshot struct {
	Stage   Stage
	State   State
	Service string
	Portal  PortalInfo
	Role    Role
	User    string // as last typed, also when it was refused

	Pending []PendingEnrolment // on StageResume

	Clock     *clock.Reference // nil if never measured
	Verdict   ClockVerdict
	Corrected bool          // codes are computed with the measured clock
	Offset    time.Duration // what is taken off the computer's time for codes; 0 unless Corrected

	ReadyAt time.Time // when the barcode is expected, on StageWait
	Overdue bool      // it has not come long after that

	Entry    string  // id in the vault once kept
	Key      otp.Key // zero until the barcode has come
	Kept     bool
	Read     bool // read back from disk and equal
	Checks   []CheckResult
	Spent    otp.Step // newest step of which a code was sent
	Attempts int      // codes sent in this session
	Active   bool     // the vault says active
	Message  string   // what the portal said at last
	Resumed  bool
	Steps    []StepTaken

	// Problem is why the last action did not lead on; a fault of this package
	// or of the vault. It is in the Snapshot so that a face can show it in
	// place.
	Problem error
}

// CodeTime returns the time with which codes are computed at the moment that
// this computer's clock calls now.
func (s Snapshot) CodeTime(now time.Time) time.Time { return now.Add(-s.Offset) }

// Plan says which code may be sent at the moment that this computer's clock
// calls now. Its times are code times.
func (s Snapshot) Plan(now time.Time) CodePlan { return PlanCode(s.Key, s.CodeTime(now), s.Spent) }

// Outdated reports whether Problem asked to wait for a code and that code may
// be sent by now.
func (s Snapshot) Outdated(now time.Time) bool {
	waited := errors.Is(s.Problem, ErrCodeLate) || errors.Is(s.Problem, ErrCodeSpent) || errors.Is(s.Problem, ErrCodeBehind)
	return waited && s.Plan(now).Ready()
}

// Ready reports whether every blocking line of the check has passed.
func (s Snapshot) Ready() bool {
	if len(s.Checks) == 0 {
		return false
	}
	for _, c := range s.Checks {
		if c.Blocking && !c.OK {
			return false
		}
	}
	return true
}

// Unsaved reports whether leaving now loses a key that the portal has in use.
func (s Snapshot) Unsaved() bool { return !s.Key.Secret.IsZero() && !s.Kept }

// Leaving returns the message that tells what leaving now means: nothing is
// lost, the entry stays pending, or an unsaved key is lost. Its argument is
// command. Where the codes screen leads back too, the message says so.
func (s Snapshot) Leaving() string {
	switch embedded := s.Service == Practice; {
	case s.Unsaved():
		return "enroll.leaving.unsaved"
	case s.Entry != "" && embedded:
		return "enroll.leaving.pending-practice"
	case s.Entry != "":
		return "enroll.leaving.pending"
	case embedded:
		return "enroll.leaving.nothing-practice"
	}
	return "enroll.leaving.nothing"
}

// Command is what takes the enrolment up again.
func (s Snapshot) Command() string {
	if s.Service == Practice {
		return "sandi enroll"
	}
	return "sandi enroll " + s.Portal.Address
}
