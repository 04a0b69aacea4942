package picture_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/acceptance"
	"sandi/internal/lab"
	"sandi/internal/lab/picture"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/internal/printable"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const s = time.Second

func story(past, future int, offset, mail, typing, network, phase time.Duration) lab.Story {
	return lab.At(lab.Setting{
		Policy: acceptance.Policy{Window: otp.Window{Past: past, Future: future}},
		Offset: offset, Mail: mail, Typing: typing, Network: network,
		At: time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC).Add(phase),
	})
}

var stories = []struct {
	name  string
	story lab.Story
}{
	{"slow", story(1, 1, -40*s, 0, 10*s, s, 12*s)},
	{"fast", story(1, 0, 20*s, 0, 5*s, s, 12*s)},
	{"right", story(0, 0, 0, 0, 3*s, 0, 25*s)},
	{"hours", story(1, 1, 7*time.Hour, 90*s, 10*s, s, 12*s)},
	{"years", story(1, 1, -20*365*24*time.Hour, 0, 10*s, s, 0)},
	{"wide", story(60, 60, 25*time.Minute, 0, 10*s, s, 12*s)},
	{"late", story(4, 4, 75*s, time.Hour, 10*s, s, 12*s)},
}

func text(lines []picture.Line) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(line.String() + "\n")
	}
	return b.String()
}

func TestTimeline(t *testing.T) {
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		for _, size := range []struct {
			width int
			size  picture.Size
		}{{120, picture.Full}, {80, picture.Full}, {40, picture.Compact}} {
			var got strings.Builder
			for _, tt := range stories {
				got.WriteString("== " + tt.name + "\n" + picture.Verdict(l, tt.story) + "\n")
				drawn := text(picture.Timeline(l, tt.story, size.width, size.size))
				for line := range strings.Lines(drawn) {
					if n := printable.Width(strings.TrimSuffix(line, "\n")); n > size.width {
						t.Errorf("%s: a line of %d columns, want at most %d: %q", tt.name, n, size.width, line)
					}
				}
				got.WriteString(drawn)
				for _, line := range append(picture.Turns(l, tt.story), picture.Share(l, tt.story)) {
					got.WriteString(line + "\n")
				}
			}
			golden(t, "timeline-"+map[int]string{120: "120", 80: "80", 40: "40"}[size.width]+"-"+string(lang), got.String())
		}
	}
}

// The arrow's tip stands over a shaded box exactly if the code is accepted,
// whatever the figures, and nothing is drawn outside of the width.
func TestTheArrowPointsIntoTheWindowOnlyIfAccepted(t *testing.T) {
	l := locale.New(locale.EN)
	for offset := -400 * s; offset <= 400*s; offset += 7 * s {
		for _, phase := range []time.Duration{0, 13 * s, 29 * s} {
			for _, typing := range []time.Duration{0, 20 * s, 100 * s} {
				one := story(1, 2, offset, 0, typing, 0, phase)
				lines := picture.Timeline(l, one, 80, picture.Compact)
				top, middle := []rune(lines[1].String()), []rune(lines[2].String())
				tip := strings.IndexRune(string(top), '▼')
				if tip < 0 {
					if one.Accepted {
						t.Fatalf("offset %v, phase %v, typing %v: accepted, and no tip", offset, phase, typing)
					}
					continue
				}
				tip = len([]rune(string(top)[:tip]))
				// The box's upper border beside the tip is double where it is shaded.
				beside := top[tip+1]
				if strings.ContainsRune("┬╦╤┐╗", beside) {
					beside = top[tip-1]
				}
				if shaded := beside == '═' || beside == '╔'; shaded != one.Accepted {
					t.Fatalf("offset %v, phase %v, typing %v: shaded %v, accepted %v\n%s\n%s", offset, phase, typing, shaded, one.Accepted, string(top), string(middle))
				}
			}
		}
	}
}

func TestHeat(t *testing.T) {
	offsets, err := lab.ParseDurations("-90s..90s/15s")
	if err != nil {
		t.Fatal(err)
	}
	g := lab.Grid{Offsets: offsets, Delays: []time.Duration{0, 10 * s, 600 * s}, Policies: acceptance.Profiles()}
	l := locale.New(locale.EN)
	var got strings.Builder
	for _, width := range []int{80, 40} {
		for i := range g.Policies {
			got.WriteString(text(picture.Heat(g, i, width, false)))
		}
	}
	got.WriteString(text(picture.Heat(g, 2, 80, true)) + text(picture.HeatLegend(l, false)) + text(picture.HeatLegend(l, true)))
	golden(t, "heat", got.String())
	for line := range strings.Lines(text(picture.Heat(g, 2, 80, true))) {
		if strings.ContainsAny(line, "█▓▒░·") {
			t.Errorf("not ASCII: %q", line)
		}
	}
}

func TestAmount(t *testing.T) {
	en, id := locale.New(locale.EN), locale.New(locale.ID)
	for d, want := range map[time.Duration][2]string{
		0: {"0 s", "0 detik"}, 40 * s: {"+40 s", "+40 detik"}, -1500 * time.Millisecond: {"−1.5 s", "−1,5 detik"},
		7*time.Hour + 3*s: {"+7 h 3 s", "+7 jam 3 detik"}, 26 * time.Hour: {"+1 day 2 h", "+1 hari 2 jam"},
		1001 * time.Millisecond: {"+1.001 s", "+1,001 detik"}, 599 * s: {"+599 s", "+599 detik"}, 600 * s: {"+10 min", "+10 menit"},
	} {
		if got := [2]string{picture.Signed(en, d), picture.Signed(id, d)}; got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
	for share, want := range map[float64]string{0: "0 %", 1: "100 %", 0.5: "50 %", 0.004: "0.4 %", 0.9999: "99.990000 %", 1.0 / 3: "33 %"} {
		if got := picture.Percent(en, share); got != want {
			t.Errorf("%v: got %q, want %q", share, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0s", -90 * s: "−90s", 2 * time.Hour: "2h", 90 * time.Minute: "1h30m", 600 * s: "10m", 1500 * time.Millisecond: "1.5s"} {
		if got := picture.Short(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

// A picture is whole: well-formed, with nothing to load, in the language.
func TestSVG(t *testing.T) {
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		for _, tt := range stories {
			var b bytes.Buffer
			if err := picture.SVG(&b, l, tt.story); err != nil {
				t.Fatal(err)
			}
			words, err := textOf(b.Bytes())
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			wanted := append(picture.Turns(l, tt.story), picture.Share(l, tt.story), picture.Clock(l, tt.story.Setting.Offset))
			for _, want := range wanted {
				if !strings.Contains(words, want) {
					t.Errorf("%s: %q is not in it", tt.name, want)
				}
			}
			rest := strings.Replace(b.String(), "http://www.w3.org/2000/svg", "", 1)
			for _, never := range []string{"http", "href", "script", "url(", "NaN", "Inf"} {
				if strings.Contains(rest, never) {
					t.Errorf("%s: holds %q", tt.name, never)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := picture.SVG(&b, locale.New(locale.EN), stories[0].story); err != nil {
		t.Fatal(err)
	}
	golden(t, "slow.svg", b.String())
}

func textOf(doc []byte) (string, error) {
	var words strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(doc)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return words.String(), nil
		}
		if err != nil {
			return "", err
		}
		if chars, ok := token.(xml.CharData); ok {
			words.Write(chars)
		}
	}
}

// The PNG is of the size of a slide, and its verdict has the verdict's colour.
func TestPNG(t *testing.T) {
	for _, tt := range stories[:2] {
		var b bytes.Buffer
		if err := picture.PNG(&b, locale.New(locale.ID), tt.story); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := img.Bounds().Size(); got.X != 1920 || got.Y != 1080 {
			t.Errorf("%s: got %v, want 1920×1080", tt.name, got)
		}
		want := color.RGBA{0x1a, 0x6b, 0x2b, 0xff}
		if !tt.story.Accepted {
			want = color.RGBA{0xb3, 0x26, 0x1e, 0xff}
		}
		if got := color.RGBAModel.Convert(img.At(92, 90)); got != want {
			t.Errorf("%s: the mark is %v, want %v", tt.name, got, want)
		}
		ink := 0
		for x := 190; x < 900; x++ { // the headline
			if color.RGBAModel.Convert(img.At(x, 125)) == want {
				ink++
			}
		}
		if ink < 50 {
			t.Errorf("%s: the headline has %d dots of ink", tt.name, ink)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestAWriterThatFailsIsTold(t *testing.T) {
	l := locale.New(locale.EN)
	for name, write := range map[string]func(io.Writer, *locale.Localizer, lab.Story) error{"svg": picture.SVG, "png": picture.PNG} {
		if err := write(broken{}, l, stories[0].story); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}
