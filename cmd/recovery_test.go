package cmd_test

import (
	"html"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"sandi/internal/qr"
)

var sheetLine = regexp.MustCompile(`(?s)<div class="text">(.*?)</div>`)

// sheetKey copies the key from a recovery sheet as a person would, in groups and
// lines, and makes sure that only the sheet's owner can read it:
//
//	typed sheet.html key.txt
func sheetKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: typed SHEET FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().Perm(); got != 0o600 {
		ts.Fatalf("the sheet has mode %v, want 0600", got)
	}
	found := sheetLine.FindStringSubmatch(ts.ReadFile(args[0]))
	if found == nil {
		ts.Fatalf("no key on the sheet")
	}
	text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(found[1], ""))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.ToLower(text)), 0o600))
}

// photograph makes a picture of the QR code of the key in a file:
//
//	photograph key.txt photo.png
func photograph(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: photograph FILE PICTURE")
	}
	text := strings.ToUpper(strings.Join(strings.Fields(ts.ReadFile(args[0])), ""))
	code, err := qr.EncodeForPaper(text)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	ts.Check(code.PNG(f, 5))
	ts.Check(f.Close())
}
