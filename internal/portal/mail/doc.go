// Package mail is the practice portal's post: real letters over real SMTP.
//
// RESET TOTP makes the portal queue a mail that is due when its one-time code
// has long expired (failure F5). The postman claims what is due once a second
// and sends it: to the portal's own sink, or to an outside mail server when the
// operator names one. The sink is an SMTP server on this computer that takes
// letters and puts them into the portal's inboxes; it passes nothing on, so it
// can never be a relay.
//
//	portal's queue → postman → SMTP → sink → portal's inboxes
//	                              └→ the operator's mail server
//
// Letters hold codes. Neither their bodies nor the mail server's password reach
// a log, an error or a terminal.
package mail
