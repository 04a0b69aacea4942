package enroll_test

import (
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/enroll"
)

// What agrees is said of the portal that was measured, and a portal on this
// computer proves nothing about the true time.
func TestClockFigure(t *testing.T) {
	for _, tt := range []struct {
		practice bool
		address  string
		offset   time.Duration
		key      string
		same     bool
	}{
		{true, "http://127.0.0.1:40000", 0, "enroll.clock.agrees-practice", true},
		{true, "http://[::1]:40000", 99 * time.Millisecond, "enroll.clock.agrees-practice", true},
		{true, "http://localhost:8484", 0, "enroll.clock.agrees-practice", true},
		{true, "http://192.0.2.7:8484", 0, "enroll.clock.agrees-practice", false},
		{false, "https://127.0.0.1.example.org", 0, "enroll.clock.agrees", false},
		{false, "", 0, "enroll.clock.agrees", false},
		{true, "http://127.0.0.1:40000", 3 * time.Second, "enroll.clock.fast", true},
		{true, "http://127.0.0.1:40000", -3 * time.Second, "enroll.clock.slow", true},
	} {
		s := enroll.Snapshot{
			Portal: enroll.PortalInfo{Practice: tt.practice, Address: tt.address},
			Clock:  &clock.Reference{Offset: tt.offset},
		}
		if key, _ := s.ClockFigure(); key != tt.key || s.Portal.SameComputer() != tt.same {
			t.Errorf("%+v: got %s, on this computer %v", tt, key, s.Portal.SameComputer())
		}
	}
}
