package cmd_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sandi/cmd"
	"sandi/internal/clock"
)

// runClock runs `sandi clock` on a computer whose clock is off, in a zone.
func runClock(t *testing.T, off, zone time.Duration, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, complaints bytes.Buffer
	sys := cmd.NewSystem()
	sys.In, sys.Out, sys.Err = strings.NewReader(""), &out, &complaints
	sys.GOOS = "linux"
	sys.Getenv = func(name string) string { return map[string]string{"SANDI_LANG": "en", "TZ": "Test/Zone"}[name] }
	sys.Clock = inZone{clock.Shifted{Base: clock.System{}, By: off}, time.FixedZone("", int(zone.Seconds()))}
	code = cmd.Main(append([]string{"clock"}, args...), sys)
	return code, out.String(), complaints.String()
}

type inZone struct {
	clock.Shifted
	zone *time.Location
}

func (c inZone) Now() time.Time { return c.Shifted.Now().In(c.zone) }

// portal is a web server whose clock is off.
func portal(t *testing.T, off time.Duration) string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

type clockDocument struct {
	Offset      *float64 `json:"offset_seconds"`
	Uncertainty *float64 `json:"uncertainty_seconds"`
	MeasuredAt  string   `json:"measured_at"`
	References  []struct {
		Kind        string   `json:"kind"`
		Name        string   `json:"name"`
		Offset      *float64 `json:"offset_seconds"`
		Uncertainty *float64 `json:"uncertainty_seconds"`
		Error       *string  `json:"error"`
	} `json:"references"`
	Findings []struct {
		Cause, Confidence, Title string
		Advice                   []string
		Evidence                 map[string]any
	} `json:"findings"`
}

func TestClockJSON(t *testing.T) {
	for _, tt := range []struct {
		name      string
		off, zone time.Duration
		args      []string
		urls      []time.Duration
		code      int
		offset    float64 // seconds
		causes    string
	}{
		{"slow", -93 * time.Second, 7 * time.Hour, nil, []time.Duration{0}, 0, -93, "unsynchronised"},
		{"right", 0, 7 * time.Hour, nil, []time.Duration{0}, 0, 0, "healthy"},
		{"hands moved", time.Hour, 7 * time.Hour, []string{"--true-zone", "WITA"}, []time.Duration{0}, 0, 3600, "zone-mismatch"},
		{"contradiction", 0, 0, nil, []time.Duration{40 * time.Second, 90 * time.Second}, 6, 0, "references-disagree"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"--json"}, tt.args...)
			for _, off := range tt.urls {
				args = append(args, "--url", portal(t, off))
			}
			code, stdout, stderr := runClock(t, tt.off, tt.zone, args...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d; stderr %q", code, tt.code, stderr)
			}
			var doc clockDocument
			d := json.NewDecoder(strings.NewReader(stdout))
			d.DisallowUnknownFields()
			if err := d.Decode(&doc); err != nil {
				t.Fatalf("%v in %q", err, stdout)
			}
			if tt.code != 0 {
				if doc.Offset != nil || doc.Uncertainty != nil {
					t.Errorf("an offset without a reference to believe: %s", stdout)
				}
			} else if doc.Offset == nil || *doc.Offset < tt.offset-0.1 || *doc.Offset > tt.offset+0.1 {
				t.Errorf("got %s, want offset %v", stdout, tt.offset)
			}
			if at, err := time.Parse(time.RFC3339, doc.MeasuredAt); err != nil || !strings.HasSuffix(doc.MeasuredAt, "Z") || time.Since(at.Add(-tt.off)).Abs() > time.Minute {
				t.Errorf("measured_at %q", doc.MeasuredAt)
			}
			if len(doc.References) != len(tt.urls) || doc.References[0].Error != nil || doc.References[0].Kind != "http" {
				t.Errorf("references %+v", doc.References)
			}
			var causes []string
			for _, f := range doc.Findings {
				causes = append(causes, f.Cause)
				if f.Advice == nil || f.Evidence == nil || f.Title == "" {
					t.Errorf("finding %+v", f)
				}
			}
			if got := strings.Join(causes, " "); got != tt.causes {
				t.Errorf("causes %q, want %q", got, tt.causes)
			}
		})
	}
}

func TestClockText(t *testing.T) {
	t.Parallel()
	url := portal(t, 0)
	code, stdout, stderr := runClock(t, -93*time.Second, 7*time.Hour, "--url", url, "--ntp", "127.0.0.1:9")
	if code != 0 || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	for _, want := range []string{
		"Your clock is 93 s slow (±0.1 s, HTTP, just now): codes will be refused\n",
		url, "s slow", "No answer from the time source 127.0.0.1:9.",
		"Nothing seems to keep", "(likely)", "timedatectl set-ntp true", "UDP port 123", "(possible)",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in:\n%s", want, stdout)
		}
	}
}
