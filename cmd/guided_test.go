package cmd_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/draw"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sandi/internal/clock"
	"sandi/internal/qr"
	"sandi/vault"
)

const guidedKey = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// guidedDesk is a computer whose clock is off by so much.
func guidedDesk(t *testing.T, offset string) *desk {
	d := newDesk(t)
	d.sys.Measure = func(context.Context) clock.Measurement { return measured(d.sys.Clock.Now(), offset) }
	if code := d.run("", "init"); code != 0 {
		t.Fatal(d.err.String())
	}
	return d
}

// guidedDocument is the shape that scripts rely on.
type guidedDocument struct {
	Profile, Site, User, Source, State string
	Entry                              *struct{ ID, Issuer, Account, Status string }
	Saved                              bool
	ReadBack                           bool `json:"read_back"`
	BackedUp                           bool `json:"backed_up"`
	Doubts, Problems                   []struct{ Code, Text string }
	Duplicates                         []struct {
		ID, Issuer, Account, Status string
		SameKey                     bool `json:"same_key"`
	}
	Clock struct {
		Offset *float64 `json:"offset_seconds"`
	}
}

func (d *desk) guided() (doc guidedDocument) {
	d.t.Helper()
	if err := json.NewDecoder(&d.out).Decode(&doc); err != nil {
		d.t.Fatalf("no document: %v\n%s", err, d.err.String())
	}
	return doc
}

func TestGuidedHeadless(t *testing.T) {
	d := guidedDesk(t, "20ms")
	if code := d.run(strings.ToLower(guidedKey)+"\n", "enroll", "guided", "--json", "--user", "budi"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if strings.Contains(d.out.String()+d.err.String(), guidedKey) {
		t.Error("the key is printed")
	}
	doc := d.guided()
	if doc.Profile != "spse" || doc.Site != "SPSE" || doc.User != "budi" || doc.Source != "text" || doc.State != "pending" ||
		!doc.Saved || !doc.ReadBack || !doc.BackedUp || len(doc.Problems)+len(doc.Doubts)+len(doc.Duplicates) != 0 || doc.Clock.Offset == nil {
		t.Errorf("got %+v", doc)
	}

	// The same key again, with other numbers: the same entry, and pointed out.
	uri := "otpauth://totp/SPSE:siti?secret=" + guidedKey + "&digits=8"
	if code := d.run(uri, "enroll", "guided", "--json", "--user", "budi"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	again := d.guided()
	if again.Entry.ID != doc.Entry.ID || len(again.Doubts) != 2 || len(again.Duplicates) != 1 || !again.Duplicates[0].SameKey {
		t.Errorf("again: got %+v", again)
	}
	if all := d.entries(); len(all) != 1 || all[0].Key.Digits != 8 {
		t.Errorf("got %d entries", len(all))
	}

	// A new key for the account: the old one stays until the new one is accepted.
	if code := d.run("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "enroll", "guided", "--json", "--user", "budi"); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	newer := d.guided()
	if n := d.statuses(); n[vault.Pending] != 2 {
		t.Errorf("entries are %v", n)
	}
	if code := d.run("", "enroll", "guided", "--json", "--accepted", newer.Entry.ID); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if n := d.statuses(); n[vault.Active] != 1 || n[vault.Retired] != 1 {
		t.Errorf("after --accepted entries are %v", n)
	}
	if code := d.run("", "enroll", "guided", "--accepted", newer.Entry.ID); code != 1 {
		t.Errorf("accepted twice: exit %d", code)
	}
	if code := d.run("", "enroll", "guided", "--accepted", "nobody"); code != 3 {
		t.Errorf("accepted nobody: exit %d", code)
	}
}

func TestGuidedUsedWrongly(t *testing.T) {
	d := guidedDesk(t, "none")
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, tt := range []struct {
		input string
		args  []string
		want  int
		told  string
	}{
		{"", []string{"--json"}, 1, "Nothing was handed over"},
		{"JBSWY3DPEHPK3PX0", []string{"--json"}, 1, "probably the letter O"},
		{"123456", []string{"--json"}, 1, "a code, not the key"},
		{"otpauth://hotp/a?secret=" + guidedKey, []string{"--json"}, 1, "codes that follow from the time"},
		{guidedKey, []string{"--json", "--profile", "generic"}, 1, "needs a name"},
		{"", []string{"--json", "--image", file("x.png", "no picture")}, 1, "not a picture"},
		{"", []string{"--json", "--image", dir}, 1, "not a file"},
		{"", []string{"--json", "--image", filepath.Join(dir, "nope.png")}, 1, "There is no such file"},
		{"", []string{"--json", "--image", "x", "--screen"}, 2, "only one"},
		{"", []string{"--json", "--screen"}, 1, "no screen"},
		{"", []string{"--json", "--clipboard"}, 1, "cannot be read from here"},
		{"", []string{"--profile", "nope"}, 2, "spse, bkn, generic"},
		{"", []string{"--profile", file("p.toml", "profile = 1\nid = \"Bad\"\n")}, 2, "line 2"},
		{"", []string{"--profile", dir + "/"}, 2, "not a file"},
		{"", []string{"x"}, 2, ""},
		{"", []string{"--plain"}, 2, ""},
	} {
		if got := d.run(tt.input, append([]string{"enroll", "guided"}, tt.args...)...); got != tt.want || !strings.Contains(d.err.String(), tt.told) {
			t.Errorf("%v: exit %d, want %d and %q\n%s", tt.args, got, tt.want, tt.told, d.err.String())
		}
		if strings.Contains(d.out.String()+d.err.String(), guidedKey) {
			t.Errorf("%v: the key is printed", tt.args)
		}
	}
	if n := len(d.entries()); n != 0 {
		t.Errorf("%d entries were left behind", n)
	}
	if code := d.run("", "enroll", "guided", "--check-profile", "--profile", "bkn", "--json"); code != 0 || !strings.Contains(d.out.String(), `"id":"bkn"`) {
		t.Errorf("exit %d, %s", code, d.out.String())
	}
}

// barcodes makes a picture file with the QR codes of texts side by side.
func barcodes(t *testing.T, texts ...string) string {
	t.Helper()
	page := image.NewGray(image.Rect(0, 0, 500*len(texts), 500))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	for i, text := range texts {
		code, err := qr.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := code.PNG(&b, 6); err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(page, m.Bounds().Add(image.Pt(500*i+30, 40)), m, image.Point{}, draw.Src)
	}
	path := filepath.Join(t.TempDir(), "bar code.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, page); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestGuidedPictures(t *testing.T) {
	d := guidedDesk(t, "20ms")
	one := "otpauth://totp/Forge:ana?secret=" + guidedKey + "&issuer=Forge"
	other := "otpauth://totp/Other:ana?secret=GEZDGNBVGY3TQOJQ&issuer=Other"
	if code := d.run("", "enroll", "guided", "--json", "--profile", "generic", "--image", barcodes(t, one, "https://example.com")); code != 0 {
		t.Fatalf("exit %d\n%s", code, d.err.String())
	}
	if doc := d.guided(); doc.Source != "file" || doc.Site != "Forge" || doc.User != "ana" {
		t.Errorf("got %+v", doc)
	}
	if code := d.run("", "enroll", "guided", "--json", "--profile", "generic", "--image", barcodes(t, one, other)); code != 2 || !strings.Contains(d.err.String(), "2 keys were found") {
		t.Errorf("two keys: exit %d\n%s", code, d.err.String())
	}
	if code := d.run("", "enroll", "guided", "--json", "--image", barcodes(t, "https://example.com")); code != 1 {
		t.Errorf("another barcode: exit %d\n%s", code, d.err.String())
	}
}

// TestGuidedPlain is a whole enrolment in answers, one a line.
func TestGuidedPlain(t *testing.T) {
	d := guidedDesk(t, "20ms")
	picture := barcodes(t, "otpauth://totp/SPSE:budi?secret="+guidedKey)
	answers := []string{
		"1",        // the site is open
		"", "budi", // the entry's names
		"3",                     // was it enabled before? I do not know
		"1",                     // clicked
		"2",                     // nothing comes
		"2",                     // not enabled before
		"1",                     // reloaded
		"1",                     // it is there
		"1", "JBSWY3DPEHPK3PX0", // a wrong character
		"2", picture,
		"b", // back, and once more
		"2", picture,
		"3", "", "", "99", "", "", // an impossible number of digits
		"3", "LPSE Kota", "", "", "", "",
		"1",      // save
		"1", "2", // show the parts, they are the same
		"1", // logged out
		"1", // asks for the code
		"1", // typed
		"3", // cannot tell
		"2", // refused
		"1", // the next code
		"1", // typed
		"1", // accepted
	}
	code := d.run(strings.Join(answers, "\n")+"\n", "enroll", "guided", "--plain")
	told := d.err.String()
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, told)
	}
	for _, want := range []string{
		"# Have you clicked ENABLE TOTP before?", "never keep", "probably the letter O", "from the barcode in the picture",
		"Portal", "Look at the page in the browser", "# The site refused the code", "was used; sites take each code once", "# The site accepts your codes",
		"99 digits", "LPSE Kota, budi",
	} {
		if !strings.Contains(strings.ToLower(told), strings.ToLower(want)) {
			t.Errorf("not told: %q\n%s", want, told)
		}
	}
	if strings.Contains(told, "\x1b") {
		t.Error("escape sequences")
	}
	// The parts were asked for, and are the only secret on standard output.
	if out := d.out.String(); !strings.Contains(out, "JBSW Y3DP") || strings.Contains(told, "JBSW") {
		t.Errorf("printed %q", out)
	}
	all := d.entries()
	if len(all) != 1 || all[0].Status != vault.Active || all[0].SpentStep == 0 || all[0].Enrolment.Service != "guided" || all[0].Enrolment.Practice {
		t.Errorf("entries: %d, %+v", len(all), all[0].Enrolment)
	}
}

func TestGuidedPlainInIndonesian(t *testing.T) {
	d := guidedDesk(t, "-2h")
	code := d.run("1\n1\nSPSE\nbudi\nq\n", "--lang", "id", "enroll", "guided", "--plain")
	told := d.err.String()
	if code != 0 || !strings.Contains(told, "Pernahkah Anda mengeklik ENABLE TOTP?") || !strings.Contains(told, "lebih lambat 2 jam") {
		t.Errorf("exit %d\n%s", code, told)
	}
}

// A kill right after the key was kept loses nothing: the next run goes on there.
func TestGuidedSurvivesAKill(t *testing.T) {
	path, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	d := guidedDesk(t, "20ms")
	run := func(answers string) (*exec.Cmd, *bufio.Reader, io.WriteCloser) {
		c := exec.Command(path, "enroll", "guided", "--plain", "--vault", d.dir, "--password-file", d.password, "--lang", "en")
		c.Env = append(os.Environ(), "SANDI_TEST_OFFSET=20ms", "TERM=dumb")
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.StderrPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
		if _, err := io.WriteString(in, answers); err != nil {
			t.Fatal(err)
		}
		return c, bufio.NewReader(out), in
	}
	until := func(c *exec.Cmd, out *bufio.Reader, want string) {
		t.Helper()
		deadline := time.AfterFunc(60*time.Second, func() { _ = c.Process.Kill() })
		defer deadline.Stop()
		for {
			line, err := out.ReadString('\n')
			if strings.Contains(line, want) {
				return
			}
			if err != nil {
				t.Fatalf("ended before %q: %v", want, err)
			}
		}
	}
	c, out, _ := run("1\n\nbudi\n1\n1\n1\n1\n" + guidedKey + "\n1\n")
	until(c, out, "# Compare with the page")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if all := d.entries(); len(all) != 1 || all[0].Status != vault.Pending {
		t.Fatalf("after the kill there are %d entries", len(all))
	}
	// Continue; the same, logged out, asks for the code, typed, accepted.
	c, out, in := run("1\n2\n1\n1\n1\n1\n")
	until(c, out, "# The site accepts your codes")
	_ = in.Close()
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	if all := d.entries(); len(all) != 1 || all[0].Status != vault.Active {
		t.Errorf("in the end there are %d entries, %s", len(all), all[0].Status)
	}
}
