// Verdict reads what `go test -json` prints and tells what a person needs: a
// line for each package, and at the very end the output of each test that
// failed or was skipped, neither of which may be.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

// keep is how many lines of a test's output are shown, the last ones.
const keep = 60

type event struct {
	Action, Package, Test, ImportPath, Output string
	Elapsed                                   float64
}

func main() {
	outputs, verdicts := map[string][]string{}, map[string]string{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Println(lines.Text())
			continue
		}
		name := e.Package + e.ImportPath + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			outputs[name] = append(outputs[name], e.Output)
		case "build-fail", "fail":
			verdicts[name] = "FAILED"
		case "skip":
			// A package without tests is told to be skipped.
			if e.Test != "" {
				verdicts[name] = "SKIPPED"
			}
		case "pass":
			delete(outputs, name)
		}
		if e.Test == "" && (e.Action == "pass" || e.Action == "fail") {
			fmt.Printf("%-4s %-45s %7.1f s\n", e.Action, e.Package, e.Elapsed)
		}
	}
	var names []string
	for name := range verdicts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("\n-- %s: %s\n", verdicts[name], name)
		text := strings.Split(strings.TrimSuffix(strings.Join(outputs[name], ""), "\n"), "\n")
		if n := len(text) - keep; n > 0 {
			fmt.Printf("… %d lines before\n", n)
			text = text[n:]
		}
		fmt.Println(strings.Join(text, "\n"))
	}
	if err := lines.Err(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if len(names) > 0 {
		fmt.Printf("\n%d failed or were skipped: %s\n", len(names), strings.Join(names, ", "))
		os.Exit(1)
	}
}
