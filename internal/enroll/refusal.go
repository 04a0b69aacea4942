package enroll

import "time"

// Refusal is what is known about the code that the portal refused last. It
// holds facts and what to try, and no code.
type Refusal struct {
	At       time.Time     // when it was sent, by this computer's clock
	Into     time.Duration // how far its step had come, by the time that codes are computed with
	Foreign  bool          // it was typed, and is no code of the key
	Count    int           // codes refused one after the other, this one included
	Measured bool          // the clock was measured: Offset means something
	Offset   time.Duration // this computer's clock − the portal's, less what codes are corrected by
	Advice   []Advice      // what to try, most likely first; never empty

	// Locked says that the account may be locked by now, which portals tell in
	// the words of a wrong code. Until is when trying again makes sense.
	Locked bool
	Until  time.Time
}

// Advice names one thing to try after a refusal. Its text is the message
// "enroll.advice." + the name.
type Advice string

// What can be tried.
const (
	AdviceNext     Advice = "next"     // wait for the next code
	AdviceOwn      Advice = "own"      // use the code that is shown instead of the one that was typed
	AdviceClock    Advice = "clock"    // set the clock right, or use the measured time
	AdviceMeasure  Advice = "measure"  // compare the clock with the portal's
	AdviceWait     Advice = "wait"     // 15 minutes: the account may be locked
	AdviceEntry    Advice = "entry"    // is it the right account, the right one of two entries?
	AdviceDisabled Advice = "disabled" // DISABLE TOTP, or a reloaded barcode, makes a key useless
	AdviceLearned  Advice = "learned"  // some portals learn a clock's error and keep to it
	AdviceHelpdesk Advice = "helpdesk"
)
