// Package timesync reads what the operating system itself says about its
// clock: which service sets it, whether that service runs and has ever
// succeeded, how far off the kernel or the service believes the clock to be,
// which zone is set, and whether the hardware clock or another operating system
// may disturb it. Nothing goes over the network and nothing needs privileges.
//
// [Read] gathers a [State] from a [Machine], which holds everything that is
// touched outside the process; [This] is the real one. Whatever cannot be
// learned stays unknown: an operating system that does not answer is no
// evidence. The readers of each answer are pure functions of its bytes, because
// the answers come from programs of many versions and in many languages.
package timesync
