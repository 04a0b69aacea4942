// Package portal is the practice portal: the service side of an enrolment, with
// the states and the words of the real one, on which everything may go wrong
// without harm.
//
// It is the other side of the wire. It shares the notions of key, code and step
// with the rest of sandi (internal/otp) and nothing else: it never sees a vault.
//
// # The states
//
// A Portal holds accounts and sessions. A Session is what one user has open and
// moves through the states of the real portal:
//
//	SignIn ─┬─ TOTP off ──────────→ IN_UNPROTECTED ─ Enable ─→ ENABLING_WAIT ─ Barcode ─→ KEY_SHOWN ─ Logout
//	        ├─ TOTP on ───────────→ TOTP_PROMPT ─ SubmitCode ─→ IN_PROTECTED ─ Disable ─→ DISABLED ─ Logout
//	        └─ after DISABLE TOTP → KEY_SHOWN (with a new secret)
//
// A helpdesk's reset (ResetAccount) leads where DISABLE TOTP leads, without a
// code: it is the way out for whoever has lost the key.
//
// HOME, LOGIN and ENROLLED_OUT are what a user sees who has no session, so no
// Session is ever in them.
//
// # What it promises
//
// Whatever goes wrong, and whatever an operator changes under open sessions:
//
//   - The secret exists from the moment the barcode is first shown, TOTP is on
//     from that moment, and only the session it was shown to can see it, only
//     until that session ends.
//   - The step of an accepted code must be later than that of the one before
//     (RFC 6238, section 5.2), also when the same code arrives many times at
//     once and after a restart.
//   - DISABLE TOTP needs a session that was opened with a code, and ends the
//     former secret for good.
//   - A lock-out reads exactly like a wrong code, and an unknown user id exactly
//     like a wrong password, also at the helpdesk and on a second portal.
//   - A code that was mailed is spent when the mail leaves: RESET TOTP opens
//     nothing.
//   - Passwords are kept as argon2id hashes, session tokens as SHA-256 hashes,
//     TOTP secrets on disk sealed with AES-256-GCM. The journal holds neither
//     passwords nor codes.
//
// # What goes wrong
//
// Conditions say how the portal behaves; a Scenario is a named change of them.
// SetScenarios puts scenarios in force for every portal on the same store, at
// once and until they are changed. Two notions of time follow from one of them:
// codes, pages and Date headers go by the portal's clock (Now), which may be
// off, and everything else by true time (TrueTime).
//
// # How it is built
//
// Every act is a turn: one transaction with the conditions as they are in it, a
// line in the journal, and an Event for whoever observes. What changes nothing
// is a view. State is kept through the Store interface: in memory
// (NewMemoryStore), in SQLite (OpenStore) or in PostgreSQL (OpenDSN). Whether
// somebody may call the operator's methods is for their callers to check
// (CheckOperator). The sub-package api serves the portal over HTTP, web adds
// the pages, mail carries its letters, trace records it.
package portal
