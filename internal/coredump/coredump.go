// Package coredump keeps the memory of this process, which holds keys and
// passwords while a vault is open, out of files and out of the reach of other
// processes of the same user.
//
// It is done as far as the operating system allows without privileges, and it
// is no protection against an administrator or against a debugger that starts
// sandi itself.
package coredump

// Forbid switches core dumps off for this process and its children, and on
// Linux also makes its memory unreadable for other processes of the user. A
// system that refuses is no reason to stop, so there is no error to handle.
func Forbid() { forbid() }
