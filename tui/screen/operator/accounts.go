package operator

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

func (m *Model) selectedAccount() (operator.Account, bool) {
	if at := m.list[accounts].selected; m.page == accounts && at < len(m.found) {
		return m.accounts[m.found[at]], true
	}
	return operator.Account{}, false
}

// find looks for the accounts that the search is about: every word of it is in
// the user id, the class, the mail address or the role.
func (m *Model) find() {
	words := strings.Fields(strings.ToLower(m.search.Value()))
	m.found = m.found[:0]
next:
	for i, a := range m.accounts {
		text := strings.ToLower(a.User + " " + a.Class + " " + a.Email + " " + label(a.Role))
		for _, w := range words {
			if !strings.Contains(text, w) {
				continue next
			}
		}
		m.found = append(m.found, i)
	}
	m.list[accounts].move(0, len(m.found))
}

// searchKey takes the keys while one types a search.
func (m *Model) searchKey(msg tea.KeyPressMsg) {
	switch {
	case key.Matches(msg, m.keys.Clear):
		m.search.Wipe()
		m.seeking = false
		m.find()
	case key.Matches(msg, m.keys.Open), key.Matches(msg, m.keys.Down), key.Matches(msg, m.keys.Up):
		m.seeking = false
	default:
		if _, changed := m.search.Update(msg); changed {
			m.find()
		}
	}
}

func searchWidth(c screen.Context) int { return max(min(c.Width-22, 40), 6) }

func (m *Model) accountParts(c screen.Context, head int) parts {
	t, l := c.Theme, c.L
	count := l.N("operator.count.accounts", len(m.accounts))
	if m.seeking || m.search.Len() > 0 {
		count = l.T("operator.count.found", "n", len(m.found), "all", len(m.accounts))
	}
	left := ""
	if m.seeking || m.search.Len() > 0 {
		left = t.Mark.Render("/") + " " + m.search.View(searchWidth(c), m.seeking, l.T("operator.search"), t)
	}
	p := parts{above: []string{widget.Ends(left, t.Muted.Render(count), c.Width)}}
	if c.Height >= tall {
		p.above = append(p.above, "")
	}
	if len(m.found) == 0 {
		text := l.T("operator.accounts.none")
		if m.accounts == nil {
			text = l.T("operator.asking")
		}
		p.list = widget.Para(text, min(c.Width, cardWidth), t.Muted)
		return p
	}
	each := 1
	if c.Width < wide {
		each = 2
	}
	users := 12
	for _, i := range m.found[:min(len(m.found), 200)] {
		users = max(users, widget.Width(m.accounts[i].User))
	}
	users = min(users, max(c.Width/3, 12))
	p.list = m.rowsInView(c, len(m.found), each, c.Height-head-len(p.above), func(i, width int, selected bool) []string {
		return accountRow(m.accounts[m.found[i]], users, width, selected, c)
	})
	return p
}

// totpWords tells whether TOTP is on.
func totpWords(a operator.Account, l *locale.Localizer) string {
	switch a.TOTP {
	case "on":
		return l.T("operator.totp.on")
	case "off":
		return l.T("operator.totp.off")
	case "reset":
		return l.T("operator.totp.reset")
	}
	return a.TOTP
}

// troubles are what an operator looks for in a list of accounts.
func troubles(a operator.Account, c screen.Context) []string {
	t, l := c.Theme, c.L
	var words []string
	if a.Locked {
		words = append(words, t.Bad.Render(l.T("operator.account.locked", "until", until(a.LockedUntil, c))))
	}
	if a.Failures > 0 && !a.Locked {
		words = append(words, t.Warn.Render(l.N("operator.account.failures", a.Failures)))
	}
	if a.Drift != 0 {
		words = append(words, t.Warn.Render(l.T("operator.account.drift", "steps", signed(a.Drift))))
	}
	if a.Sessions > 0 {
		words = append(words, t.Good.Render(l.T("operator.account.signed-in")))
	}
	return words
}

func accountRow(a operator.Account, users, width int, selected bool, c screen.Context) []string {
	t := c.Theme
	name := t.Text
	if selected {
		name = t.Selected
	}
	totp := t.Muted.Render("TOTP " + totpWords(a, c.L))
	if a.TOTP == "on" {
		totp = t.Text.Render("TOTP " + totpWords(a, c.L))
	}
	rest := strings.Join(troubles(a, c), " · ")
	if c.Width < wide {
		role := t.Muted.Render(label(a.Role))
		if widget.Width(rest)+1+widget.Width(role) > width-2 {
			role = ""
		}
		return []string{
			widget.Ends(name.Render(widget.Cut(a.User, width-14)), totp, width),
			"  " + widget.Ends(rest, role, width-2),
		}
	}
	line := name.Render(widget.PadRight(a.User, users)) + "  " + t.Muted.Render(widget.PadRight(label(a.Role), 12)) + "  " + widget.PadRight(totp, 11) + "  " + rest
	return []string{widget.Cut(line, width)}
}

// accountCard is everything that is known of an account, and what can be done
// with it.
func (m *Model) accountCard(a operator.Account) *card {
	k := &card{
		title:   func(*locale.Localizer) string { return label(a.Role) + " " + a.User },
		answers: []answer{back("operator.back"), doing("operator.account.reset", ResetAccount{a.Role, a.User})},
		lines: func(c screen.Context, width int) []string {
			l := c.L
			pairs := [][2]string{
				{"TOTP", totpWords(a, l)},
				{l.T("operator.account.lock"), l.T("operator.account.not-locked")},
				{l.T("operator.account.failed"), strconv.Itoa(a.Failures)},
				{l.T("operator.attempt.drift"), signed(a.Drift)},
				{l.T("operator.account.sessions"), strconv.Itoa(a.Sessions)},
			}
			if a.Locked {
				pairs[1][1] = c.Theme.Bad.Render(l.T("operator.account.locked", "until", a.LockedUntil.In(c.Now.Location()).Format("15:04:05")))
			}
			if a.Email != "" {
				pairs = append(pairs, [2]string{l.T("operator.account.email"), a.Email})
			}
			if a.Class != "" {
				pairs = append(pairs, [2]string{l.T("operator.account.class"), a.Class})
			}
			if a.Demo {
				pairs = append(pairs, [2]string{l.T("operator.account.password"), l.T("operator.account.demo")})
			}
			lines := facts(pairs, width, c)
			lines = append(lines, "")
			return append(lines, widget.Para(l.T("operator.reset.text"), width, c.Theme.Muted)...)
		},
	}
	if a.Locked {
		k.answers = append(k.answers, doing("operator.account.unlock", Unlock{a.Role, a.User}))
	}
	return k
}

func resetCard(a operator.Account) *card {
	return &card{
		title:   titled("operator.reset.title", "user", a.User),
		lines:   says("operator.reset.text"),
		answers: []answer{back("tui.answer.no"), doing("operator.account.reset", ResetAccount{a.Role, a.User})},
	}
}

func removeCard(a operator.Account) *card {
	return &card{
		title:   titled("operator.remove.title", "user", a.User),
		lines:   says("operator.remove.text"),
		answers: []answer{back("tui.answer.no"), doing("operator.remove.yes", Remove{a.Role, a.User})},
	}
}
