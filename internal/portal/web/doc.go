// Package web is the practice portal's pages: the same flow as the real portal,
// in its own words, rendered on the server, and the operator's pages beside it.
//
// Handler puts the pages over a portal.Portal; api.Handler serves them beside
// the JSON API. Every page is plain HTML that works without JavaScript; style and icon
// come from this binary. After sign-in there is one address, /session, which
// shows whatever the session's state offers, so that the back button and a
// reload can never show a page that is no longer true.
//
//	GET  /                 home: LOGIN → PENYEDIA, NON PENYEDIA
//	GET  /login/{role}     user id and password; times out (failure F1)
//	POST /login/{role}
//	GET  /session          by state: ENABLE TOTP, the wait, the barcode, the code prompt, signed in
//	POST /session/enable   …/refresh …/code …/reset …/disable …/logout
//	GET  /session/disable  …/reset: say what it means before it is chosen
//	GET  /session/inbox    the user's mail
//	GET  /helpdesk         what to send, what never to send; POST asks
//	GET  /class/{token}    a class's link; POST makes an account, told once
//	GET  /operator         what the server sees; under it scenarios, accounts, mail …
//
// The pages are an example of how to do it. The session's token lives in an
// HttpOnly, SameSite=Strict cookie and is new after every gain of rights.
// Requests from other origins cannot act. Nothing is cached, nothing foreign is
// loaded or framed. An unknown user id reads like a wrong password, a lock-out
// of codes like a wrong code.
//
// The operator key opens the operator's pages. The browser keeps a token in its
// place, in a cookie of its own that is sent to /operator only. One small script
// of ours renews the live page; without it the page is complete all the same.
package web
