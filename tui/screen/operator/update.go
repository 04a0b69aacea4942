package operator

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/operator"
	"sandi/internal/qr"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// How often lists are asked for while their page is visible. A class of
// thousands costs the portal more to list than it changes in a second.
const (
	refresh      = 2 * time.Second
	refreshLarge = 10 * time.Second
	large        = 500
)

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case screen.Tick:
		return m.poll(c), nil
	case Arrived:
		m.arrived(msg, c)
	case Did:
		return m.did(msg, c), nil
	case tea.PasteMsg:
		switch {
		case m.form != nil:
			m.form.paste(msg)
		case m.seeking:
			m.search.Update(msg)
			m.find()
		}
	case tea.KeyPressMsg:
		return m.key(msg, c), nil
	}
	return nil, nil
}

// poll asks for what is due.
func (m *Model) poll(c screen.Context) screen.Outcome {
	if m.polling || m.doing != nil {
		return nil
	}
	p := Poll{Lang: c.L.Lang()}
	turned := m.lang != p.Lang
	if len(m.attempts) > 0 && !turned {
		p.After = m.attempts[0].ID
	}
	p.Scenarios = len(m.scenarios) == 0 || turned
	if !c.Now.Before(m.due) || turned {
		p.Accounts, p.Requests, p.Mail = m.page == accounts, m.page == helpdesk, m.page == mailbox
		m.due = c.Now.Add(refresh)
		if len(m.accounts) > large {
			m.due = c.Now.Add(refreshLarge)
		}
	}
	m.polling = true
	return p
}

// arrived takes what the portal said.
func (m *Model) arrived(msg Arrived, c screen.Context) {
	m.polling = false
	if m.err = msg.Err; msg.Err != nil {
		m.due = time.Time{}
		return
	}
	if msg.Poll.Lang != c.L.Lang() {
		return // asked before the language was switched
	}
	m.lang = msg.Poll.Lang
	m.status, m.known, m.at = clean(msg.Status), true, c.Now
	if msg.Poll.After == 0 || msg.Status.LastAttempt < msg.Poll.After {
		m.attempts = nil // the language was switched, or the journal was emptied
		m.list[live] = cursor{}
	}
	m.addAttempts(msg.Attempts)
	if msg.Poll.Scenarios {
		m.scenarios = cleanScenarios(msg.Scenarios)
	}
	if msg.Poll.Accounts {
		m.accounts = cleanAccounts(msg.Accounts)
		m.find()
	}
	if msg.Poll.Requests {
		m.requests = cleanRequests(msg.Requests)
	}
	if msg.Poll.Mail {
		m.mail = cleanMail(msg.Mail)
	}
	m.list[m.page].move(0, m.rows())
}

// addAttempts puts new attempts on top. The selected row stays the same
// attempt, unless it is the newest: then it stays the newest.
func (m *Model) addAttempts(oldestFirst []operator.Attempt) {
	var fresh []operator.Attempt
	for _, a := range oldestFirst {
		if len(m.attempts) == 0 || a.ID > m.attempts[0].ID {
			fresh = append(fresh, cleanAttempt(a))
		}
	}
	slices.Reverse(fresh)
	if l := &m.list[live]; l.selected > 0 {
		l.selected += len(fresh)
		l.top += len(fresh)
	}
	m.attempts = append(fresh, m.attempts...)
	if len(m.attempts) > maxAttempts {
		m.attempts = m.attempts[:maxAttempts]
	}
	m.list[live].move(0, len(m.attempts))
}

// did tells what became of an action.
func (m *Model) did(msg Did, c screen.Context) screen.Outcome {
	m.doing, m.due, m.polling = nil, time.Time{}, false
	l := c.L
	if msg.Err != nil {
		what, hint := l.Describe(msg.Err)
		return screen.Say{Tone: screen.Bad, Text: strings.TrimSpace(what + " " + hint)}
	}
	said := func(key string, pairs ...any) screen.Outcome {
		return screen.Say{Tone: screen.Good, Text: l.T(key, pairs...)}
	}
	switch a := msg.Action.(type) {
	case SetScenarios:
		if len(a.Names) == 0 {
			return said("operator.did.normal")
		}
		return said("operator.did.scenarios", "names", strings.Join(a.Names, ", "))
	case ResetAccount:
		return said("operator.did.reset", "user", a.User)
	case Unlock:
		return said("operator.did.unlock", "user", a.User)
	case Remove:
		return said("operator.did.remove", "user", a.User)
	case Resolve:
		m.requests = slices.DeleteFunc(m.requests, func(r operator.Request) bool { return r.ID == a.ID })
		m.list[helpdesk].move(0, len(m.requests))
		if a.Reset {
			return said("operator.did.reset", "user", a.User)
		}
		return said("operator.did.resolve")
	case OpenClass:
		m.take(msg.Class)
		m.page = portal
		return said("operator.did.class")
	case ResetAll:
		m.attempts, m.requests, m.mail = nil, nil, operator.Mailbox{}
		m.list = [pages]cursor{}
		return said("operator.did.reset-all")
	}
	return nil
}

// take shows a class that was opened.
func (m *Model) take(opened operator.OpenedClass) {
	class := cleanClass(opened)
	m.class = &class
	m.code, m.codeErr = qr.Encode(class.URL)
}

// do hands an action to the root, one at a time.
func (m *Model) do(a Action) screen.Outcome {
	if m.doing != nil {
		return nil
	}
	m.doing = a
	return Do{a}
}

// key gives a key to what has the keyboard.
func (m *Model) key(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	switch {
	case m.barcode:
		m.barcode = false
		return nil
	case m.form != nil:
		return m.formKey(msg, c)
	case m.card != nil:
		return m.cardKey(msg, c)
	case m.seeking:
		m.searchKey(msg)
		return nil
	}
	return m.pageKey(msg, c)
}

func (m *Model) pageKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.enabled()
	switch {
	case key.Matches(msg, k.Page):
		// By its text: on some keyboards the key of a digit has another code.
		return m.turn(page(msg.String()[0]-'1'), c)
	case key.Matches(msg, k.NextPage):
		return m.turn((m.page+1)%pages, c)
	case key.Matches(msg, k.PrevPage):
		return m.turn((m.page+pages-1)%pages, c)
	case key.Matches(msg, k.Leave):
		m.ask(leaveCard(m.place.Data == ""))
	case key.Matches(msg, k.ResetAll):
		name := m.status.Name
		if name == "" {
			name = m.place.URL
		}
		m.ask(resetAllCard(name, m.place.URL))
	case key.Matches(msg, k.Key):
		m.showKey = !m.showKey
		if m.showKey && (c.Height < tall || c.Width < wide) {
			return m.turn(portal, c) // the only page with room for it
		}
	case key.Matches(msg, k.Class):
		m.form = classForm(c.L)
	case key.Matches(msg, k.Copy):
		return m.copyAddress(c)
	case key.Matches(msg, k.Barcode):
		m.barcode = true
	case key.Matches(msg, k.Search):
		m.seeking = true
	case key.Matches(msg, k.Clear):
		m.search.Wipe()
		m.find()
	case key.Matches(msg, k.Toggle):
		return m.toggle()
	case key.Matches(msg, k.Value):
		m.form = m.valueForm()
	case key.Matches(msg, k.Normal):
		return m.do(SetScenarios{})
	case key.Matches(msg, k.Open):
		m.open()
	case key.Matches(msg, k.Reset):
		m.askReset()
	case key.Matches(msg, k.Unlock):
		if a, ok := m.selectedAccount(); ok {
			return m.do(Unlock{a.Role, a.User})
		}
	case key.Matches(msg, k.Remove):
		if a, ok := m.selectedAccount(); ok {
			m.ask(removeCard(a))
		}
	default:
		m.scroll(msg, c)
	}
	return nil
}

// turn shows a page and asks for what it needs at once.
func (m *Model) turn(to page, c screen.Context) screen.Outcome {
	m.page, m.due = to, time.Time{}
	m.list[to].move(0, m.rows())
	return m.poll(c)
}

// open shows what is selected.
func (m *Model) open() {
	at := m.list[m.page].selected
	switch m.page {
	case live:
		m.ask(m.attemptCard(m.attempts[at]))
	case accounts:
		m.ask(m.accountCard(m.accounts[m.found[at]]))
	case helpdesk:
		m.ask(requestCard(m.requests[at]))
	case mailbox:
		m.ask(m.mails()[at].card())
	}
}

// askReset asks whether the selected account is to be reset, or the one that
// the selected request is about.
func (m *Model) askReset() {
	if m.page == helpdesk {
		m.ask(requestCard(m.requests[m.list[helpdesk].selected]))
		return
	}
	if a, ok := m.selectedAccount(); ok {
		m.ask(resetCard(a))
	}
}

// scroll moves the selected row.
func (m *Model) scroll(msg tea.KeyPressMsg, c screen.Context) {
	k, l, n := m.keys, &m.list[m.page], m.rows()
	if m.page == portal {
		switch {
		case key.Matches(msg, k.Up):
			m.scrollPlace(-1, c)
		case key.Matches(msg, k.Down):
			m.scrollPlace(1, c)
		}
		return
	}
	whole := max(m.visible(c)-1, 1)
	defer func() { l.top = widget.Window{Top: l.top, Rows: whole + 1}.Around(l.selected, n).Top }()
	switch {
	case key.Matches(msg, k.Up):
		l.move(-1, n)
	case key.Matches(msg, k.Down):
		l.move(1, n)
	case key.Matches(msg, k.PageUp):
		l.move(-whole, n)
	case key.Matches(msg, k.PageDn):
		l.move(whole, n)
	case key.Matches(msg, k.First):
		l.move(-n, n)
	case key.Matches(msg, k.Last):
		l.move(n, n)
	}
}

// move moves the selection within n rows.
func (c *cursor) move(by, n int) { c.selected = max(min(c.selected+by, n-1), 0) }
