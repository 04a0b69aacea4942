// Package erase keeps what secrets leave behind in the memory of a process as
// short-lived as Go allows.
//
// Go copies what it works on: strings are immutable, slices move when they
// grow, values are spilled to stacks. Bytes of our own are cleared where they
// are used; the copies that libraries make on the way are out of reach, except
// for the runtime. With GOEXPERIMENT=runtimesecret, on Linux, the runtime
// erases the registers and the stack of a function and, once nothing points to
// them any more, its heap allocations. Elsewhere Unused does what is left: it
// overwrites the heap memory that nothing uses, and so everything that is
// garbage, whoever made it.
//
// It is best effort in every build, and promises nothing against a reader of
// the memory while a vault is open.
package erase

// Do calls f so that what it leaves on its stack, in registers and on the heap
// is erased where this build can do it (see Built). Each allocation in f costs
// more than usual, so f should do the few steps that handle a secret and no
// more. What f allocates and hands on lives as long as it is used.
//
// Goroutines that f starts are not covered.
func Do(f func()) { do(f) }

// Built reports whether this build erases what f leaves behind in Do: it was
// built with GOEXPERIMENT=runtimesecret, for a system on which that works.
func Built() bool { return built }
