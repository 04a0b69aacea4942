package guided

import "sandi/internal/site"

// Stage is the page that the user is on.
type Stage string

// The pages, in the order in which a whole enrolment meets them.
const (
	StageStart     Stage = "start"             // nothing asked yet; Begin
	StageResume    Stage = "resume"            // something is pending: continue, start anew or leave
	StageClock     Stage = "clock"             // measured, or could not be
	StageOpen      Stage = "open"              // open the site in a browser
	StageSignIn    Stage = "sign-in"           // sign in there; what is the account called
	StageAsked     Stage = "asked"             // was TOTP switched on before?
	StageEnable    Stage = "enable"            // switch it on
	StageWait      Stage = "wait"              // is the barcode there?
	StageNoBarcode Stage = "no-barcode"        // it does not come: why?
	StageBefore    Stage = "no-barcode-before" // because TOTP is on already
	StageReload    Stage = "no-barcode-reload" // because of the browser or the line
	StageKey       Stage = "key"               // hand over the key
	StageChoose    Stage = "choose"            // several keys were found: which one?
	StageChecked   Stage = "checked"           // what was taken, and what is odd about it
	StageReread    Stage = "reread"            // compare with what the site shows
	StageLogout    Stage = "logout"            // the check before logout, and logout
	StageSignAgain Stage = "sign-again"        // sign in again, with the code at hand
	StageCode      Stage = "code"              // type the code
	StageAnswer    Stage = "answer"            // what did the site say?
	StageRefused   Stage = "refused"           // it refused the code
	StageReset     Stage = "reset"             // what the site's reset does
	StageDisable   Stage = "disable"           // what switching TOTP off does
	StageHelpdesk  Stage = "helpdesk"          // what to send to the helpdesk, and what never
	StageFinish    Stage = "finish"            // accepted, and writing that down has failed
	StageDone      Stage = "done"
	StageLeft      Stage = "left" // given up
)

// Stages lists every page.
func Stages() []Stage {
	return []Stage{
		StageStart, StageResume, StageClock, StageOpen, StageSignIn, StageAsked, StageEnable, StageWait, StageNoBarcode, StageBefore,
		StageReload, StageKey, StageChoose, StageChecked, StageReread, StageLogout, StageSignAgain, StageCode, StageAnswer,
		StageRefused, StageReset, StageDisable, StageHelpdesk, StageFinish, StageDone, StageLeft,
	}
}

// Milestones lists the pages that a stepper shows. Sites that ask for a code on
// the page with the key have no logout on the way.
func Milestones(p site.Profile) []Stage {
	all := []Stage{StageClock, StageSignIn, StageEnable, StageKey, StageReread, StageLogout, StageCode, StageDone}
	if p.Confirm {
		return append(all[:5:5], StageCode, StageDone)
	}
	return all
}

// Milestone returns the milestone that a page belongs to: that of the page
// behind it, for a page that Explain opened.
func (s Snapshot) Milestone() Stage {
	stage := s.Stage
	if s.Behind != "" {
		stage = s.Behind
	}
	switch stage {
	case StageStart, StageResume:
		return StageClock
	case StageOpen, StageAsked:
		return StageSignIn
	case StageWait, StageNoBarcode, StageBefore, StageReload:
		return StageEnable
	case StageChoose, StageChecked:
		return StageKey
	case StageLogout:
		if s.Profile.Confirm {
			return StageCode
		}
	case StageSignAgain, StageAnswer, StageRefused, StageReset, StageDisable, StageHelpdesk:
		return StageCode
	case StageFinish, StageLeft:
		return StageDone
	}
	return stage
}

// Step returns the profile's step that a page is about, or "".
func (s Stage) Step() site.StepID {
	switch s {
	case StageOpen:
		return site.Open
	case StageSignIn:
		return site.SignIn
	case StageEnable:
		return site.Enable
	case StageWait:
		return site.Wait
	case StageKey:
		return site.Key
	case StageLogout:
		return site.Logout
	case StageSignAgain:
		return site.SignAgain
	case StageCode:
		return site.Code
	}
	return ""
}

// Note returns the profile's note that belongs on a page, or "".
func (s Stage) Note() site.NoteID {
	switch s {
	case StageSignAgain:
		return site.NoteLoginTime
	case StageBefore:
		return site.NoteBefore
	case StageReload:
		return site.NoteReload
	case StageRefused:
		return site.NoteRefused
	case StageReset:
		return site.NoteReset
	case StageDisable:
		return site.NoteDisable
	case StageHelpdesk:
		return site.NoteLost
	}
	return ""
}
