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
// HOME, LOGIN and ENROLLED_OUT are what a user sees who has no session, so no
// Session is ever in them.
//
// # What it promises
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
//     like a wrong password.
//   - Passwords are kept as argon2id hashes, session tokens as SHA-256 hashes,
//     TOTP secrets on disk sealed with AES-256-GCM. The journal holds neither
//     passwords nor codes.
//
// State is kept through the Store interface: in memory (NewMemoryStore) or in
// SQLite (OpenStore). The sub-package api serves the portal over HTTP, web adds
// the pages.
package portal
