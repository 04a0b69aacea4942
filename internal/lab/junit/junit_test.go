package junit_test

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/lab/junit"
)

func TestADocumentAsReadersExpectIt(t *testing.T) {
	var b strings.Builder
	err := junit.Write(&b, junit.Suites{Name: "sandi lab", Suites: []junit.Suite{{
		Name: "f3", At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.FixedZone("WIB", 7*3600)),
		Cases: []junit.Case{
			{Name: "1 login", Took: 1500 * time.Microsecond},
			{Name: "2 code", Class: "own", File: "f3.toml", Failure: &junit.Problem{Kind: "verdict", Message: `got "a" & want <b>`, Text: "more\x00"}},
			{Name: "3 next", Error: &junit.Problem{Kind: "error", Message: "unreachable"}},
			{Name: "4 wait", Skipped: "an earlier step failed"},
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sandi lab" tests="4" failures="1" errors="1" skipped="1" time="0.002">
  <testsuite name="f3" tests="4" failures="1" errors="1" skipped="1" time="0.002" timestamp="2026-03-02T01:00:00">
    <testcase name="1 login" classname="f3" time="0.002"></testcase>
    <testcase name="2 code" classname="own" file="f3.toml" time="0.000">
      <failure message="got &#34;a&#34; &amp; want &lt;b&gt;" type="verdict">more�</failure>
    </testcase>
    <testcase name="3 next" classname="f3" time="0.000">
      <error message="unreachable" type="error"></error>
    </testcase>
    <testcase name="4 wait" classname="f3" time="0.000">
      <skipped message="an earlier step failed"></skipped>
    </testcase>
  </testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	var any struct{}
	if err := xml.Unmarshal([]byte(b.String()), &any); err != nil {
		t.Error(err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAWriterThatFailsIsTold(t *testing.T) {
	if err := junit.Write(full{}, junit.Suites{}); err == nil {
		t.Error("got no error of a full disk")
	}
}
