package timesync

import (
	"errors"
	"io/fs"
	"strings"
	"time"
)

const (
	w32timeKey = `SYSTEM\CurrentControlSet\Services\W32Time`
	zoneKey    = `SYSTEM\CurrentControlSet\Control\TimeZoneInformation`

	disabled = 4 // the value of Start for a service that must not run
)

// Bounds of what Windows's time service can know of the clock since it last set
// it: it leaves errors up to a second to be slewed away, and a clock that runs
// free gains or loses no more than the 500 ppm that NTP assumes.
const (
	windowsFloor  = time.Second
	windowsDrift  = 500e-6
	windowsOldest = 24 * time.Hour // beyond it the last setting says little
)

func (r *reading) windows() {
	s := &r.state
	s.Service = "w32time"
	if r.machine.ServiceRuns != nil {
		runs, err := r.machine.ServiceRuns("w32time")
		r.said("w32time", err)
		if err == nil {
			s.Running = &runs
		}
	}
	if kind, ok := r.value(w32timeKey+`\Parameters`, "Type").(string); ok {
		s.Automatic = known(!strings.EqualFold(kind, "NoSync"))
	}
	if start, ok := r.value(w32timeKey, "Start").(int64); ok && start == disabled {
		s.Automatic = known(false)
	}
	if seeding, ok := r.value(w32timeKey+`\Config`, "UtilizeSslTimeData").(int64); ok {
		s.TimeSeeding = known(seeding != 0)
	}
	if zone, ok := r.value(zoneKey, "TimeZoneKeyName").(string); ok && len(zone) < 128 {
		s.Zone = strings.TrimSpace(zone)
	}
	r.universal()
	r.w32time()
}

// value returns a value of the registry, or nil.
func (r *reading) value(key, name string) any {
	if r.machine.Registry == nil {
		return nil
	}
	v, err := r.machine.Registry(key, name)
	r.said(key+`\`+name, err)
	if err != nil {
		return nil
	}
	return v
}

// universal asks whether the hardware clock is taken to hold UTC. Where nobody
// has said so it holds local time.
func (r *reading) universal() {
	if r.machine.Registry == nil {
		return
	}
	const name = "RealTimeIsUniversal"
	v, err := r.machine.Registry(zoneKey, name)
	absent := errors.Is(err, fs.ErrNotExist)
	if absent {
		err = nil
	}
	r.said(zoneKey+`\`+name, err)
	switch n, ok := v.(int64); {
	case absent:
		r.state.RTCLocal = known(true)
	case err == nil && ok:
		r.state.RTCLocal = known(n == 0)
	}
}

// w32time asks the service itself. One that does not run answers with the
// number of an error, one that keeps to itself with another.
func (r *reading) w32time() {
	s := &r.state
	out, err := r.run("w32tm.exe", "/query", "/status", "/verbose")
	if strings.Contains(strings.ToLower(string(out)), "0x80070426") { // ERROR_SERVICE_NOT_ACTIVE
		s.Running, s.Synchronised = known(false), known(false)
		return
	}
	if err != nil {
		return
	}
	w, err := parseW32time(out)
	if err != nil {
		return
	}
	s.Running, s.Synchronised, s.Server = known(true), &w.synchronised, w.server
	if w.since == nil {
		return
	}
	if now := r.now(); !now.IsZero() {
		s.LastSync = now.Add(-*w.since).UTC().Round(time.Second)
	}
	if *w.since <= windowsOldest {
		free := time.Duration(windowsDrift * float64(*w.since))
		r.believe("w32time", 0, w.uncertainty+windowsFloor+free)
	}
}
