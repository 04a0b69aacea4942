// Package practice is the enroll.Service of a practice portal: its JSON API,
// version 1, over HTTP. The embedded portal and one on another machine are the
// same to it.
//
// The portal is not trusted. Answers are bounded in size and time, redirects
// are not followed (a token must not travel to another host), and every text
// in an answer is for the faces to clean before they show it.
package practice
