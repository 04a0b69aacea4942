package cmd

import (
	"context"
	"errors"
	"io"

	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/fault"
	"sandi/internal/otpauth"
	"sandi/internal/site"
	"sandi/vault"
)

// guidedJSON is the document of `enroll guided --json`.
type guidedJSON struct {
	Profile    string          `json:"profile"`
	Site       string          `json:"site"`
	User       string          `json:"user"`
	Source     string          `json:"source"`
	Entry      *entryJSON      `json:"entry"`
	State      string          `json:"state"`
	Saved      bool            `json:"saved"`
	ReadBack   bool            `json:"read_back"`
	BackedUp   bool            `json:"backed_up"`
	Doubts     []doubtJSON     `json:"doubts"`
	Duplicates []duplicateJSON `json:"duplicates"`
	Clock      enrolClockJSON  `json:"clock"`
	Problems   []doubtJSON     `json:"problems"`
}

type doubtJSON struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

type duplicateJSON struct {
	ID      string `json:"id"`
	Issuer  string `json:"issuer"`
	Account string `json:"account"`
	Status  string `json:"status"`
	SameKey bool   `json:"same_key"`
}

// guidedHeadless takes a key without questions, checks and keeps it as pending;
// or confirms one that was kept before. The document is printed whatever happens.
func (a *app) guidedHeadless(ctx context.Context, p site.Profile, flags guidedFlags) error {
	var v *vault.Vault
	var err error
	if flags.accepted != "" {
		v, err = a.openVault(ctx)
	} else {
		v, err = a.vaultWithoutQuestions(ctx)
	}
	if err != nil {
		return err
	}
	defer v.Close()
	if flags.accepted != "" {
		return a.confirmGuided(ctx, v, flags.accepted)
	}
	s := a.guidedSession(v, p)
	failed := a.driveGuided(ctx, s, flags)
	snap := s.Snapshot()
	doc := a.guidedDocument(snap, failed)
	if snap.Entry != "" {
		e, err := v.Get(snap.Entry)
		if err != nil {
			return errors.Join(failed, err)
		}
		listed := toJSON(e)
		doc.Entry, doc.State = &listed, string(e.Status)
	}
	return errors.Join(failed, a.writeJSON(doc))
}

func (a *app) confirmGuided(ctx context.Context, v *vault.Vault, id string) error {
	e, err := a.acceptGuided(ctx, v, id)
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(toJSON(e))
	}
	a.say("guided.done.text", "site", e.Key.Issuer, "user", e.Key.Account)
	return nil
}

// driveGuided leads a session to the point where the key is kept.
func (a *app) driveGuided(ctx context.Context, s *guided.Session, flags guidedFlags) error {
	key, err := a.handedOver(flags)
	if err != nil {
		return err
	}
	name := flags.site
	if name == "" {
		name = s.Snapshot().Site
	}
	snap := s.Snapshot()
	for snap.Stage != guided.StageReread {
		var next guided.Action
		switch snap.Stage {
		case guided.StageStart:
			next = guided.Begin{}
		case guided.StageResume:
			next = guided.StartAnew{}
		case guided.StageClock:
			if snap.Clock == nil {
				next = guided.CheckClock{}
				break
			}
			next = guided.GoOn{}
		case guided.StageOpen:
			next = guided.Next{}
		case guided.StageSignIn:
			next = guided.Account{Site: name, User: flags.user}
		case guided.StageAsked:
			next = guided.AnswerBefore{Answer: enroll.AnswerNo}
		case guided.StageEnable:
			next = guided.Shown{}
		case guided.StageKey:
			next = key
		case guided.StageChoose:
			return wrongly(errSeveralKeys.With("n", len(snap.Found)))
		case guided.StageChecked:
			next = guided.Keep{}
		default:
			return guided.ErrNotNow
		}
		if snap, err = s.Do(ctx, next); err != nil {
			return err
		}
	}
	return nil
}

// handedOver returns the action that hands over the key: from a picture, the
// screen, the clipboard, or standard input.
func (a *app) handedOver(flags guidedFlags) (guided.Action, error) {
	var found []guided.Action
	if flags.image != "" {
		found = append(found, guided.ReadFile{Path: flags.image})
	}
	if flags.screen {
		found = append(found, guided.ReadScreen{})
	}
	if flags.clipboard {
		found = append(found, guided.ReadClipboard{})
	}
	switch len(found) {
	case 0:
		text, err := io.ReadAll(io.LimitReader(a.sys.In, otpauth.MaxURIBytes+1))
		return guided.GiveKey{Text: text}, err
	case 1:
		return found[0], nil
	}
	return nil, wrongly(errTwoSources)
}

func (a *app) guidedDocument(snap guided.Snapshot, failed error) guidedJSON {
	doc := guidedJSON{
		Profile: snap.Profile.ID, Site: snap.Site, User: snap.User, Source: string(snap.Source),
		Saved: snap.Kept, ReadBack: snap.Read, BackedUp: snap.Backed,
		Doubts: []doubtJSON{}, Duplicates: []duplicateJSON{}, Problems: []doubtJSON{}, Clock: enrolClockJSON{Corrected: snap.Corrected, Simulated: a.simulatedOffset()},
	}
	told := func(err error) doubtJSON {
		what, _ := a.l.Describe(err)
		code := ""
		if f := fault.Of(err); f != nil {
			code = f.Code()
		}
		return doubtJSON{code, what}
	}
	for _, d := range snap.Doubts {
		doc.Doubts = append(doc.Doubts, told(d))
	}
	for _, d := range snap.Duplicates {
		doc.Duplicates = append(doc.Duplicates, duplicateJSON{d.ID, d.Issuer, d.Account, d.Status, d.SameKey})
	}
	if failed != nil {
		doc.Problems = append(doc.Problems, told(failed))
	}
	if c := snap.Clock; c != nil && c.Err == nil {
		offset, uncertainty, source := seconds(c.Offset), seconds(c.Uncertainty), c.Name
		doc.Clock.Offset, doc.Clock.Uncertainty, doc.Clock.Source = &offset, &uncertainty, &source
		doc.Clock.MeasuredAt = stampOrNil(c.At)
	}
	return doc
}
