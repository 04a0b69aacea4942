package trace

import (
	"context"
	"time"

	"sandi/internal/otp"
	"sandi/internal/portal"
)

// play does what a line says and returns what came of it on the stage. Its
// error is one of the stage itself, not one that the portal answers with.
func (s *stage) play(ctx context.Context, a actLine) (Outcome, error) {
	s.at(a.At)
	s.seen = s.seen[:0]
	if err := s.act(ctx, a); err != nil {
		return Outcome{}, err
	}
	for _, e := range s.seen {
		if e.Act == a.Act {
			return s.outcome(a, e), nil
		}
	}
	return Outcome{}, nil // it did not come to the act at all
}

// outcome is what the stage's portal told of an act, with the file's name for
// an account that the portal named by itself.
func (s *stage) outcome(a actLine, e portal.Event) Outcome {
	o := outcome(*actOf(e))
	if a.Act == portal.ActJoin && a.User != "" && e.User != "" {
		s.users[portal.AccountID{Role: a.Role, User: a.User}] = portal.AccountID{Role: e.Role, User: e.User}
	}
	if own, ok := s.users[portal.AccountID{Role: a.Role, User: a.User}]; ok && own.User == e.User {
		o.User = a.User
	}
	return o
}

// account returns the stage's account for the one of a line.
func (s *stage) account(a actLine) portal.AccountID {
	id := portal.AccountID{Role: a.Role, User: a.User}
	if own, ok := s.users[id]; ok {
		return own
	}
	return id
}

func (s *stage) act(ctx context.Context, a actLine) error {
	id := s.account(a)
	// What the portal refuses is part of the outcome, which Observe tells.
	switch a.Act {
	case portal.ActOpenLogin:
		_, _ = s.portal.OpenLogin(ctx, a.Role)
	case portal.ActSignIn:
		return s.signIn(ctx, a, id)
	case portal.ActHelpdesk:
		_ = s.portal.AskHelpdesk(ctx, a.Role, orStranger(id.User), "?")
	case portal.ActJoin:
		return s.join(ctx, a)
	case portal.ActScenario:
		_ = s.portal.SetScenarios(ctx, []string{a.Detail})
	case portal.ActAddAccount:
		_ = s.portal.AddAccount(ctx, id.Role, id.User, []byte(rightPassword))
		if a.Fault == "" {
			delete(s.passwords, id)
		}
	case portal.ActResetAccount:
		_ = s.portal.ResetAccount(ctx, id.Role, id.User)
	case portal.ActUnlock:
		_ = s.portal.Unlock(ctx, id.Role, id.User)
	case portal.ActRemove:
		_ = s.portal.RemoveAccount(ctx, id.Role, id.User)
	case portal.ActResolve:
		return s.resolve(ctx, a, id)
	case portal.ActClass:
		if token, err := s.portal.OpenClass(ctx, portal.Class{Name: a.Detail, Role: a.Role, Seats: a.Seats, Expires: a.Expires}); err == nil {
			s.classes[a.Detail] = append(s.classes[a.Detail], token)
		}
	case portal.ActResetAll:
		_ = s.portal.ResetAll(ctx)
	default:
		return s.inSession(ctx, a, id)
	}
	return nil
}

// orStranger is a user id that no account has where the file names none.
func orStranger(user string) string {
	if user == "" {
		return "stranger"
	}
	return user
}

func (s *stage) signIn(ctx context.Context, a actLine, id portal.AccountID) error {
	if a.Verdict == portal.TimedOut {
		_ = s.portal.CheckLogin(ctx, "", a.Role, time.Nanosecond)
		return nil
	}
	user, password := id.User, wrongPassword
	if user == "" {
		user = "stranger." + a.Stranger // as many different ones as there were
		if a.Stranger == "" {
			user = "not a user id"
		}
	}
	if a.Verdict == portal.Accepted {
		password = rightPassword
		if made, ok := s.passwords[id]; ok {
			password = made
		}
	}
	session, err := s.portal.SignIn(ctx, a.Role, user, []byte(password))
	if err == nil && a.Session != "" {
		s.sessions[a.Session] = session
	}
	return nil
}

func (s *stage) join(ctx context.Context, a actLine) error {
	tokens := s.classes[a.Detail]
	if len(tokens) == 0 {
		_, _ = s.portal.Join(ctx, "")
		return nil
	}
	made, err := s.portal.Join(ctx, tokens[len(tokens)-1])
	if err == nil {
		s.passwords[portal.AccountID{Role: made.Role, User: made.User}] = made.Password
	}
	return nil
}

func (s *stage) resolve(ctx context.Context, a actLine, id portal.AccountID) error {
	open, err := s.portal.Requests(ctx)
	if err != nil {
		return err
	}
	var request int64
	for _, r := range open {
		if r.Role == id.Role && r.User == id.User {
			request = r.ID
		}
	}
	_ = s.portal.Resolve(ctx, request, a.Reset)
	return nil
}

// inSession does what needs a session.
func (s *stage) inSession(ctx context.Context, a actLine, id portal.AccountID) error {
	session, err := s.session(ctx, a.Session)
	if err != nil || session == nil {
		return err
	}
	switch a.Act {
	case portal.ActEnable:
		_, _ = session.Enable(ctx)
	case portal.ActBarcode:
		_, _ = session.Barcode(ctx)
	case portal.ActRefresh:
		_, _ = session.Refresh(ctx)
	case portal.ActCode:
		code, err := s.code(ctx, a, id)
		if err != nil {
			return err
		}
		_ = session.SubmitCode(ctx, code)
	case portal.ActDisable:
		_ = session.Disable(ctx)
	case portal.ActReset:
		_, _ = session.RequestReset(ctx)
	case portal.ActLogout:
		if session.Logout(ctx) == nil {
			delete(s.sessions, a.Session)
		}
	default:
		return ErrBadLine
	}
	return nil
}

// session returns the stage's session for one of the file, nil if there is none.
func (s *stage) session(ctx context.Context, id string) (*portal.Session, error) {
	if id == "" {
		return s.over, nil
	}
	if session, ok := s.sessions[id]; ok {
		return session, nil
	}
	token, ok := s.resumable[id]
	if !ok {
		return nil, nil
	}
	session, err := s.portal.Resume(ctx, token)
	if err != nil {
		return nil, nil // over: then the act fails as it would for anybody
	}
	s.sessions[id] = session
	return session, nil
}

// code makes a code that is as far from now as the file says.
func (s *stage) code(ctx context.Context, a actLine, id portal.AccountID) (string, error) {
	if a.Verdict == portal.MalformedCode {
		return "?", nil
	}
	var account portal.Account
	if err := s.store.Do(ctx, func(tx portal.Tx) (err error) {
		account, _, err = tx.Account(id.Role, id.User)
		return err
	}); err != nil {
		return "", err
	}
	if account.TOTP != portal.TOTPOn {
		return "0000000000", nil
	}
	now := s.portal.Now()
	key := account.Key
	if a.Known {
		code, err := key.CodeAt(key.Start(key.Step(now) + otp.Step(a.Steps)))
		if err != nil {
			return "?", nil // before 1970
		}
		return code.Reveal(), nil
	}
	return noCode(key, now)
}

// noCode makes a code that belongs to no step near now.
func noCode(key otp.Key, now time.Time) (string, error) {
	const far = 100_000 // steps: beyond what any verifier looks at
	code, err := key.CodeAt(key.Start(key.Step(now) + far))
	if err != nil {
		return "", err
	}
	return code.Reveal(), nil
}
