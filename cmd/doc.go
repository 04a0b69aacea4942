// Package cmd is sandi's command line and the only place where its parts are
// put together.
//
// Each verb is a file with a constructor newXxxCommand(a *app), listed in
// root.go. A verb reads its input through the app: the words come from
// a.l (internal/locale), the vault from a.openVault, which finds the password,
// and data go out through a.print and a.writeJSON. It returns its errors;
// Main tells them on standard error and turns them into an exit code with the
// one switch in exit.go.
//
// The rules that scripts rely on: standard output carries data only; prompts
// for secrets use the terminal itself; no secret is taken from the argument
// list. docs/exit-codes.md lists the codes.
package cmd
