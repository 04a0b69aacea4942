// Package api puts a practice portal on the wire: the JSON API under /api/v1,
// the OpenAPI document that describes it (/api/openapi.json), and the HTTP
// server with its bounds.
//
// Handler is the whole site: give it the web pages in Options.Pages and it
// guards them with the same body limit, panic barrier and headers as the API.
// Every answer is dated by the portal's clock, so that a client can see when
// that clock is wrong.
//
// Three kinds of clients speak to it. Visitors (visitor.go) need nothing and are
// bounded per address. Users (session.go) have the bearer token of a session,
// the operator (operator*.go) the operator key; there are no cookies, so no
// request can be forged from another site. What a scenario says about the
// network (network.go) befalls everybody but the operator, who must be able to
// end it. Users are told times by the portal's clock, the operator the true
// time. apicheck holds the traffic of all tests against the document.
//
// Errors read
// {"error":{"code":"wrong-state","message":"…"}}: the code is for programs, the
// message, in the language of Accept-Language, for people.
package api
