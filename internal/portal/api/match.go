package api

import (
	"net/http"
	"slices"
	"strings"
)

// route is one operation. A segment of its path in braces stands for any one
// segment that is not empty, and handlers get it by http.Request.PathValue.
type route struct {
	method, path string
	handle       http.HandlerFunc
}

// site finds the operations of an address. It does without http.ServeMux,
// which answers unclean paths with redirects; here they are unknown.
type site struct {
	plain    map[string]methods
	patterns []pattern
}

type methods map[string]http.HandlerFunc

type pattern struct {
	segments []string
	offered  methods
}

func newSite(routes []route) *site {
	s := &site{plain: map[string]methods{}}
	for _, r := range routes {
		offered := s.of(r.path)
		offered[r.method] = r.handle
	}
	return s
}

// of returns the methods of a path as the routes write it.
func (s *site) of(path string) methods {
	if !strings.Contains(path, "{") {
		if s.plain[path] == nil {
			s.plain[path] = methods{}
		}
		return s.plain[path]
	}
	segments := strings.Split(path, "/")
	for _, p := range s.patterns {
		if slices.Equal(p.segments, segments) {
			return p.offered
		}
	}
	p := pattern{segments, methods{}}
	s.patterns = append(s.patterns, p)
	return p.offered
}

// find returns what is offered at the address of a request, and gives the
// request the values of the path's segments in braces.
func (s *site) find(r *http.Request) (methods, bool) {
	if offered, ok := s.plain[r.URL.Path]; ok {
		return offered, true
	}
	given := strings.Split(r.URL.Path, "/")
	for _, p := range s.patterns {
		if p.matches(given) {
			for i, want := range p.segments {
				if name, ok := placeholder(want); ok {
					r.SetPathValue(name, given[i])
				}
			}
			return p.offered, true
		}
	}
	return nil, false
}

func (p pattern) matches(given []string) bool {
	return slices.EqualFunc(p.segments, given, func(want, got string) bool {
		if _, ok := placeholder(want); ok {
			return got != ""
		}
		return want == got
	})
}

func placeholder(segment string) (name string, ok bool) {
	name, opened := strings.CutPrefix(segment, "{")
	name, closed := strings.CutSuffix(name, "}")
	return name, opened && closed
}

// allow is the Allow header of an address.
func (m methods) allow() string {
	var names []string
	for name := range m {
		names = append(names, name)
		if name == http.MethodGet {
			names = append(names, http.MethodHead)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
