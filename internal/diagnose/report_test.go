package diagnose_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/fault"
	"sandi/internal/locale"
)

// summary is a judgement without its words.
func summary(f diagnose.Facts) []string {
	var all []string
	for _, found := range diagnose.Judge(f) {
		all = append(all, fmt.Sprintf("%s %s %s", found.Cause, found.Confidence, found.Title))
	}
	return all
}

// A support desk comes to the same judgement from the report as the computer
// that made it.
func TestReportKeepsTheJudgement(t *testing.T) {
	for _, tt := range append(cases[:len(cases):len(cases)], suddenCases...) {
		for _, lang := range locale.Langs() {
			b, err := diagnose.EncodeReport(locale.New(lang), tt.facts, diagnose.Judge(tt.facts), tt.facts.Now)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) > diagnose.MaxReport/4 {
				t.Errorf("%s: %d bytes", tt.name, len(b))
			}
			back, err := diagnose.DecodeReport(b)
			if err != nil {
				t.Errorf("%s: %v\n%s", tt.name, err, b)
				continue
			}
			if !back.Other {
				t.Errorf("%s: not marked as another computer's", tt.name)
			}
			if diff := cmp.Diff(summary(tt.facts), summary(back)); diff != "" {
				t.Errorf("%s, %s: -here +there:\n%s\n%s", tt.name, lang, diff, b)
			}
		}
	}
}

func keys(t *testing.T, b []byte) []string {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return slices.Sorted(maps.Keys(m))
}

// The members of a report are those that were promised, and no more.
func TestReportsShape(t *testing.T) {
	f := facts(-pause, jumped(pause, clock.AfterResume), service32(true, false), synced(day), dual(false), really(wita), service(http(0, time.Second)))
	b, err := diagnose.EncodeReport(locale.New(locale.EN), f, diagnose.Judge(f), f.Now)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Fields("build_date collected_at dual_boot findings jumps local_time ntp_blocked os references rejected_codes schema service_references sync true_zone utc_offset_minutes zone")
	if diff := cmp.Diff(want, keys(t, b)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var parts struct {
		References, Jumps, Findings []json.RawMessage
		Sync                        json.RawMessage
	}
	if err := json.Unmarshal(b, &parts); err != nil {
		t.Fatal(err)
	}
	for what, part := range map[string]struct {
		json json.RawMessage
		want string
	}{
		"reference": {parts.References[0], "error kind name offset_seconds uncertainty_seconds"},
		"jump":      {parts.Jumps[0], "after at seconds"},
		"finding":   {parts.Findings[0], "advice cause confidence evidence title"},
		"sync":      {parts.Sync, "last_sync running service synchronised"},
	} {
		if diff := cmp.Diff(strings.Fields(part.want), keys(t, part.json)); diff != "" {
			t.Errorf("%s: -want +got:\n%s", what, diff)
		}
	}
	for _, want := range []string{`"local_time": "2027-03-10T10:53:00+07:00"`, `"collected_at": "2027-03-10T03:53:00Z"`, `"utc_offset_minutes": 420`, `"true_zone": "WITA"`, `"seconds": 2220`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in\n%s", want, b)
		}
	}
	// What nobody knows is null, and lists are never.
	b, err = diagnose.EncodeReport(locale.New(locale.EN), diagnose.Facts{Now: truth}, nil, truth)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"true_zone": null`, `"build_date": null`, `"references": []`, `"jumps": []`, `"ntp_blocked": null`, `"dual_boot": null`, `"service": null`, `"last_sync": null`, `"findings": []`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("no %s in\n%s", want, b)
		}
	}
}

func TestErrorsOfReferencesKeepTheirKind(t *testing.T) {
	for _, tt := range []struct {
		told    string
		silence bool
	}{
		{"dial udp 10.0.0.1:123: i/o timeout", true}, {"Tidak ada jawaban dari sumber waktu x.", true}, {"No answer from the time source ntp.", true},
		{"context deadline exceeded", true}, {"The time server ntp is not synchronised itself, or its answer is not valid.", false}, {"\x1b[31mred", false},
	} {
		f, err := diagnose.DecodeReport([]byte(`{"schema":1,"local_time":"2027-03-10T11:30:00+07:00","references":[{"kind":"ntp","name":"ntp","error":` + quoted(tt.told) + `}]}`))
		if err != nil {
			t.Fatal(err)
		}
		got := f.References[0].Err
		if errors.Is(got, clock.ErrNoAnswer) != tt.silence {
			t.Errorf("%q: %v", tt.told, got)
		}
		if what, _ := locale.New(locale.EN).Describe(got); strings.Contains(what, "\x1b") || what == "" || fault.Of(got) == nil {
			t.Errorf("%q is told as %q", tt.told, what)
		}
	}
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestDecodeReportRefusesGarbage(t *testing.T) {
	for in, what := range map[string]string{
		``: "JSON", `null`: "schema", `[]`: "JSON", `{}`: "schema", `{"schema":1}`: "local_time", `{"schema":2,"local_time":"2027-03-10T11:30:00+07:00"}`: "schema",
		`{"schema":1,"local_time":"yesterday"}`: "local_time", `{"schema":"1"}`: "schema", `{"schema":1,"local_time":"2027-03-10T11:30:00Z"} {}`: "JSON",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","references":[{"kind":"sundial","name":"x","offset_seconds":0}]}`:                      "references.kind",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","references":[{"kind":"ntp","name":"x","offset_seconds":1e300}]}`:                      "references.offset_seconds",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","references":[{"kind":"ntp","name":"x","offset_seconds":0,"uncertainty_seconds":-1}]}`: "references.uncertainty_seconds",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","references":[{"kind":"ntp","name":"x","offset_seconds":"0"}]}`:                        "references.offset_seconds",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","true_zone":"Mars"}`:                                                                   "true_zone",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","utc_offset_minutes":99999}`:                                                           "utc_offset_minutes",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","rejected_codes":-1}`:                                                                  "rejected_codes",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","sync":{"last_sync":"soon"}}`:                                                          "sync.last_sync",
		`{"schema":1,"local_time":"2027-03-10T11:30:00Z","jumps":[` + strings.TrimSuffix(strings.Repeat(`{"seconds":1},`, 600), ",") + `]}`:     "jumps",
		`{"schema":1,"zone":"` + strings.Repeat("x", diagnose.MaxReport) + `"}`:                                                                 "size",
	} {
		_, err := diagnose.DecodeReport([]byte(in))
		if !errors.Is(err, diagnose.ErrBadReport) {
			t.Errorf("%.80s: got %v", in, err)
			continue
		}
		if got := fault.Of(err).Args()[1]; got != what {
			t.Errorf("%.80s: blames %v, want %s", in, got, what)
		}
	}
}

// What an older or newer program left out or added does not matter.
func TestDecodeReportIsLenient(t *testing.T) {
	f, err := diagnose.DecodeReport([]byte("\xef\xbb\xbf" + `{"schema":1,"future":{"x":[1]},"os":"Windows","zone":"Singapore\u001b[31m Standard Time","local_time":"2027-03-10T12:30:00+08:00",
		"references":[{"kind":"http","name":"https://x","offset_seconds":3600}],"jumps":[{"at":"2027-03-10T01:00:00Z","seconds":5,"after":"magic"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if f.OS != "windows" || f.Zone != "Singapore[31m Standard Time" || f.UTCOffset != wita || !f.Now.Equal(truth) || f.TrueZone != nil || f.DualBoot != nil {
		t.Errorf("got %+v", f)
	}
	if f.References[0].Uncertainty <= 0 || f.Jumps[0].After != clock.AfterUnknown {
		t.Errorf("got %+v, %+v", f.References, f.Jumps)
	}
}

// Whatever arrives, it is an error or something that can be judged and told.
func FuzzDecodeReport(f *testing.F) {
	for _, tt := range []diagnose.Facts{facts(0), facts(hour, really(wita)), facts(-pause, jumped(pause, clock.AfterResume), service32(true, true), synced(day))} {
		b, _ := diagnose.EncodeReport(locale.New(locale.ID), tt, diagnose.Judge(tt), tt.Now)
		f.Add(b)
	}
	f.Add([]byte(`{"schema":1,"local_time":"0001-01-01T00:00:00Z","references":[{"kind":"ntp","offset_seconds":9.29e9},{"kind":"http","offset_seconds":-9.29e9,"uncertainty_seconds":9.29e9}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		facts, err := diagnose.DecodeReport(b)
		if err != nil {
			if !errors.Is(err, diagnose.ErrBadReport) {
				t.Fatal(err)
			}
			return
		}
		found := diagnose.Judge(facts)
		if len(found) == 0 {
			t.Fatal("no finding")
		}
		for _, x := range found {
			if x.Tell(locale.New(locale.EN)).Title == "" {
				t.Fatal("untold")
			}
		}
		if _, err := diagnose.EncodeReport(locale.New(locale.EN), facts, found, facts.Now); err != nil {
			t.Fatal(err)
		}
	})
}
