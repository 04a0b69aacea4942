package web

import (
	"net/http"
	"slices"
	"strings"

	"sandi/internal/portal"
)

// scenarioGroup is scenarios of one kind.
type scenarioGroup struct {
	Name      string
	Title     string
	One       bool // they exclude each other
	None      bool // of One: none of them is on
	Scenarios []scenarioRow
}

type scenarioRow struct {
	Name    string
	Title   string
	Note    string
	Failure string
	Example string // of its value, "" if it has none
	Value   string
	On      bool
}

type scenariosView struct {
	Names  []string
	Groups []scenarioGroup
}

// oneOf are the groups of which one scenario at most can be in force.
var oneOf = []string{"code", "lock"}

func (s *site) scenarios(w http.ResponseWriter, r *http.Request) {
	p := s.operatorPage(w, r, "web.op.scenarios")
	active, _, err := s.portal.Scenarios(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	s.writeScenarios(w, p, http.StatusOK, active, active)
}

// writeScenarios shows the switches as chosen says, and under them what is in
// force.
func (s *site) writeScenarios(w http.ResponseWriter, p *page, status int, active, chosen []string) {
	v := scenariosView{Names: p.scenarioTitles(active)}
	values := map[string]string{}
	for _, full := range chosen {
		name, value, _ := strings.Cut(full, "=")
		values[name] = value
	}
	for _, sc := range portal.Scenarios() {
		if sc.Name == "normal" {
			continue
		}
		i := slices.IndexFunc(v.Groups, func(g scenarioGroup) bool { return g.Name == sc.Group })
		if i < 0 {
			i = len(v.Groups)
			v.Groups = append(v.Groups, scenarioGroup{
				Name: sc.Group, Title: p.T("web.group." + sc.Group), One: slices.Contains(oneOf, sc.Group), None: true,
			})
		}
		value, on := values[sc.Name]
		row := scenarioRow{
			Name: sc.Name, Title: p.T("portal.scenario." + sc.Name + ".title"), Note: p.T("portal.scenario." + sc.Name + ".note"),
			Failure: sc.Failure, Example: sc.Value, Value: value, On: on,
		}
		v.Groups[i].None = v.Groups[i].None && !on
		v.Groups[i].Scenarios = append(v.Groups[i].Scenarios, row)
	}
	p.Body = v
	s.write(w, status, "op-scenarios.html", p)
}

func (s *site) setScenarios(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.broken(w, r)
		return
	}
	var chosen []string
	if r.PostForm.Get("clear") == "" {
		for _, sc := range portal.Scenarios() {
			if slices.Contains(r.PostForm["on"], sc.Name) || r.PostForm.Get("group-"+sc.Group) == sc.Name {
				name := sc.Name
				if value := strings.TrimSpace(r.PostForm.Get("value-" + sc.Name)); sc.Value != "" && value != "" {
					name += "=" + value
				}
				chosen = append(chosen, name)
			}
		}
	}
	err := s.portal.SetScenarios(r.Context(), chosen)
	if err == nil {
		seeOther(w, r, "/operator/scenarios", "scenarios")
		return
	}
	p := s.operatorPage(w, r, "web.op.scenarios")
	active, _, problem := s.portal.Scenarios(r.Context())
	if problem != nil || !p.refuse(err) {
		s.broken(w, r)
		return
	}
	s.writeScenarios(w, p, http.StatusUnprocessableEntity, active, chosen)
}
