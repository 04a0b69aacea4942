package cmd

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"sandi/internal/fault"
	"sandi/internal/portal"
	"sandi/internal/portal/trace"
)

var (
	errRecordFile = fault.New("cmd.practice.record-file", "cannot make the file of the trace")
	errReplayFile = fault.New("cmd.practice.replay-file", "cannot read the file of the trace")
	errReplayed   = fault.New("cmd.practice.replayed-otherwise", "acts went otherwise than the trace says")
)

// record makes the recorder of a portal that is about to be made with these
// options. What is in the way is never overwritten.
func (h *hosted) record(name string, o *portal.Options) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return errRecordFile.With("file", name).Because(err)
	}
	h.recorder = trace.NewRecorder(f, 0)
	o.Observe = h.recorder.Observe
	h.closers = append(h.closers, func() error {
		if n := h.recorder.Missed(); n > 0 {
			h.a.warn("cmd.practice.record-missed", "n", n)
		}
		return errors.Join(h.recorder.Err(), f.Close())
	})
	return nil
}

// replayJSON is what `practice --replay --json` prints.
type replayJSON struct {
	Acts        int              `json:"acts"`
	Different   int              `json:"different"`
	Differences []differenceJSON `json:"differences"` // the first ones
	Span        float64          `json:"span_seconds"`
	Cut         bool             `json:"cut"`
	Full        bool             `json:"full"`
}

type differenceJSON struct {
	Line int         `json:"line"`
	Want outcomeJSON `json:"want"`
	Got  outcomeJSON `json:"got"`
}

type outcomeJSON struct {
	At      string `json:"at"`
	Act     string `json:"act"`
	Role    string `json:"role"`
	UserID  string `json:"user_id"`
	Verdict string `json:"verdict"`
	Fault   string `json:"fault"`
	State   string `json:"state"`
	Ready   bool   `json:"ready"`
	Known   bool   `json:"known"`
	Steps   int    `json:"steps"`
	Detail  string `json:"detail"`
}

func toOutcomeJSON(o trace.Outcome) outcomeJSON {
	return outcomeJSON{
		stamp(o.At), string(o.Act), string(o.Role), o.User, string(o.Verdict), o.Fault, string(o.State), o.Ready, o.Known, o.Steps, o.Detail,
	}
}

// replay plays a trace on a portal of its own, at speed, and tells whether
// everything came as it did when it was recorded.
func (a *app) replay(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return errReplayFile.With("file", name).Because(err)
	}
	defer func() { _ = f.Close() }()
	report, err := trace.Replay(ctx, f)
	if err != nil {
		return err
	}
	if a.flags.json {
		shape := replayJSON{
			Acts: report.Acts, Different: report.Different, Differences: []differenceJSON{},
			Span: seconds(report.Span), Cut: report.Cut, Full: report.Full,
		}
		for _, d := range report.Differences {
			shape.Differences = append(shape.Differences, differenceJSON{d.Line, toOutcomeJSON(d.Want), toOutcomeJSON(d.Got)})
		}
		err = a.writeJSON(shape)
	} else {
		err = a.print(a.replayText(report))
	}
	if err == nil && report.Different > 0 {
		err = errReplayed.With("n", report.Different, "of", report.Acts)
	}
	return err
}

func (a *app) replayText(report trace.Report) string {
	text := a.l.T("cmd.practice.replayed", "n", report.Acts, "span", a.l.Duration(report.Span)) + "\n"
	if report.Cut {
		text += a.l.T("cmd.practice.replay-cut") + "\n"
	}
	if report.Full {
		text += a.l.T("cmd.practice.replay-full") + "\n"
	}
	if len(report.Differences) == 0 {
		return text
	}
	rows := [][]string{{a.l.T("cmd.practice.line"), a.l.T("cmd.practice.recorded"), a.l.T("cmd.practice.now")}}
	for _, d := range report.Differences {
		rows = append(rows, []string{strconv.Itoa(d.Line), outcomeWords(d.Want), outcomeWords(d.Got)})
	}
	return text + a.table(rows, 1, 2)
}

// outcomeWords writes an outcome in the terms of the file.
func outcomeWords(o trace.Outcome) string {
	words := []string{string(o.Act), o.User, string(o.Verdict), o.Fault, string(o.State)}
	var told []string
	for _, w := range words {
		if w != "" {
			told = append(told, w)
		}
	}
	if o.Known {
		told = append(told, signedSteps(o.Steps))
	}
	return strings.Join(told, " ")
}
