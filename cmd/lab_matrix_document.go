package cmd

import (
	"strconv"

	"sandi/internal/lab"
	"sandi/internal/lab/junit"
	"sandi/internal/lab/picture"
)

type matrixJSON struct {
	Offsets  []float64        `json:"offsets_seconds"`
	Delays   []float64        `json:"delays_seconds"`
	Policies []policyJSON     `json:"policies"`
	Cells    []matrixCellJSON `json:"cells"`
	Required *requiredJSON    `json:"required"`
}

type policyJSON struct {
	Name   string  `json:"name"`
	Past   int     `json:"past"`
	Future int     `json:"future"`
	Period float64 `json:"period"`
}

// matrixCellJSON gives the share as a number and exactly, as seconds of a
// period.
type matrixCellJSON struct {
	Policy   string  `json:"policy"`
	Delay    float64 `json:"delay_seconds"`
	Offset   float64 `json:"offset_seconds"`
	Share    float64 `json:"share"`
	Accepted float64 `json:"accepted_seconds"`
	Of       float64 `json:"of_seconds"`
	Met      *bool   `json:"met"`
}

type requiredJSON struct {
	Percent float64     `json:"percent"`
	Offsets *[2]float64 `json:"offsets_seconds"`
	Delays  *[2]float64 `json:"delays_seconds"`
	Met     bool        `json:"met"`
}

func policyDocument(name string, s lab.Setting) policyJSON {
	w := s.Policy.Window
	return policyJSON{name, w.Past, w.Future, seconds(s.Period())}
}

func matrixDocument(g lab.Grid, cells []lab.Cell, r lab.Requirement) matrixJSON {
	doc := matrixJSON{Offsets: []float64{}, Delays: []float64{}, Policies: []policyJSON{}, Cells: make([]matrixCellJSON, 0, len(cells))}
	for _, o := range g.Offsets {
		doc.Offsets = append(doc.Offsets, seconds(o))
	}
	for _, d := range g.Delays {
		doc.Delays = append(doc.Delays, seconds(d))
	}
	for _, p := range g.Policies {
		doc.Policies = append(doc.Policies, policyDocument(p.Name, lab.Setting{Policy: p.Policy}))
	}
	all := true
	for _, c := range cells {
		shape := matrixCellJSON{
			Policy: c.Policy.Name, Delay: seconds(c.Delay), Offset: seconds(c.Offset),
			Share: c.Share.Float(), Accepted: seconds(c.Share.Accepted), Of: seconds(c.Share.Of),
		}
		if c.Applies {
			shape.Met = &c.Met
		}
		all = all && c.Met
		doc.Cells = append(doc.Cells, shape)
	}
	if r.Percent > 0 {
		doc.Required = &requiredJSON{Percent: r.Percent, Met: all}
		if b := r.Offsets; b != nil {
			doc.Required.Offsets = &[2]float64{seconds(b.From), seconds(b.To)}
		}
		if b := r.Delays; b != nil {
			doc.Required.Delays = &[2]float64{seconds(b.From), seconds(b.To)}
		}
	}
	return doc
}

// matrixSuites is the fields that something is required of, a suite for each
// verifier. Names are English numbers, so that a CI system's history does not
// depend on anybody's language.
func (a *app) matrixSuites(g lab.Grid, cells []lab.Cell, r lab.Requirement) junit.Suites {
	doc := junit.Suites{Name: "sandi lab matrix"}
	percent := func(share float64) string { return strconv.FormatFloat(share*100, 'f', 4, 64) + " %" }
	for _, p := range g.Policies {
		suite := junit.Suite{Name: policyTitle(p)}
		for _, c := range cells {
			if c.Policy != p || r.Percent > 0 && !c.Applies {
				continue
			}
			one := junit.Case{
				Name:   "offset " + picture.Short(c.Offset) + ", delay " + picture.Short(c.Delay),
				Output: percent(c.Share.Float()),
			}
			if !c.Met {
				one.Failure = &junit.Problem{Kind: "share", Message: a.l.T("lab.matrix.short-of",
					"percent", picture.Percent(a.l, c.Share.Float()), "wanted", picture.Percent(a.l, r.Percent/100))}
			}
			suite.Cases = append(suite.Cases, one)
		}
		doc.Suites = append(doc.Suites, suite)
	}
	return doc
}
