package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axe-core is the accessibility checker of Deque Systems, under the Mozilla
// Public License 2.0, unchanged as its maker publishes it.
const axeDir = "testdata/axe-core-4.14.1/"

var axeFiles = map[string]string{
	"axe.min.js":            "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
	"LICENSE":               "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
	"LICENSE-3RD-PARTY.txt": "4f8563870d0fca38bbc3e00b6f670cb7fa9f380ba9f26a7f7d1184a6b18b1653",
}

var axeRuns, axeChecks, axeViolations atomic.Int64

var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile(axeDir + "axe.min.js")
	return string(b), err
})

// A checker that somebody has changed may no longer find what it is for.
func TestTheCheckerIsAsPublished(t *testing.T) {
	for name, want := range axeFiles {
		b, err := os.ReadFile(axeDir + name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("SHA-256 of %s: got %s, want %s", name, got, want)
		}
	}
}

// finding is what axe says about one rule.
type finding struct {
	ID     string   `json:"id"`
	Help   string   `json:"help"`
	Impact string   `json:"impact"`
	Nodes  []string `json:"nodes"`
}

type axeResult struct {
	Version    string    `json:"version"`
	Checks     int64     `json:"checks"`
	Rules      int       `json:"rules"`
	Violations []finding `json:"violations"`
	Incomplete []finding `json:"incomplete"`
}

// runAxe asks for the rules of WCAG 2.2 up to level AAA and for good practice.
// Nothing is preloaded: the pages' policy forbids scripts to fetch anything.
//
// Of two kinds of text axe cannot say what their contrast is, and TestContrast
// says it: single characters, and what a wide table has to be scrolled for.
const runAxe = `axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	rules: {"target-size": {enabled: true}, "color-contrast-enhanced": {enabled: true}},
	preload: false, iframes: false, elementRef: false,
}).then(r => {
	for (const v of r.incomplete) {
		if (!v.id.startsWith("color-contrast")) continue;
		v.nodes = v.nodes.filter(n => !/too short to determine/.test(n.failureSummary) &&
			!(/partially obscured/.test(n.failureSummary) && document.querySelector(n.target[0]).closest(".table")));
	}
	r.incomplete = r.incomplete.filter(v => v.nodes.length > 0);
	const brief = l => l.map(v => ({id: v.id, help: v.help, impact: v.impact || "", nodes: v.nodes.map(n => n.html + " " + (n.failureSummary || ""))}));
	return {
		version: r.testEngine.version, rules: r.passes.length + r.violations.length + r.incomplete.length,
		checks: [...r.passes, ...r.violations, ...r.incomplete].reduce((n, v) => n + v.nodes.length, 0),
		violations: brief(r.violations), incomplete: brief(r.incomplete),
	};
})`

// audit runs axe over the page as it is now. The script is handed to the page
// by the browser's debugger, where the page's own policy does not reach.
func (v *viewer) audit() axeResult {
	v.t.Helper()
	source, err := axeSource()
	if err != nil {
		v.t.Fatal(err)
	}
	if !js[bool](v, `typeof axe === "object"`) {
		r := call(v, runtime.Evaluate, runtime.EvaluateParams{Expression: source})
		if r.ExceptionDetails != nil {
			v.t.Fatalf("axe cannot be loaded: %v", r.ExceptionDetails)
		}
	}
	return ask(v, chromedp.Evaluate[axeResult](runAxe, chromedp.EvalAwaitPromise))
}

// axe fails the test if axe finds anything against the page, or cannot say.
func (v *viewer) axe(page string) {
	v.t.Helper()
	r := v.audit()
	axeRuns.Add(1)
	axeChecks.Add(r.Checks)
	axeViolations.Add(int64(len(r.Violations)))
	if r.Rules < 15 {
		v.t.Errorf("%s: axe looked at %d rules only", page, r.Rules)
	}
	for _, f := range r.Violations {
		v.t.Errorf("%s: axe: %s (%s)\n\t%s", page, f.Help, f.ID, strings.Join(f.Nodes, "\n\t"))
	}
	for _, f := range r.Incomplete {
		v.t.Errorf("%s: axe cannot say: %s (%s)\n\t%s", page, f.Help, f.ID, strings.Join(f.Nodes, "\n\t"))
	}
}

// The checker must find what is wrong, or its silence means nothing.
func TestTheCheckerFindsFaults(t *testing.T) {
	r := newRig(t, nil)
	v := newViewer(t, "faults")
	v.open(r.URL + "/")
	for want, fault := range map[string]string{
		"label":          `document.querySelector("main").insertAdjacentHTML("beforeend", "<input>")`,
		"color-contrast": `document.querySelector("h1").style.color = "#ccc", ""`,
		"html-has-lang":  `document.documentElement.removeAttribute("lang"), ""`,
		"image-alt":      `document.querySelector("main").append(document.createElement("img"))`,
	} {
		js[any](v, fault)
		if found := v.audit().Violations; !slices.ContainsFunc(found, func(f finding) bool { return f.ID == want }) {
			t.Errorf("axe does not find %s among %v", want, fmt.Sprint(found))
		}
	}
}

// tree returns the accessibility tree. The browser builds it beside the page:
// right after a navigation it may be an empty document's still.
func (v *viewer) tree() []*accessibility.Node {
	v.t.Helper()
	for try := 0; ; try++ {
		nodes := call(v, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
		whole := slices.ContainsFunc(nodes, func(n *accessibility.Node) bool {
			return n.Role != nil && string(n.Role.Value) == `"main"`
		})
		if whole || try == 50 {
			return nodes
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// named checks that everything in the accessibility tree that a person can act
// on or that shows something has a name, and that the landmarks are there.
func (v *viewer) named(page string) {
	v.t.Helper()
	nodes := v.tree()
	need := []string{"button", "link", "textbox", "image", "progressbar", "navigation", "complementary", "checkbox", "radio", "combobox", "table", "region"}
	seen := map[string]int{}
	for _, n := range nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		seen[role]++
		name := ""
		if n.Name != nil {
			name = strings.Trim(string(n.Name.Value), `" `)
		}
		if slices.Contains(need, role) && name == "" {
			v.t.Errorf("%s: a %s has no name", page, role)
		}
	}
	for _, landmark := range []string{"main", "banner", "contentinfo"} {
		if seen[landmark] != 1 {
			v.t.Errorf("%s: %d of landmark %s, want 1", page, seen[landmark], landmark)
		}
	}
	if seen["navigation"] == 0 || seen["heading"] == 0 {
		v.t.Errorf("%s: no navigation or no heading", page)
	}
}
