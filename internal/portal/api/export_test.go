package api

import "slices"

// RouteList returns the routes as "METHOD path", sorted.
func RouteList() []string {
	var list []string
	for _, r := range (&server{limits: newLimits()}).routes() {
		list = append(list, r.method+" "+r.path)
	}
	slices.Sort(list)
	return list
}

const MaxConnections = maxConnections
