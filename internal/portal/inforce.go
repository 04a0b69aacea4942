package portal

import (
	"context"
	"slices"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/otp"
)

// scenarioSetting holds the scenarios in force, with commas between.
const scenarioSetting = "scenarios"

// inForce is what a portal knows of the scenarios in force.
type inForce struct {
	kept       string // as the store has them
	names      []string
	conditions Conditions
}

// present reads which scenarios are in force. Another portal on the same store
// may have changed them a moment ago.
func (p *Portal) present(tx Tx) (*inForce, error) {
	kept, _, err := tx.Setting(scenarioSetting)
	if err != nil {
		return nil, err
	}
	now := clock.System{}.Now()
	if known := p.known.Load(); known != nil && known.kept == string(kept) {
		p.known.Store(&knownForce{known.inForce, now})
		return known.inForce, nil
	}
	f := readForce(string(kept))
	p.known.Store(&knownForce{f, now})
	return f, nil
}

// knownForce is what was read last, and when: by this computer's clock, because
// the portal's may stand still or run backwards.
type knownForce struct {
	*inForce
	at time.Time
}

// fresh is how old what Conditions returns may be.
const fresh = 200 * time.Millisecond

// justKnown returns what was read a moment ago, nil if that is too long ago.
func (p *Portal) justKnown() *inForce {
	if known := p.known.Load(); known != nil {
		if age := (clock.System{}).Now().Sub(known.at); age >= 0 && age < fresh {
			return known.inForce
		}
	}
	return nil
}

func readForce(kept string) *inForce {
	c, names, err := ParseScenarios([]string{kept})
	if err != nil { // of a newer version, on a shared database
		c, names = Conditions{}, []string{Normal}
	}
	return &inForce{kept, names, c}
}

// ScenariosIn returns the names of the scenarios that a store has in force.
func ScenariosIn(tx Tx) ([]string, error) {
	kept, _, err := tx.Setting(scenarioSetting)
	return readForce(string(kept)).names, err
}

// Conditions returns how the portal behaves now, or at most a fifth of a second
// ago when another portal on the same store has changed that: it is asked for
// with every request. Acts themselves always go by what the store holds.
func (p *Portal) Conditions(ctx context.Context) (Conditions, error) {
	if known := p.justKnown(); known != nil {
		return known.conditions, nil
	}
	_, c, err := p.Scenarios(ctx)
	return c, err
}

// Scenarios returns the names of the scenarios in force, "normal" if none is,
// and the conditions that they make.
func (p *Portal) Scenarios(ctx context.Context) (names []string, c Conditions, err error) {
	err = p.store.View(ctx, func(tx Tx) error {
		f, err := p.present(tx)
		if err == nil {
			names, c = slices.Clone(f.names), f.conditions
		}
		return err
	})
	return names, c, err
}

// SetScenarios puts scenarios in force in place of those before, for every
// portal on the same store. The scenarios that are about the sample accounts
// change them when they come into force, and again when the very same
// scenarios are set once more.
func (p *Portal) SetScenarios(ctx context.Context, names []string) error {
	_, names, err := ParseScenarios(names)
	if err != nil {
		return err
	}
	return p.do(ctx, ActScenario, func(t *turn) error {
		before, err := p.present(t.Tx)
		if err != nil {
			return err
		}
		again := slices.Equal(before.names, names)
		for name, change := range sampleChanges {
			if slices.Contains(names, name) && (again || !slices.Contains(before.names, name)) {
				if err := p.changeSamples(t, change); err != nil {
					return err
				}
			}
		}
		text := strings.Join(names, ",")
		if err := t.PutSetting(scenarioSetting, []byte(text)); err != nil {
			return err
		}
		if t.inForce, err = p.present(t.Tx); err != nil {
			return err
		}
		return t.note(Attempt{Act: ActScenario, Verdict: Accepted, Detail: text})
	})
}

// sampleChanges are what some scenarios do to the sample accounts.
var sampleChanges = map[string]func(p *Portal, a *Account) error{
	"disabled": func(_ *Portal, a *Account) error { // as after DISABLE TOTP
		a.unenrol(TOTPReset)
		return nil
	},
	"lost-key": (*Portal).enrolInVain,
}

func (p *Portal) changeSamples(t *turn, change func(*Portal, *Account) error) error {
	for _, sample := range sampleUsers() {
		a, ok, err := p.account(t.Tx, sample.Role, sample.User)
		if err != nil {
			return err
		}
		if !ok || a.DemoPassword == "" {
			continue
		}
		if err := change(p, &a); err != nil {
			return err
		}
		if err := t.endSessions(a, ""); err != nil {
			return err
		}
		if err := t.PutAccount(a); err != nil {
			return err
		}
	}
	return nil
}

// unenrol takes the second factor and all that hangs on it away.
func (a *Account) unenrol(to TOTPState) {
	a.TOTP, a.Key, a.ShownTo, a.LastStep, a.Drift, a.Codes = to, otp.Key{}, "", 0, 0, Failures{}
}

// enrolInVain switches TOTP on with a key that nobody is ever shown.
func (p *Portal) enrolInVain(a *Account) error { return p.enrol(a, "") }

// enrol switches TOTP on with a new key, which the session may see.
func (p *Portal) enrol(a *Account, session string) error {
	key, err := p.newKey(a.User)
	if err != nil {
		return err
	}
	a.unenrol(TOTPOn)
	a.Key, a.ShownTo = key, session
	return nil
}
