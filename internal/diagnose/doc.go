// Package diagnose judges facts about this computer's clock. It is pure: the
// same facts give the same findings, here, in a test, and at a support desk
// that reads somebody else's report.
//
// [Judge] names causes with a confidence, evidence, and keys of the texts that
// tell them. [Verdict] is the one line for a status bar.
package diagnose
