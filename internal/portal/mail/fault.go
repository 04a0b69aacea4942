package mail

import "sandi/internal/fault"

// The faults. The outside server's answers are part of some: they are made
// printable and short, and hold nothing of what was sent.
var (
	// ErrNotLoopback is a sink's address that other computers could reach.
	ErrNotLoopback = fault.New("mail.not-loopback", "the mail sink listens on this computer only")
	// ErrSink is an address that the sink cannot listen on.
	ErrSink = fault.New("mail.sink", "cannot listen for mail")
	// ErrBadServer is no HOST:PORT.
	ErrBadServer = fault.New("mail.bad-server", "not the address of a mail server")
	// ErrBadFrom is no sender's address.
	ErrBadFrom = fault.New("mail.bad-from", "not a sender's address")
	// ErrPasswordFile is a password file that cannot be read or holds none.
	ErrPasswordFile = fault.New("mail.password-file", "cannot read the mail server's password")
	// ErrUnreachable is a mail server that does not answer, or breaks off.
	ErrUnreachable = fault.New("mail.unreachable", "cannot reach the mail server")
	// ErrNoTLS is a mail server that would get the password in the clear.
	ErrNoTLS = fault.New("mail.no-tls", "the mail server offers no encryption for the password")
	// ErrCertificate is a mail server whose certificate is not to be trusted.
	ErrCertificate = fault.New("mail.certificate", "the mail server's certificate is not valid")
	// ErrLoginRefused is a wrong user name or password.
	ErrLoginRefused = fault.New("mail.login-refused", "the mail server refused the login")
	// ErrRefused is a letter that the mail server does not take.
	ErrRefused = fault.New("mail.refused", "the mail server refused the letter")
)
