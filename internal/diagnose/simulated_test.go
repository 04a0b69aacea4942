package diagnose_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"sandi/internal/diagnose"
	"sandi/internal/locale"
)

// A report of a simulated clock says so to whoever reads it; one of a real
// clock has no word of it.
func TestAReportSaysThatItsClockIsSimulated(t *testing.T) {
	now := time.Date(2027, 3, 10, 14, 0, 0, 0, time.UTC)
	for _, by := range []time.Duration{0, -95 * time.Second, 7 * time.Hour} {
		f := diagnose.Facts{Now: now, OS: "linux", Simulated: by}
		b, err := diagnose.EncodeReport(locale.New(locale.EN), f, diagnose.Judge(f), now)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := bytes.Contains(b, []byte("simulated_offset_seconds")), by != 0; got != want {
			t.Errorf("%v: marked %v\n%s", by, got, b)
		}
		back, err := diagnose.DecodeReport(b)
		if err != nil || back.Simulated != by {
			t.Errorf("got %v, %v, want %v", back.Simulated, err, by)
		}
	}
	bad := `{"schema":1,"local_time":"2027-03-10T14:00:00Z","clock":{"simulated_offset_seconds":1e300}}`
	if _, err := diagnose.DecodeReport([]byte(bad)); !errors.Is(err, diagnose.ErrBadReport) {
		t.Errorf("got %v", err)
	}
}
