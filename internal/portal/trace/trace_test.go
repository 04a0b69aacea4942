package trace_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
	"sandi/internal/portal/trace"
)

var start = time.Date(2026, 11, 23, 8, 0, 5, 123456789, time.UTC)

// A trace of a run in which everything happens replays with every verdict.
func TestReplayReproducesEveryVerdict(t *testing.T) {
	verdicts, acts := map[portal.Verdict]int{}, map[portal.Act]int{}
	for seed := range uint64(8) {
		r, file := record(t, seed, 1500)
		began := time.Now()
		report, err := trace.Replay(t.Context(), bytes.NewReader(file))
		took := time.Since(began)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i, d := range report.Differences {
			if i < 3 {
				t.Errorf("seed %d, line %d:\nwant %+v\n got %+v", seed, d.Line, d.Want, d.Got)
			}
		}
		if !report.Equal() || report.Cut || report.Full || report.Span < time.Hour {
			t.Errorf("seed %d: %d of %d differ, cut %v, full %v, span %v", seed, report.Different, report.Acts, report.Cut, report.Full, report.Span)
		}
		total := 0
		for v, n := range r.verdicts {
			verdicts[v] += n
			total += n
		}
		for a, n := range r.acts {
			acts[a] += n
		}
		if report.Acts != total {
			t.Errorf("seed %d: %d acts happened, %d were played", seed, total, report.Acts)
		}
		t.Logf("seed %d: %d acts of %v in %v: %.0f a second", seed, report.Acts, report.Span.Round(time.Minute), took.Round(time.Millisecond), float64(report.Acts)/took.Seconds())
	}
	// The test would prove little if the run did little.
	for _, v := range []portal.Verdict{
		portal.Accepted, portal.UnknownUser, portal.WrongPassword, portal.WrongCode, portal.MalformedCode,
		portal.ExpiredCode, portal.EarlyCode, portal.ReusedCode, portal.Refused, portal.TimedOut,
	} {
		if verdicts[v] == 0 {
			t.Errorf("no act had the verdict %s", v)
		}
	}
	for _, a := range []portal.Act{
		portal.ActSignIn, portal.ActEnable, portal.ActBarcode, portal.ActCode, portal.ActDisable, portal.ActReset, portal.ActLogout, portal.ActRefresh,
		portal.ActOpenLogin, portal.ActHelpdesk, portal.ActJoin, portal.ActScenario, portal.ActAddAccount, portal.ActResetAccount, portal.ActUnlock,
		portal.ActRemove, portal.ActResolve, portal.ActClass, portal.ActResetAll,
	} {
		if acts[a] == 0 {
			t.Errorf("nobody did %s", a)
		}
	}
}

// A portal on disk that was stopped and started again, with sessions, classes
// and requests open.
func TestReplayOfAPortalOnDisk(t *testing.T) {
	dir := t.TempDir()
	var last portal.Store
	_, file := recordOn(t, 11, 400, func() portal.Store {
		if last != nil {
			if err := last.Close(); err != nil {
				t.Fatal(err)
			}
		}
		var err error
		if last, err = portal.OpenStore(dir); err != nil {
			t.Fatal(err)
		}
		return last
	})
	if err := last.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := trace.Replay(t.Context(), bytes.NewReader(file))
	if err != nil || !report.Equal() || report.Acts < 300 {
		t.Errorf("%d of %d differ, %v", report.Different, report.Acts, err)
	}
	for i, d := range report.Differences {
		if i < 3 {
			t.Errorf("line %d:\nwant %+v\n got %+v", d.Line, d.Want, d.Got)
		}
	}
	for _, kind := range []string{`{"session":`, `{"class":`, `{"request":`, `"shown_to":`, `"last_step":`} {
		if !bytes.Contains(file, []byte(kind)) {
			t.Errorf("the recording begins without any %s", kind)
		}
	}
}

// No password, key, code, token, ticket, operator key, or text that somebody
// typed into a wrong field is in the file, in any spelling.
func TestNoSecretIsInTheFile(t *testing.T) {
	r, file := record(t, 3, 1500)
	if len(r.secrets) < 100 {
		t.Fatalf("only %d secrets were used", len(r.secrets))
	}
	text := strings.ToLower(string(file))
	words := map[string]bool{} // outside of time stamps, whose fractions are digits too
	for _, w := range regexp.MustCompile(`[0-9a-z_-]+`).FindAllString(regexp.MustCompile(`"\d{4}-\d\d-\d\dt[0-9:.]+z"`).ReplaceAllString(text, ""), -1) {
		words[w] = true
	}
	short := 0
	for secret := range r.secrets {
		if len(secret) < 8 { // a code
			short++
			if words[secret] {
				t.Error("a code is in the file")
			}
			continue
		}
		if strings.Contains(text, strings.ToLower(secret)) {
			t.Errorf("a secret of %d bytes is in the file", len(secret))
		}
	}
	if short == 0 {
		t.Error("no code was used")
	}
}

func TestChangedVerifierIsFound(t *testing.T) {
	_, file := record(t, 5, 800)
	strict := bytes.Replace(file, []byte(`"window":{"past":0,"future":0}`), []byte(`"window":{"past":30,"future":30}`), 1)
	if bytes.Equal(strict, file) {
		t.Fatalf("the first line reads otherwise: %.300s", file)
	}
	report, err := trace.Replay(t.Context(), bytes.NewReader(strict))
	if err != nil || report.Equal() {
		t.Fatalf("another window makes no difference: %v", err)
	}
	d := report.Differences[0]
	if d.Want.Verdict == d.Got.Verdict || d.Line == 0 || !d.Want.At.Equal(d.Got.At) {
		t.Errorf("got %+v", d)
	}
}

// After kill -9 the last line may be without its end.
func TestCutFile(t *testing.T) {
	_, file := record(t, 2, 100)
	whole, err := trace.Replay(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	report, err := trace.Replay(t.Context(), bytes.NewReader(file[:len(file)-5]))
	if err != nil || !report.Cut || !report.Equal() || report.Acts != whole.Acts-1 {
		t.Errorf("cut %v, %d of %d acts, %d differ, %v", report.Cut, report.Acts, whole.Acts, report.Different, err)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	_, file := record(t, 2, 20)
	first, rest, _ := bytes.Cut(file, []byte("\n"))
	middle := append(append(append([]byte{}, first...), "\nrahasia\n"...), rest...)
	for _, tt := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, trace.ErrNotATrace},
		{"text", []byte("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\n"), trace.ErrNotATrace},
		{"JSON of another kind", []byte("{}\n"), trace.ErrNotATrace},
		{"no end of the first line", first, trace.ErrNotATrace},
		{"a newer version", bytes.Replace(file, []byte(`"version":1`), []byte(`"version":2`), 1), trace.ErrNewer},
		{"a line that is none", middle, trace.ErrBadLine},
		{"a long line", append(append(append([]byte{}, first...), '\n'), append(bytes.Repeat([]byte("x"), 2*trace.MaxLine), '\n')...), trace.ErrBadLine},
		{"an account among the acts", append(append([]byte{}, file...), `{"account":{"role":"penyedia","user":"x","totp":"off"}}`+"\n"...), trace.ErrBadLine},
		{"an act that there is not", append(append([]byte{}, file...), `{"act":{"at":"2026-11-23T08:00:00Z","act":"dance","verdict":"accepted"}}`+"\n"...), trace.ErrBadLine},
	} {
		_, err := trace.Replay(t.Context(), bytes.NewReader(tt.file))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "rahasia") || strings.Contains(err.Error(), "JBSW")) {
			t.Errorf("%s: the error quotes the file: %v", tt.name, err)
		}
	}
}

type writes struct {
	bytes.Buffer
	calls [][]byte
	fail  error
}

func (w *writes) Write(b []byte) (int, error) {
	if w.fail != nil {
		return 0, w.fail
	}
	w.calls = append(w.calls, bytes.Clone(b))
	return w.Buffer.Write(b)
}

// Each line goes out at once, whole and by itself.
func TestEachLineIsWrittenAtOnce(t *testing.T) {
	var w writes
	rec := trace.NewRecorder(&w, 0)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	before := len(w.calls)
	if _, err := r.portal.SignIn(t.Context(), portal.Penyedia, "x", []byte("y")); !errors.Is(err, portal.ErrBadCredentials) {
		t.Fatal(err)
	}
	if len(w.calls) != before+1 {
		t.Fatalf("one act made %d writes", len(w.calls)-before)
	}
	for _, b := range w.calls {
		if bytes.Count(b, []byte("\n")) != 1 || b[len(b)-1] != '\n' || len(b) > trace.MaxLine {
			t.Errorf("written: %q", b)
		}
	}
}

func TestFileIsBounded(t *testing.T) {
	const size = 8 << 10
	var w writes
	rec := trace.NewRecorder(&w, size)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		r.act()
	}
	if w.Len() > size || rec.Missed() == 0 || rec.Err() != nil {
		t.Errorf("%d bytes, missed %d, %v", w.Len(), rec.Missed(), rec.Err())
	}
	report, err := trace.Replay(t.Context(), &w.Buffer)
	if err != nil || !report.Full || !report.Equal() || report.Acts == 0 {
		t.Errorf("full %v, %d acts, %d differ, %v", report.Full, report.Acts, report.Different, err)
	}
}

// A disk that is full stops the recording and not the portal.
func TestDiskThatIsFull(t *testing.T) {
	var w writes
	rec := trace.NewRecorder(&w, 0)
	r := newRun(t, 1, portal.NewMemoryStore(), rec.Observe)
	if err := rec.Begin(t.Context(), r.options); err != nil {
		t.Fatal(err)
	}
	w.fail = errors.New("no space left on device")
	for range 5 {
		if _, err := r.portal.SignIn(t.Context(), portal.Penyedia, "x", []byte("y")); !errors.Is(err, portal.ErrBadCredentials) {
			t.Fatal(err)
		}
	}
	if !errors.Is(rec.Err(), trace.ErrWrite) || rec.Missed() != 5 {
		t.Errorf("got %v, missed %d", rec.Err(), rec.Missed())
	}
}

func TestStoreIsNeeded(t *testing.T) {
	err := trace.NewRecorder(&bytes.Buffer{}, 0).Begin(t.Context(), portal.Options{Clock: clock.System{}})
	if !errors.Is(err, trace.ErrNoStore) {
		t.Errorf("got %v", err)
	}
}

func TestReplayStopsWhenAsked(t *testing.T) {
	_, file := record(t, 2, 50)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := trace.Replay(ctx, bytes.NewReader(file)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
