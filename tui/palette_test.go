package tui_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/tui"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/screen/add"
	"sandi/tui/screen/entry"
	"sandi/tui/screen/prefs"
	"sandi/tui/screen/unlock"
	"sandi/tui/screen/vaultroom"
	"sandi/tui/screen/welcome"
	"sandi/tui/tuitest"
	"sandi/vault"
)

// noTrust is a system without a keyring that remembers nothing.
type noTrust struct{ sheets *[]string }

func (noTrust) Facts(*vault.Vault) tui.TrustFacts                    { return tui.TrustFacts{} }
func (noTrust) SetKeyring(context.Context, *vault.Vault, bool) error { return nil }
func (noTrust) Renewed(context.Context, *vault.Vault) error          { return nil }
func (noTrust) Path(text string) (string, error)                     { return text, nil }
func (noTrust) Copied(*vault.Vault, vault.Copy) error                { return nil }
func (noTrust) Test(_ context.Context, v *vault.Vault, k vault.RecoveryKey) (vault.RecoveryTest, error) {
	return vault.TestRecovery(v.Dir(), k, cheap)
}
func (n noTrust) Sheet(file string, _ *vault.Vault, _ vault.RecoveryKey) error {
	*n.sheets = append(*n.sheets, file)
	return nil
}

// What the list of all actions presses is what the binding takes: else an
// action in it would do nothing, or something else.
func TestThePaletteCanPressEveryKey(t *testing.T) {
	all := [][]key.Binding{
		keys.Global().All(), keys.Codes().All(), keys.Entry().All(), keys.Add().All(), keys.Unlock().All(), keys.Welcome().Menu(), keys.Welcome().Form(),
		keys.YesNo().All(), keys.Enroll().All(), keys.Guided().All(), keys.Prefs().All(), keys.Prefs().Typing(), keys.Room().List(),
		keys.Room().Form(), keys.Room().Report(), keys.Room().Preview(), {keys.PaletteLetter()},
		keys.Operator().All(), keys.OperatorForm().All(), keys.OperatorAsk().All(),
	}
	for _, bindings := range all {
		for _, b := range bindings {
			for _, name := range b.Keys() {
				if msg := tui.Press(name); msg.Keystroke() != name && !key.Matches(msg, b) {
					t.Errorf("%s: pressing %q gives %q", b.Help().Desc, name, msg.String())
				}
			}
		}
	}
}

// Everything that a screen's footer and the help list is in the palette, and so
// is what works everywhere.
func TestThePaletteListsEveryKeyOfEveryScreen(t *testing.T) {
	entries := tuitest.Entries()
	c := tuitest.Context(76, 19, locale.EN)
	room := vaultroom.New()
	room.Update(vaultroom.Facts{Keyring: true}, c)
	form := vaultroom.New()
	form.Update(vaultroom.Facts{}, c)
	form.Start(vaultroom.Password)
	d := tui.Deps{Clock: &wall{start: time.Now()}, Lang: locale.EN}
	for _, s := range []screen.Screen{
		unlock.New(false), welcome.New(true, false, welcome.ThenCodes), add.New(nil, ""),
		entry.New(entries[0], true), entry.New(entries[7], true), entry.New(entries[10], true),
		prefs.New(settings.Default(), "", nil, ""), room, form,
	} {
		a := tui.Shown(d, s, 80, 24)
		if missing := a.Unlisted(); missing != nil {
			t.Errorf("%T: not listed: %s", s, strings.Join(missing, ", "))
		}
	}
	a := tui.Frame(d, entries, 80, 24)
	if missing := a.Unlisted(); missing != nil {
		t.Errorf("codes: not listed: %s", strings.Join(missing, ", "))
	}
}

// The actions of the root that no key of the screen has are in it too.
func TestThePaletteListsTheVaultAndTheSettings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 40, tuitest.Entries()[:3], func(x *world, _ *tui.Start) { x.deps.Trust = noTrust{} })
		x.press("e")
		for _, want := range []string{"settings", "vault", "copy outside", "backups here", "check everything", "recovery key", "bin", "password", "time servers", "colours"} {
			x.press("<ctrl+p>" + want)
			if strings.Contains(x.view(), "No action is called that.") {
				t.Errorf("no %q", want)
			}
			x.press("<esc>")
		}
		x.press("<ctrl+p>check everything<enter>")
		x.shows("3 entries made their codes.")
		x.press("<esc>")
		x.shows("Password", "work factor 10")
	})
}

func TestThePaletteRunsWhatIsChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 24, tuitest.Entries()[:3], nil)
		x.press(":")
		x.shows("All actions")
		x.press("add<enter>")
		x.shows("Setup key")
		x.press("<ctrl+p>")
		x.shows("All actions")
		x.press("theme")
		x.press("<ctrl+u>colours<enter>")
		x.shows("Colours ‹ ask the terminal ›")
		x.press("<esc><esc><ctrl+p>lock<enter>")
		x.shows("Your vault is locked.")
	})
}

func TestSettingsTakeEffectAndAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept []settings.Settings
		x := open(t, 80, 24, tuitest.Entries()[:3], func(x *world, _ *tui.Start) {
			x.deps.SaveSettings = func(s settings.Settings) error { kept = append(kept, s); return nil }
			x.deps.SettingsPath = "/home/budi/settings.toml"
		})
		x.press(",")
		x.shows("/home/budi/settings.toml", "Lock when idle")
		x.press("<right>")
		x.shows("Pengaturan", "Kunci saat menganggur")
		if len(kept) != 1 || kept[0].Language != "id" {
			t.Errorf("kept %+v", kept)
		}
		x.press("<ctrl+l>")
		x.shows("Settings")
		if len(kept) != 2 || kept[1].Language != "en" {
			t.Errorf("the language is not remembered: %+v", kept)
		}
		x.press("<down><down><down><down><down><right><esc>")
		x.shows("•••")
		if !kept[len(kept)-1].HideCodes {
			t.Errorf("kept %+v", kept)
		}
	})
}

// The password is changed after the present one was given, and the interface
// goes on.
func TestChangingThePassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 30, tuitest.Entries()[:3], func(x *world, _ *tui.Start) { x.deps.Trust = noTrust{} })
		x.press("V")
		x.shows("Password")
		x.press("<enter>wrong<tab>fresh one<tab>fresh one<ctrl+s>")
		x.shows("✕")
		if v, err := vault.Open(x.dir, []byte(password), cheap); err != nil {
			t.Fatalf("the old password is gone: %v", err)
		} else {
			v.Close()
		}
		x.press(password + "<tab><tab><tab><space><enter>") // the new one is still there
		x.shows("✓", "keys behind it are new")
		v, err := vault.Open(x.dir, []byte("fresh one"), cheap)
		if err != nil {
			t.Fatal(err)
		}
		v.Close()
		x.hides("fresh one")
		x.press("<esc><esc><ctrl+k>fresh one<enter>")
		x.shows("SPSE LKPP")
	})
}

// A recovery key is made, tested and counted; a backup is restored.
func TestRecoveryAndRestore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 30, tuitest.Entries()[:3], func(x *world, _ *tui.Start) { x.deps.Trust = noTrust{new([]string)} })
		x.press("<ctrl+p>recovery key<enter>")
		x.shows("Make a new recovery key?")
		x.press("<right><enter>")
		x.shows("AGE-SECRET-KEY-1")
		view := x.view()
		text := ""
		for line := range strings.SplitSeq(view, "\n") {
			if line = strings.Trim(line, "│ "); strings.HasPrefix(line, "AGE-SECRET-KEY-1") || text != "" && len(strings.Split(text, " ")) < 11 {
				text = strings.TrimSpace(text + " " + line)
			}
		}
		groups := strings.Fields(text)
		x.press(groups[len(groups)-1] + "<enter>")
		x.shows("✓")
		x.press("<enter>")
		x.hides(groups[3])
		x.press("<esc><ctrl+p>test the recovery<enter>" + strings.ToLower(strings.Join(groups, "")) + "<ctrl+s>")
		x.shows("The key opens the vault")
		x.press("<esc><esc><ctrl+p>copy outside<enter><ctrl+u>" + x.dir + "-copies<ctrl+s>")
		x.shows("and read them back")
	})
}

// troubled is a device that remembers an old copy.
type troubled struct{ noTrust }

func (troubled) Facts(*vault.Vault) tui.TrustFacts { return tui.TrustFacts{Old: true} }

func TestAnOldCopyIsToldAfterUnlocking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := open(t, 80, 30, tuitest.Entries()[:1], func(x *world, _ *tui.Start) { x.deps.Trust = troubled{} })
		x.shows("The newest copy outside this directory is old")
	})
}
