package tui_test

import (
	"context"
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sandi/internal/clock"
	"sandi/internal/desktop"
	"sandi/internal/locale"
	"sandi/internal/otp"
	"sandi/tui"
	"sandi/tui/tuitest"
	"sandi/vault"
)

func TestCodesChangeExactlyAtTheirBoundary(t *testing.T) {
	for _, offset := range []time.Duration{0, 1300 * time.Millisecond, -93700 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			e := tuitest.Entry("Alfa", "a")
			e.Key.Period = 7
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
				x.clock.move(450 * time.Millisecond)
				x.deps.Measure = func(context.Context) clock.Measurement {
					now := x.clock.Now()
					r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: offset, At: now}
					return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
				}
			})
			if offset != 0 {
				x.press("t")
				x.shows("◆")
			}
			for range 5 {
				code := x.clock.Now().Add(-offset)
				time.Sleep(e.Key.Remaining(code) - time.Millisecond)
				x.settle()
				before := x.clock.Now().Add(-offset)
				x.shows(grouped(t, e.Key, before), "1 s")
				time.Sleep(2 * time.Millisecond)
				x.settle()
				after := x.clock.Now().Add(-offset)
				if e.Key.Step(before) == e.Key.Step(after) {
					t.Fatal("the test did not cross a boundary")
				}
				x.shows(grouped(t, e.Key, after), "7 s")
			}
			if offset != 0 {
				x.press("t")
				x.hides("◆")
				x.shows(grouped(t, e.Key, x.clock.Now()))
			}
		})
	}
}

func TestUnlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Alfa", "a")
		x := open(t, 80, 24, []vault.Entry{e}, func(_ *world, s *tui.Start) { s.Password = nil })
		x.shows("Your vault is locked", "F1 help")
		x.press("wrong<enter>")
		x.hides("Alfa")
		what, _ := locale.New(locale.EN).Describe(vault.ErrWrongPassword)
		x.shows("✕ " + what)
		x.send(tea.PasteMsg{Content: password})
		x.press("<enter>")
		x.shows("Alfa", grouped(t, e.Key, x.clock.Now()))
	})
}

func TestLockBlanksAtOnce(t *testing.T) {
	for _, keys := range []string{"<ctrl+k>", "L", "e<ctrl+k>", "es<ctrl+k>", "/al<ctrl+k>", "a<ctrl+k>"} {
		synctest.Test(t, func(t *testing.T) {
			e := tuitest.Entry("Alfa", "a")
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.shows(grouped(t, e.Key, x.clock.Now()))
			x.press(keys)
			x.shows("Your vault is locked")
			x.hides("Alfa", grouped(t, e.Key, x.clock.Now()), e.Key.Secret.Grouped()[:9])
			time.Sleep(5 * time.Second)
			x.send(tea.PasteMsg{Content: password})
			x.press("<enter>")
			x.shows("Alfa")
		})
	}
}

func TestWelcomeCreatesAVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, nil, nil)
		x.shows("Welcome", "ctrl+l Indonesia")
		x.press("<enter>" + password + "<tab>" + password + "<enter>")
		x.shows("Your vault is empty", "The vault is ready")
		if got := x.disk(); len(got) != 0 {
			t.Errorf("%d entries", len(got))
		}
	})
}

func TestPasteAddAndSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, nil)
		x.send(tea.PasteMsg{Content: "otpauth://totp/SPSE:andi?secret=JBSWY3DPEHPK3PXP&issuer=SPSE"})
		x.shows("Add an entry", "SPSE", "andi", "key read: 16 characters")
		x.shows("ctrl+s save", "esc cancel")
		x.press("<esc>")
		x.shows("! Press esc once more")
		x.press("<enter>")
		x.shows("[ Save ]", "enter save")
		x.press("<enter>")
		x.shows("1 entry", "SPSE", "saved in the vault")
		got := x.disk()
		if len(got) != 1 || got[0].Key.Secret.Base32() != "JBSWY3DPEHPK3PXP" || got[0].Status != vault.Active {
			t.Errorf("%d entries on disk", len(got))
		}
	})
}

func TestRemove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a"), tuitest.Entry("Beta", "b")}, nil)
		x.press("ed<enter>")
		if n := len(x.disk()); n != 2 {
			t.Fatalf("Enter alone removed an entry: %d left", n)
		}
		x.press("d<right><enter>")
		x.shows("1 entry", "Beta")
		x.hides("Alfa")
		if n := len(x.disk()); n != 1 {
			t.Errorf("%d entries on disk", n)
		}
	})
}

func TestCounterIsSavedBeforeTheCodeIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := tuitest.Entry("Kunci", "vpn")
		e.Key.Type, e.Key.Period, e.Key.Counter = otp.HOTP, 0, 7
		want, _ := e.Key.CodeForCounter(7)
		x := open(t, 80, 24, []vault.Entry{e}, nil)
		x.hides(want.Grouped())
		x.press("n")
		x.shows(want.Grouped(), "#8")
		if got := x.disk()[0].Key.Counter; got != 8 {
			t.Errorf("counter on disk is %d", got)
		}
		next, _ := e.Key.CodeForCounter(8)
		x.press("n")
		x.shows(next.Grouped())
		x.press("<enter>")
		if got := x.clip.now(); got != next.Reveal() {
			t.Error("another code was copied than the one shown")
		}
	})
}

func TestClipboard(t *testing.T) {
	e := tuitest.Entry("Alfa", "a")
	t.Run("cleared after 30 s", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("c")
			if x.clip.now() == "" {
				t.Fatal("nothing copied")
			}
			x.shows("✓ Alfa: copied (xclip)")
			time.Sleep(28 * time.Second)
			x.settle()
			if x.clip.now() == "" {
				t.Error("cleared too early")
			}
			time.Sleep(4 * time.Second)
			x.settle()
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("cleared by locking", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("cL")
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("cleared by leaving", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, nil)
			x.press("cq")
			<-x.done
			if x.clip.now() != "" {
				t.Error("not cleared")
			}
		})
	})
	t.Run("a terminal cannot be verified", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) {
				x.clip.via = desktop.Via{Method: desktop.OSC52, Deferred: true}
			})
			x.press("c")
			x.shows("› Sent to your terminal's clipboard; sandi cannot check or clear it.\n") // in one line
			time.Sleep(time.Second)                                                           // the library writes with its next frame
			want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(x.clip.now()))
			if !strings.Contains(x.out.String(), want) {
				t.Error("nothing was sent to the terminal")
			}
		})
	})
	t.Run("failure", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			x := open(t, 80, 24, []vault.Entry{e}, func(x *world, _ *tui.Start) { x.clip.err = desktop.ErrNoClipboard })
			x.press("c")
			x.shows("✕ Not copied. There is no way to a clipboard from here. Type it by hand.")
		})
	})
}

func TestResizeToTinyAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, tuitest.Entries()[:1], nil)
		whole := x.view()
		for _, size := range []tea.WindowSizeMsg{{Width: 20, Height: 5}, {Width: 1, Height: 1}, {Width: 29, Height: 40}, {Width: 300, Height: 3}} {
			x.send(size)
			lines := strings.Split(strings.TrimSuffix(x.view(), "\n"), "\n")
			if len(lines) > size.Height {
				t.Errorf("%v: %d lines", size, len(lines))
			}
			if size.Width >= 20 {
				x.shows("too small")
			}
			x.press("da")
		}
		x.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		if got := x.view(); got != whole {
			t.Errorf("after resizing back:\n%s\nwant\n%s", got, whole)
		}
	})
}

func TestAnotherProcessChangesTheVault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		other, err := vault.Open(x.dir, []byte(password), cheap)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		err = other.Update(t.Context(), func(tx *vault.Tx) error {
			e := tuitest.Entry("Beta", "b")
			e.ID = ""
			_, err := tx.Add(e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		x.settle()
		x.shows("Alfa", "Beta", "2 entries")
	})
}

func TestClockIsMeasuredAtStartHourlyAndAfterAJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, func(x *world, _ *tui.Start) {
			x.deps.Measure = func(context.Context) clock.Measurement {
				n++
				now := x.clock.Now()
				r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: -93 * time.Second, Uncertainty: 200 * time.Millisecond, At: now}
				return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
			}
		})
		if n != 1 {
			t.Errorf("%d measurements at start", n)
		}
		x.shows("93 s slow", "t corrected time")
		for range 15 {
			time.Sleep(4*time.Minute + 200*time.Millisecond)
			x.press("<up>") // or it would lock
		}
		if n != 2 {
			t.Errorf("%d measurements after an hour", n)
		}
		x.press("t")
		x.shows("Your clock itself is unchanged", "◆")
		time.Sleep(8 * time.Second)
		x.settle()
		x.shows("codes use corrected time: +93 s by ntp.example")
		x.clock.move(10 * time.Minute)
		time.Sleep(2 * time.Second)
		x.settle()
		if n != 3 {
			t.Errorf("%d measurements after a jump", n)
		}
		x.hides("codes use corrected time", "◆")
		x.shows("set 10 min forward", "The correction is off")
	})
}

func TestLanguageAndHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{tuitest.Entry("Alfa", "a")}, nil)
		x.press("?")
		x.shows("On this screen", "Everywhere", "copy")
		x.press("<ctrl+l>")
		x.shows("Di layar ini", "salin")
		x.press("<esc>")
		x.shows("1 entri", "Alfa")
		x.press("/q?")
		x.shows("/ q?", "Tidak ada yang cocok")
	})
}

func TestGoldens(t *testing.T) {
	for _, size := range tuitest.Sizes() {
		for _, lang := range locale.Langs() {
			synctest.Test(t, func(t *testing.T) {
				x := open(t, size.Width, size.Height, tuitest.Entries()[:4], func(x *world, _ *tui.Start) {
					x.deps.Lang = lang
					x.deps.Measure = func(context.Context) clock.Measurement {
						now := x.clock.Now()
						r := clock.Reference{Kind: clock.KindNTP, Name: "ntp.example", Offset: 93 * time.Second, Uncertainty: 200 * time.Millisecond, At: now}
						return clock.Measurement{At: now, Best: &r, References: []clock.Reference{r}}
					}
				})
				name := func(what string) string { return what + "-" + size.String() + "-" + string(lang) }
				tuitest.Golden(t, name("codes"), unbar(x.view()))
				x.press("?")
				tuitest.Golden(t, name("help"), unbar(x.view()))
			})
		}
	}
}

// unbar undoes tuitest.Plain, which view has applied already.
func unbar(view string) string {
	lines := strings.Split(strings.TrimSuffix(view, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(strings.TrimPrefix(line, "│"), "│")
	}
	return strings.Join(lines, "\n")
}

func TestNothingIsLostWhenSavingFails(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("runs as root: a directory without write permission does not stop it; the lock does")
	}
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, []vault.Entry{}, nil)
		x.press("aJBSWY3DPEHPK3PXP<tab>SPSE")
		if err := os.RemoveAll(x.dir); err != nil {
			t.Fatal(err)
		}
		x.press("<ctrl+s>")
		x.shows("✕", "SPSE", "Add an entry")
	})
}
