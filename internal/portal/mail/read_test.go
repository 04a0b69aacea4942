package mail_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"sandi/internal/portal"
	post "sandi/internal/portal/mail"
)

func TestRead(t *testing.T) {
	multipart := "From: a@b.invalid\r\nSubject: s\r\nContent-Type: multipart/alternative; boundary=X\r\n\r\npreamble\r\n" +
		"--X\r\nContent-Type: text/html\r\n\r\n<b>no</b>\r\n" +
		"--X\r\nContent-Type: multipart/mixed; boundary=Y\r\n\r\n--Y\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nSGFs\r\nbyE=\r\n--Y--\r\n" +
		"--X--\r\n"
	for _, tt := range []struct {
		name, raw string
		want      post.Content
	}{
		{"plain", "From: A <a@b.invalid>\r\nSubject: s\r\n\r\none\r\ntwo\r\n\r\n", post.Content{From: "a@b.invalid", Subject: "s", Text: "one\ntwo"}},
		{"nothing but a head", "Subject: s\r\n\r\n", post.Content{Subject: "s"}},
		{"folded and encoded", "Subject: =?utf-8?b?w6k=?=\r\n =?utf-8?q?_x?=\r\n\r\n", post.Content{Subject: "é x"}},
		{"an unknown charset", "Subject: =?koi9?q?x?=\r\n\r\n", post.Content{Subject: "=?koi9?q?x?="}},
		{"quoted-printable", "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\ncaf=E9=\r\n!\r\n", post.Content{Text: "café!"}},
		{"broken base64", "Content-Transfer-Encoding: base64\r\n\r\nSGFs!!!!\r\n", post.Content{Text: "Hal"}},
		{"multipart", multipart, post.Content{From: "a@b.invalid", Subject: "s", Text: "Halo!"}},
		{"no text", "Content-Type: text/html\r\n\r\n<b>\r\n", post.Content{}},
		{"control characters", "Subject: a\x1b[31mb\r\n\r\n\x1b]0;x\x07y\u202ez\x00\u2028\r\n", post.Content{Subject: "a[31mb", Text: "]0;xyz"}},
		{"not UTF-8", "Subject: a\xff\r\n\r\n\xc3(\r\n", post.Content{Subject: "a\uFFFD", Text: "\uFFFD("}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := post.Read([]byte(tt.raw))
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
	for name, raw := range map[string]string{
		"empty": "", "no head": "hello\r\n", "too many headers": strings.Repeat("X: y\r\n", 300) + "\r\nx",
		"a long head": "X: " + strings.Repeat("y", 20000) + "\r\n\r\nx",
	} {
		if got, err := post.Read([]byte(raw)); err == nil {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	long, err := post.Read([]byte("Subject: " + strings.Repeat("é", 300) + "\r\n\r\n" + strings.Repeat("€", 20000)))
	if err != nil || len(long.Subject) != 200 || len(long.Text) > portal.MaxLetter || !utf8.ValidString(long.Text) {
		t.Errorf("got %d and %d bytes, %v", len(long.Subject), len(long.Text), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("From: A <a@b.invalid>\r\nSubject: =?utf-8?b?w6k=?=\r\n\r\none\r\n"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\nContent-Type: multipart/mixed; boundary=X\r\n\r\n--X\r\n\r\nx\r\n--X--"))
	f.Add([]byte("Content-Transfer-Encoding: base64\r\n\r\nSGFs\r\n"))
	f.Add([]byte("Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/plain; charset=latin1\r\n\r\n=E9=\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := post.Read(raw)
		if err != nil && c != (post.Content{}) {
			t.Errorf("%v beside %+v", err, c)
		}
		if len(c.Subject) > 200 || len(c.From) > 254 || len(c.Text) > portal.MaxLetter {
			t.Errorf("too long: %d %d %d", len(c.From), len(c.Subject), len(c.Text))
		}
		for _, text := range []string{c.From, c.Subject, c.Text} {
			if !utf8.ValidString(text) {
				t.Errorf("not UTF-8: %q", text)
			}
			for _, r := range text {
				if unicode.IsControl(r) && r != '\n' && r != '\t' {
					t.Errorf("control character %U in %q", r, text)
				}
			}
		}
		if strings.Contains(c.Subject+c.From, "\n") {
			t.Errorf("a line break in %q or %q", c.From, c.Subject)
		}
	})
}
