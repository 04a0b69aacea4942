// Package sheet makes the page that people print and keep with a recovery key on
// it.
package sheet

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"sandi/internal/locale"
	"sandi/internal/qr"
)

// Sheet is what stands on a recovery sheet.
type Sheet struct {
	// Key is the recovery key, Groups the same in the groups that people type.
	Key    string
	Groups []string
	// Recipient is its public half.
	Recipient string
	// Vault is the vault's directory, Made the moment in which the key was made.
	Vault string
	Made  time.Time
}

// Format keeps the key out of logs and errors, whatever the verb.
func (s Sheet) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "‹redacted›") }

// perLine is how many groups of the key stand on a line.
const perLine = 5

// Recovery writes one HTML page for A4 paper, in both languages, with the key as
// text and as a QR code, and what to do with it, with and without sandi. It
// refers to nothing outside itself and runs no script.
func Recovery(w io.Writer, s Sheet) error {
	code, err := qr.EncodeForPaper(s.Key)
	if err != nil {
		return err
	}
	id, en := locale.New(locale.ID), locale.New(locale.EN)
	var b bytes.Buffer
	defer func() { clear(b.Bytes()) }()
	b.Grow(64 << 10)
	b.WriteString("<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n")
	// Nothing may be fetched or run, whatever a vault's directory is called.
	b.WriteString(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` + "\n")
	b.WriteString(`<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">` + "\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n", esc(id.T("sheet.title")), style)
	fmt.Fprintf(&b, "<p class=\"screen\">%s<br><span lang=\"en\">%s</span></p>\n", esc(id.T("sheet.print")), esc(en.T("sheet.print")))
	fmt.Fprintf(&b, "<h1>%s <span lang=\"en\">%s</span></h1>\n", esc(id.T("sheet.title")), esc(en.T("sheet.title")))
	b.WriteString("<div class=\"key\">\n<div class=\"text\">\n")
	for i, group := range s.Groups {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "<p>%s</p>\n<p>", esc(group))
		case i > 1 && (i-1)%perLine == 0:
			fmt.Fprintf(&b, "</p>\n<p>%s", esc(group))
		default:
			fmt.Fprintf(&b, " %s", esc(group))
		}
	}
	fmt.Fprintf(&b, "</p>\n</div>\n<div class=\"qr\">%s</div>\n</div>\n", code.SVG())
	b.WriteString("<table>\n")
	row := func(key, value string) {
		fmt.Fprintf(&b, "<tr><th>%s<br><span lang=\"en\">%s</span></th><td>%s</td></tr>\n", esc(id.T(key)), esc(en.T(key)), esc(value))
	}
	row("sheet.vault", s.Vault)
	if !s.Made.IsZero() {
		row("sheet.made", s.Made.UTC().Format("2006-01-02 15:04")+" UTC")
	}
	row("sheet.recipient", s.Recipient)
	row("sheet.tested", "")
	b.WriteString("</table>\n<div class=\"both\">\n")
	for _, l := range []*locale.Localizer{id, en} {
		fmt.Fprintf(&b, "<section lang=\"%s\">\n<p>%s</p>\n<h2>%s</h2>\n<ol>\n", l.Lang(), marked(l.T("sheet.what")), esc(l.T("sheet.how")))
		for _, key := range []string{"sheet.keep", "sheet.forgot", "sheet.test", "sheet.without", "sheet.seen"} {
			fmt.Fprintf(&b, "<li>%s</li>\n", marked(l.T(key)))
		}
		b.WriteString("</ol>\n</section>\n")
	}
	b.WriteString("</div>\n</body>\n</html>\n")
	_, err = w.Write(b.Bytes())
	return err
}

func esc(text string) string { return html.EscapeString(text) }

// marked escapes a message and sets what stands in `…` as a command.
func marked(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + esc(part) + "</code>")
		} else {
			b.WriteString(esc(part))
		}
	}
	return b.String()
}

const style = `
@page{size:A4;margin:16mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:178mm;padding:6mm 0;background:#fff;color:#000;font:10.5pt/1.45 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:17pt;line-height:1.25;margin:0 0 5mm}
h1 span{display:block;font-weight:400;font-size:12pt;color:#444}
h2{font-size:10.5pt;margin:3mm 0 1mm}
.screen{border:1.5px solid #a00;padding:3mm 4mm;margin:0 0 6mm}
.key{display:flex;gap:6mm;align-items:center;border:1.5px solid #000;padding:5mm}
.key .text{flex:1;font:600 14.5pt/1.9 ui-monospace,"DejaVu Sans Mono","Cascadia Mono",Menlo,Consolas,monospace}
.key .text p{margin:0;white-space:nowrap}
.key .qr{width:48mm;flex:none}
.key svg{display:block;width:100%}
table{border-collapse:collapse;width:100%;margin:5mm 0}
th,td{border-bottom:1px solid #bbb;padding:1.5mm 0;text-align:left;vertical-align:top;font-weight:400}
th{width:44mm;line-height:1.25}
th span{color:#555;font-size:9pt}
td{overflow-wrap:anywhere}
.both{display:flex;gap:8mm}
section{flex:1;min-width:0;font-size:9.5pt}
section p{margin:0}
ol{margin:0;padding-left:5mm}
li{margin:0 0 1.6mm}
code{font:8.6pt ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media print{.screen{display:none}body{padding:0}}
@media screen and (max-width:170mm){.both,.key{flex-direction:column}.key .text p{white-space:normal}body{padding:4mm}}
`
