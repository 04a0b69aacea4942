// Package diagnose judges facts about a computer's clock. It is pure: the same
// facts give the same findings, here, in a test, and at a support desk that
// reads somebody else's report.
//
// [Judge] names causes with a confidence, evidence, and keys of the texts that
// tell them. [Verdict] is the one line for a status bar. [Effects] says what an
// offset means for codes now. [EncodeReport] and [DecodeReport] carry facts from
// one computer to another.
//
// docs/CLOCK-FAULTS.md describes the causes, and shows how often each is named
// over a catalogue of generated faults.
package diagnose
