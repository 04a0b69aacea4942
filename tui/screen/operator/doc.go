// Package operator is the operator's screen of a running practice portal: what
// the server sees. Its pages are
//
//	live       each attempt with the verdict that the user is not told
//	scenarios  what goes wrong now, switched and edited in place
//	accounts   who has TOTP on, who is locked out; reset and unlock
//	helpdesk   calls for help that await an answer
//	mail       the queue, and the letters that arrived late
//	portal     addresses, operator key, class link, reset of everything
//
// The screen polls: every second it asks the root, as an outcome, for what the
// visible page needs, and the root answers with Arrived. No vault is open while
// it is shown, and nothing here knows one.
//
// Every text that came from the portal is made printable before it is kept,
// because users type it: requests for help, letters, names of classes.
package operator
