// Sandi is a terminal authenticator, an enrolment wizard and a laboratory for
// time-based one-time passwords.
package main

import (
	"os"

	"sandi/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], cmd.NewSystem())) }
