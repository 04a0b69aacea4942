// Hello is the smallest Go program there is: what starting costs at least.
package main

import "os"

func main() { _, _ = os.Stdout.WriteString("hello\n") }
