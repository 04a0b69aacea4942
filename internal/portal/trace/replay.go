package trace

import (
	"context"
	"errors"
	"io"
	"time"

	"sandi/internal/portal"
)

// Report is what playing a file has shown.
type Report struct {
	Acts        int           // that were played
	Differences []Difference  // the first ones, at most MaxDifferences
	Different   int           // acts that went otherwise than the file says
	Span        time.Duration // from the first act to the last
	Cut         bool          // the last line has no end: the recording was killed
	Full        bool          // the recording stopped because the file had reached its bound
}

// Equal reports whether every act went as the file says.
func (r Report) Equal() bool { return r.Different == 0 }

// Difference is an act that went otherwise than the file says.
type Difference struct {
	Line int // of the file, from 1
	Want Outcome
	Got  Outcome
}

// Outcome is what came of an act.
type Outcome struct {
	At      time.Time
	Act     portal.Act
	Role    portal.Role
	User    string
	Verdict portal.Verdict
	Fault   string // its code, "" if there was none
	State   portal.State
	Ready   bool
	Known   bool
	Steps   int
	Detail  string
}

// MaxDifferences bounds the list of a Report.
const MaxDifferences = 100

// Replay plays a file on a portal of its own and compares every outcome. Errors
// are about the file; an act that goes otherwise is no error.
func Replay(ctx context.Context, file io.Reader) (Report, error) {
	in := newReader(file)
	h, err := in.begin()
	if err != nil {
		return Report{}, err
	}
	stage, err := newStage(ctx, h)
	if err != nil {
		return Report{}, err
	}
	var report Report
	var first, last time.Time
	for {
		l, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return report, err
		}
		if err := ctx.Err(); err != nil {
			return report, err
		}
		if l.Act == nil {
			if stage.portal != nil || stage.put(ctx, l) != nil {
				return report, ErrBadLine.With("line", in.n)
			}
			continue
		}
		if stage.portal == nil {
			if err := stage.open(ctx); err != nil {
				return report, err
			}
		}
		want := *l.Act
		got, err := stage.play(ctx, want)
		if err != nil {
			return report, err
		}
		if report.Acts++; report.Acts == 1 {
			first = want.At
		}
		last = want.At
		if w := outcome(want); w != got {
			report.Different++
			if len(report.Differences) < MaxDifferences {
				report.Differences = append(report.Differences, Difference{in.n, w, got})
			}
		}
	}
	report.Span, report.Cut, report.Full = last.Sub(first), in.cut, in.full
	return report, nil
}

func outcome(a actLine) Outcome {
	return Outcome{a.At.UTC(), a.Act, a.Role, a.User, a.Verdict, a.Fault, a.State, a.Ready, a.Known, a.Steps, a.Detail}
}
