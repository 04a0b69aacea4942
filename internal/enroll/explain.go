package enroll

import (
	"context"
	"slices"
)

// pageOf returns the page that explains a topic.
func pageOf(t Topic) (Stage, bool) {
	switch t {
	case TopicReset:
		return StageReset, true
	case TopicDisable:
		return StageDisable, true
	case TopicHelpdesk:
		return StageHelpdesk, true
	}
	return "", false
}

func explains(s Stage) bool { return s == StageReset || s == StageDisable || s == StageHelpdesk }

// explain opens a page beside the way. A key that is not saved comes first.
func (s *Session) explain(snap *Snapshot, t Topic) error {
	page, ok := pageOf(t)
	if !ok || at(snap, StageStart, StageFinish, StageLeft, page) || snap.Unsaved() {
		return notNow(snap)
	}
	if i := slices.Index(s.behind, page); i >= 0 {
		s.behind = s.behind[:i] // it lies behind this one: back to it
	} else {
		s.behind = append(s.behind, snap.Stage)
	}
	snap.Stage = page
	return nil
}

// closeExplained keeps the way back in step with the page.
func (s *Session) closeExplained(snap *Snapshot) {
	if !explains(snap.Stage) {
		s.behind = nil
	}
	snap.Behind = ""
	if n := len(s.behind); n > 0 {
		snap.Behind = s.behind[n-1]
	}
}

// backFromExplained returns to the page behind. Behind the page about DISABLE
// TOTP there is none where the code of a key that is not here led to it: then
// signing in is where it began.
func (s *Session) backFromExplained(ctx context.Context, snap *Snapshot) {
	n := len(s.behind)
	if n == 0 {
		s.abandon(ctx, snap)
		snap.Stage = signInStage(snap)
		closeLogin(snap)
		return
	}
	snap.Stage, s.behind = s.behind[n-1], s.behind[:n-1]
}

func (s *Session) requestReset(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageReset) || snap.State != TOTPPrompt {
		return notNow(snap)
	}
	mail, err := s.service.RequestReset(ctx)
	if err != nil {
		return s.lost(snap, err)
	}
	snap.Reset = &ResetRequest{At: s.clock.Now(), Mail: mail}
	// The mailed code may be that of the running step, and then its step is
	// spent by being mailed.
	if running := snap.Key.WithDefaults().Step(snap.CodeTime(snap.Reset.At)); snap.Kept {
		snap.Spent = max(snap.Spent, running)
	}
	return nil
}

// maxLetters bounds what is kept of an inbox.
const maxLetters = 20

func (s *Session) readMail(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageReset) || snap.Reset == nil {
		return notNow(snap)
	}
	letters, err := s.service.Inbox(ctx)
	if err != nil {
		return s.lost(snap, err)
	}
	snap.Reset.Letters = letters[:min(len(letters), maxLetters)]
	snap.Reset.Read = s.clock.Now()
	return nil
}

// disable throws the key at the portal away, and then the entry's claim to be
// one: two entries that look alike are how people come to type dead codes.
func (s *Session) disable(ctx context.Context, snap *Snapshot) error {
	if !at(snap, StageDisable) || snap.State != InProtected {
		return notNow(snap)
	}
	if err := s.rehearse(ctx); err != nil {
		return err
	}
	if err := s.service.Disable(ctx); err != nil {
		return s.lost(snap, err)
	}
	s.reach(snap, Disabled)
	snap.Stage = StageDisabled
	if snap.Entry != "" {
		s.dead = append(s.dead, snap.Entry)
	}
	s.forget(snap)
	s.stale = ""
	return s.retireDead(context.WithoutCancel(ctx), snap)
}
