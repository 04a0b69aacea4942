// Package guided is the screen of the guided enrolment: the user clicks in a
// browser beside it, and the screen says what to do there, asks what is shown,
// and takes the key.
//
// It draws a guided.Snapshot and hands the user's decisions to the root as Do
// outcomes; the root performs them on the Session and answers with Did. Each
// page has the same parts: where one is, what to do in the browser, what sandi
// knows, the ways on, and why.
package guided
