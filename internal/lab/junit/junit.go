// Package junit writes results as the XML that continuous integration systems
// read: the form of Ant's JUnit task, as Jenkins, GitLab and GitHub's actions
// understand it.
package junit

import (
	"encoding/xml"
	"io"
	"strconv"
	"time"
)

// Suites is a whole document.
type Suites struct {
	Name   string
	Suites []Suite
}

// Suite is a group of cases.
type Suite struct {
	Name  string
	At    time.Time // when it was run; zero: not told
	Cases []Case
}

// Case is one thing that was tried. At most one of Failure, Error and Skipped
// is set; with none it has passed.
type Case struct {
	Name  string
	Class string // what readers group cases by; "": the suite's name
	File  string // where the expectation stands; "": not told
	Took  time.Duration

	Failure *Problem // what came is not what was expected
	Error   *Problem // it could not be tried
	Skipped string   // why it was not tried; "": it was
	Output  string   // what else is to be said
}

// Problem says what is wrong.
type Problem struct {
	Kind    string // a short stable word, such as "verdict"
	Message string // one line
	Text    string // the rest; "": none
}

// Write writes the document, with the counts that readers expect. Characters
// that XML cannot hold become U+FFFD.
func Write(w io.Writer, s Suites) error {
	doc := suitesXML{Name: s.Name}
	total := time.Duration(0)
	for _, suite := range s.Suites {
		x, took := suite.xml()
		doc.Tests += x.Tests
		doc.Failures += x.Failures
		doc.Errors += x.Errors
		doc.Skipped += x.Skipped
		total += took
		doc.Suites = append(doc.Suites, x)
	}
	doc.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s Suite) xml() (x suiteXML, took time.Duration) {
	x = suiteXML{Name: s.Name}
	if !s.At.IsZero() {
		x.Timestamp = s.At.UTC().Format("2006-01-02T15:04:05")
	}
	for _, c := range s.Cases {
		took += c.Took
		y := caseXML{Name: c.Name, Class: c.Class, File: c.File, Time: seconds(c.Took), Output: c.Output}
		if y.Class == "" {
			y.Class = s.Name
		}
		x.Tests++
		switch {
		case c.Error != nil:
			x.Errors++
			y.Error = problem(c.Error)
		case c.Failure != nil:
			x.Failures++
			y.Failure = problem(c.Failure)
		case c.Skipped != "":
			x.Skipped++
			y.Skipped = &skippedXML{c.Skipped}
		}
		x.Cases = append(x.Cases, y)
	}
	x.Time = seconds(took)
	return x, took
}

func problem(p *Problem) *problemXML { return &problemXML{p.Message, p.Kind, p.Text} }

// seconds writes a duration as JUnit does, with a point in every language.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

type suitesXML struct {
	XMLName  xml.Name   `xml:"testsuites"`
	Name     string     `xml:"name,attr,omitempty"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Errors   int        `xml:"errors,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Time     string     `xml:"time,attr"`
	Suites   []suiteXML `xml:"testsuite"`
}

type suiteXML struct {
	Name      string    `xml:"name,attr"`
	Tests     int       `xml:"tests,attr"`
	Failures  int       `xml:"failures,attr"`
	Errors    int       `xml:"errors,attr"`
	Skipped   int       `xml:"skipped,attr"`
	Time      string    `xml:"time,attr"`
	Timestamp string    `xml:"timestamp,attr,omitempty"`
	Cases     []caseXML `xml:"testcase"`
}

type caseXML struct {
	Name    string      `xml:"name,attr"`
	Class   string      `xml:"classname,attr"`
	File    string      `xml:"file,attr,omitempty"`
	Time    string      `xml:"time,attr"`
	Error   *problemXML `xml:"error"`
	Failure *problemXML `xml:"failure"`
	Skipped *skippedXML `xml:"skipped"`
	Output  string      `xml:"system-out,omitempty"`
}

type problemXML struct {
	Message string `xml:"message,attr"`
	Kind    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

type skippedXML struct {
	Message string `xml:"message,attr"`
}
