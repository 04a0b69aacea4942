package main

import "os"

// peakMemory is not told by this system's process state.
func peakMemory(*os.ProcessState) int64 { return 0 }
