package demo

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/enroll"
	"sandi/internal/locale"
	"sandi/internal/operator"
	"sandi/internal/tour"
	"sandi/tui/keys"
	"sandi/tui/screen"
)

// Page draws the wizard's page. Scroll moves it by lines.
type Page interface {
	Show(enroll.Snapshot, screen.Context)
	Scroll(lines int, c screen.Context)
	View(screen.Context) string
}

// Play asks the root for the next beat of a scene: that scene's first one
// where From is set. The screen asks for no other until Played came.
type Play struct {
	Scene int
	From  bool
}

// Played answers Play.
type Played struct {
	Event tour.Event
	Err   error
}

// pace is how long each beat stands when the tour plays by itself: as long as a
// presenter needs for two sentences.
const pace = 8 * time.Second

// maxSeen bounds the attempts that are kept of one scene.
const maxSeen = 100

// Model is the screen.
type Model struct {
	keys   keys.DemoMap
	scenes []tour.Scene
	page   Page

	scene   int // that is on, or comes next where begun is false
	beat    int // that was played last
	begun   bool
	over    bool
	playing bool
	auto    bool
	next    time.Time // when the next beat comes by itself
	server  bool      // a window with room for one side shows the server's

	last tour.Event
	err  error              // of the last beat
	seen []operator.Attempt // of this scene, newest first
}

var (
	_ screen.Screen     = (*Model)(nil)
	_ screen.Titled     = (*Model)(nil)
	_ screen.Simulating = (*Model)(nil)
)

// New returns the screen before the first scene.
func New(scenes []tour.Scene, page Page) *Model {
	return &Model{keys: keys.Demo(), scenes: scenes, page: page}
}

// Init does nothing: the presenter begins.
func (m *Model) Init() tea.Cmd { return nil }

// Title names the screen.
func (m *Model) Title(l *locale.Localizer) string { return l.T("demo.title") }

// Typing is always false: nothing is typed here.
func (m *Model) Typing() bool { return false }

// Simulated tells how far the time of the demonstration is from the true one.
func (m *Model) Simulated() (ahead, userOff time.Duration) { return m.last.Ahead, m.last.UserOff }

// Bindings lists the keys that work now.
func (m *Model) Bindings() []key.Binding {
	k := m.keys
	k.Next.SetEnabled(!m.over)
	if m.auto {
		k.Auto = keys.As(k.Auto, "demo.do.by-hand")
	}
	k.Again.SetEnabled(m.begun)
	return k.All()
}

// Update handles a message.
func (m *Model) Update(msg tea.Msg, c screen.Context) (screen.Outcome, tea.Cmd) {
	switch msg := msg.(type) {
	case Played:
		return m.played(msg, c), nil
	case screen.Tick:
		if m.auto && !m.playing && !m.over && !c.Now.Before(m.next) {
			return m.play(), nil
		}
	case tea.KeyPressMsg:
		return m.press(msg, c), nil
	}
	return nil, nil
}

func (m *Model) press(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	k := m.keys
	switch {
	case key.Matches(msg, k.Side):
		m.server = !m.server
	case key.Matches(msg, k.Down):
		m.page.Scroll(1, m.wizard(c))
	case key.Matches(msg, k.Up):
		m.page.Scroll(-1, m.wizard(c))
	case key.Matches(msg, k.Auto):
		m.auto = !m.auto
		m.next = c.Now
	case m.playing:
		// One beat after the other: a second press must not be lost in the first.
	case key.Matches(msg, k.Next):
		return m.play()
	case key.Matches(msg, k.Again):
		return m.start(m.scene)
	case key.Matches(msg, k.NextScene):
		if m.begun || m.over {
			return m.start(min(m.scene+1, len(m.scenes)-1))
		}
		return m.start(m.scene)
	case key.Matches(msg, k.PrevPart):
		return m.start(max(m.scene-1, 0))
	}
	return nil
}

// play asks for the next beat.
func (m *Model) play() screen.Outcome {
	if m.over {
		return nil
	}
	if m.begun && m.beat+1 == len(m.scenes[m.scene].Beats) {
		return m.start(m.scene + 1)
	}
	m.playing = true
	return Play{Scene: m.scene, From: !m.begun}
}

// start begins a scene. After the last one there is none.
func (m *Model) start(scene int) screen.Outcome {
	if scene >= len(m.scenes) {
		m.over, m.auto = true, false
		return nil
	}
	m.scene, m.over, m.begun, m.playing = scene, false, false, true
	m.seen = nil
	return Play{Scene: scene, From: true}
}

func (m *Model) played(msg Played, c screen.Context) screen.Outcome {
	m.playing = false
	m.last, m.err = msg.Event, msg.Err
	m.scene, m.beat, m.begun = msg.Event.Scene, msg.Event.Beat, true
	if msg.Event.Beat == 0 {
		m.seen = nil
	}
	for _, a := range msg.Event.Attempts {
		m.seen = append([]operator.Attempt{a}, m.seen...)
	}
	m.seen = m.seen[:min(len(m.seen), maxSeen)]
	if msg.Err != nil {
		m.auto = false // somebody should look
	}
	m.next = c.Now.Add(pace)
	if msg.Event.Snapshot.Stage != "" {
		m.page.Show(msg.Event.Snapshot, m.wizard(c))
	}
	return nil
}
