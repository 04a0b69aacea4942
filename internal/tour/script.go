package tour

import (
	"slices"
	"time"

	"sandi/internal/enroll"
)

// Script returns the whole tour, in the order in which it is best told.
func Script() []Scene {
	return []Scene{
		first(), slowBarcode(), enabledBefore(), staleBrowser(), loginTimeout(), verifiers(), lockOut(), portalClock(),
		lateMail(), disabling(), lostKey(), network(), forcedBarcode(),
	}
}

// join puts beats together.
func join(parts ...[]Beat) []Beat { return slices.Concat(parts...) }

// arrives brings the user to the login page.
func arrives() []Beat {
	return []Beat{several("role-again", Want{Stage: enroll.StageSignIn},
		does(enroll.Begin{}), does(enroll.ChooseRole{Role: enroll.Penyedia}), does(enroll.GoOn{}))}
}

// arrivesOnTime does the same and compares the clocks on the way, which takes
// seconds of true time.
func arrivesOnTime() []Beat {
	return []Beat{
		several("role", Want{Stage: enroll.StageClock}, does(enroll.Begin{}), does(enroll.ChooseRole{Role: enroll.Penyedia})),
		several("clock", Want{Stage: enroll.StageSignIn}, does(enroll.CheckClock{}), does(enroll.GoOn{})),
	}
}

// entersPassword signs in for the first time.
func entersPassword(leads enroll.Stage) []Beat {
	return []Beat{several("password", Want{Stage: leads}, does(enroll.OpenLogin{}), signIn)}
}

// enables clicks ENABLE TOTP and gets the barcode.
func enables() []Beat {
	return []Beat{
		user("enable", does(enroll.Enable{}), Want{Stage: enroll.StageWait}),
		passes("wait", barcodeDue),
		user("barcode", does(enroll.AwaitBarcode{}), Want{Stage: enroll.StageKey}),
	}
}

// leaves makes the check, logs out and signs in again up to the code.
func leaves() []Beat {
	return []Beat{
		user("check", does(enroll.Check{}), Want{Stage: enroll.StageCheck}),
		user("logout", does(enroll.Logout{}), Want{Stage: enroll.StageSignAgain}),
		several("again", Want{Stage: enroll.StageCode}, does(enroll.OpenLogin{}), signIn),
	}
}

// proves sends a fresh code, which is accepted.
func proves() []Beat {
	return []Beat{
		passes("fresh", freshCode),
		user("code", does(enroll.SubmitCode{}), Want{Stage: enroll.StageDone, Verdict: "accepted"}),
	}
}

// enrols is a whole set-up without trouble.
func enrols() []Beat {
	return join(arrives(), entersPassword(enroll.StageEnable), enables(), leaves(), proves())
}

func first() Scene {
	return Scene{Name: "first", Beats: join(arrivesOnTime(), entersPassword(enroll.StageEnable), enables(), leaves(), proves())}
}

func slowBarcode() Scene {
	return Scene{Name: "slow-barcode", Scenarios: []string{"slow-barcode=20s"}, Beats: join(
		arrives(), entersPassword(enroll.StageEnable),
		[]Beat{
			user("enable", does(enroll.Enable{}), Want{Stage: enroll.StageWait}),
			user("too-early", does(enroll.AwaitBarcode{}), Want{Stage: enroll.StageWait}),
			passes("wait", barcodeDue),
			user("barcode", does(enroll.AwaitBarcode{}), Want{Stage: enroll.StageKey}),
		}, leaves(), proves())}
}

// misses waits for a barcode that does not come.
func misses() []Beat {
	return []Beat{
		user("enable", does(enroll.Enable{}), Want{Stage: enroll.StageWait}),
		passes("overdue", barcodeOverdue),
		user("missing", does(enroll.AwaitBarcode{}), Want{Stage: enroll.StageNoBarcode}),
	}
}

// callsHelp asks the helpdesk, which resets the account; the next login shows a
// new barcode.
func callsHelp() []Beat {
	return join([]Beat{
		user("helpdesk", does(enroll.Explain{Topic: enroll.TopicHelpdesk}), Want{Stage: enroll.StageHelpdesk}),
		asks("ask", Want{Stage: enroll.StageHelpdesk}),
		helps("reset-account"),
	}, newBarcode())
}

// newBarcode signs in to an account whose key was voided.
func newBarcode() []Beat {
	return []Beat{
		several("new-barcode", Want{Stage: enroll.StageKey}, does(enroll.OpenLogin{}), signIn, does(enroll.AwaitBarcode{})),
	}
}

func enabledBefore() Scene {
	return Scene{Name: "enabled-before", Failure: "F2", Scenarios: []string{"enabled-before"}, Beats: join(
		arrives(), entersPassword(enroll.StageEnable), misses(),
		[]Beat{user("before-yes", does(enroll.AnswerBefore{Answer: enroll.AnswerYes}), Want{Stage: enroll.StageBefore})},
		callsHelp(), leaves(), proves())}
}

func staleBrowser() Scene {
	return Scene{Name: "stale-browser", Failure: "F2", Scenarios: []string{"stale-browser", "refresh-rotates"}, Beats: join(
		arrives(), entersPassword(enroll.StageEnable), misses(),
		[]Beat{
			user("before-no", does(enroll.AnswerBefore{Answer: enroll.AnswerNo}), Want{Stage: enroll.StageReload}),
			user("reload", does(enroll.Refresh{}), Want{Stage: enroll.StageKey}),
			user("rotates", does(enroll.Refresh{}), Want{Stage: enroll.StageKey}),
		}, leaves(), proves())}
}

func loginTimeout() Scene {
	return Scene{Name: "login-timeout", Failure: "F1", Scenarios: []string{"login-timeout=10s"}, Beats: join(
		arrives(),
		[]Beat{
			user("login-page", does(enroll.OpenLogin{}), Want{Stage: enroll.StageSignIn}),
			passes("too-long", fixed(11*time.Second)),
			user("timed-out", signIn, Want{Stage: enroll.StageSignIn, Problem: enroll.ErrLoginTimeout}),
			user("password", signIn, Want{Stage: enroll.StageEnable}),
		}, enables(), leaves(), proves())}
}

func verifiers() Scene {
	const slow, fast = -30 * time.Second, 30 * time.Second
	refused := enroll.ErrCodeRefused
	return Scene{Name: "verifiers", Failure: "F3", Beats: join(enrols(), []Beat{
		switches("ketat", "ketat"),
		logsIn("ketat-slow", slow, Want{Problem: refused, Verdict: "expired-code"}),
		switches("lampau", "lampau"),
		logsIn("lampau-slow", slow, Want{Verdict: "accepted"}),
		logsIn("lampau-fast", fast, Want{Problem: refused, Verdict: "early-code"}),
		switches("lazim", "lazim"),
		logsIn("lazim-slow", slow, Want{Verdict: "accepted"}),
		logsIn("lazim-far", -90*time.Second, Want{Problem: refused, Verdict: "expired-code"}),
		switches("longgar", "longgar"),
		logsIn("longgar-far", -90*time.Second, Want{Verdict: "accepted"}),
		switches("belajar", "belajar"),
		logsIn("belajar-slow", slow, Want{Verdict: "accepted"}),
		logsIn("belajar-slower", 2*slow, Want{Verdict: "accepted"}),
		logsIn("belajar-fixed", 0, Want{Problem: refused, Verdict: "early-code"}),
	})}
}

func lockOut() Scene {
	wrong := Want{Stage: enroll.StageCode, Problem: enroll.ErrCodeOther, Verdict: "wrong-code"}
	return Scene{Name: "lock-out", Failure: "F4", Scenarios: []string{"lock-5"}, Beats: join(
		arrives(), entersPassword(enroll.StageEnable), enables(), leaves(),
		[]Beat{
			passes("fresh", freshCode),
			wrongCode("wrong-1", wrong), wrongCode("wrong-2", wrong), wrongCode("wrong-3", wrong), wrongCode("wrong-4", wrong), wrongCode("wrong-5", wrong),
			user("right-but-locked", does(enroll.SubmitCode{}),
				Want{Stage: enroll.StageCode, Problem: enroll.ErrCodeRefused, Verdict: "accepted", Locked: true}),
			passes("lock-over", fixed(15*time.Minute+time.Second)),
		}, proves())}
}

func portalClock() Scene {
	return Scene{Name: "portal-clock", Scenarios: []string{"clock=+5m"}, Beats: join(
		[]Beat{
			several("role", Want{Stage: enroll.StageClock}, does(enroll.Begin{}), does(enroll.ChooseRole{Role: enroll.Penyedia})),
			several("portal-clock", Want{Stage: enroll.StageSignIn}, does(enroll.CheckClock{}), does(enroll.GoOn{Corrected: true})),
		}, entersPassword(enroll.StageEnable), enables(), leaves(), proves())}
}

func lateMail() Scene {
	return Scene{Name: "late-mail", Failure: "F5", Scenarios: []string{"late-mail=15m"}, Beats: join(
		arrives(), entersPassword(enroll.StageEnable), enables(), leaves(),
		[]Beat{
			user("explain-reset", does(enroll.Explain{Topic: enroll.TopicReset}), Want{Stage: enroll.StageReset}),
			user("reset", does(enroll.RequestReset{}), Want{Stage: enroll.StageReset}),
			passes("mail-late", fixed(15*time.Minute+time.Second)),
			readsMail("mail-dead", Want{Stage: enroll.StageReset}),
			user("back-to-code", does(enroll.Back{}), Want{Stage: enroll.StageCode}),
		}, proves())}
}

func disabling() Scene {
	return Scene{Name: "disable", Failure: "F6", Beats: join(enrols(), []Beat{
		user("explain-disable", does(enroll.Explain{Topic: enroll.TopicDisable}), Want{Stage: enroll.StageDisable}),
		user("disable", does(enroll.Disable{}), Want{Stage: enroll.StageDisabled}),
	}, newBarcode(), leaves(), proves())}
}

func lostKey() Scene {
	return Scene{Name: "lost-key", Failure: "F7", Scenarios: []string{"lost-key"}, Beats: join(
		arrives(), entersPassword(enroll.StageAlreadyOn), callsHelp(), leaves(), proves())}
}

func network() Scene {
	return Scene{Name: "network", Scenarios: []string{"slow-network=500ms"}, Beats: enrols()}
}

func forcedBarcode() Scene {
	return Scene{Name: "forced-qr", Scenarios: []string{"forced-qr"}, Beats: join(arrives(), newBarcode(), leaves(), proves())}
}
