// Package probe measures which codes a verifier accepts: how many steps of the
// past and of the future, whether a code is accepted twice, whether it follows
// a clock that is off, and after how many failures it locks. It needs a test
// account of one's own and its key.
//
// It is gentle. Between two tries lies a pause. One refused code is followed by
// an accepted one before the next question is asked, so that a lock-out that
// nobody knows yet is not reached; only the search for the lock-out itself
// sends wrong codes in a row, no more than the plan allows. A question is asked
// in the calm middle of a step with a code that no answer before has spent, so
// that an answer has one meaning. The number of tries is bounded. Its callers
// refuse addresses that are not [Near] unless the service is the user's own.
package probe
