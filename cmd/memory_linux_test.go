package cmd_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"sandi/internal/otp"
	"sandi/vault"
)

// needles are the secrets of a test vault, in every form in which the program
// might hold them. They are random, so that nothing else looks like them.
type needles []needle

type needle struct {
	secret string // what it is
	form   string
	bytes  []byte
}

func (n *needles) add(secret, text string) {
	*n = append(*n, needle{secret, "text", []byte(text)})
	var runes []byte
	for _, r := range text {
		runes = binary.LittleEndian.AppendUint32(runes, uint32(r))
	}
	*n = append(*n, needle{secret, "runes", runes})
}

// hunted makes a vault whose secrets are known to the test.
func hunted(t *testing.T) (dir, password string, keys []otp.Key, n needles) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "vault")
	password = "pw-" + strings.ToLower(rand.Text())
	v, err := vault.Create(dir, []byte(password), vault.Options{WorkFactor: 10, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	err = v.Update(t.Context(), func(tx *vault.Tx) error {
		for i := range 3 {
			raw := make([]byte, 20)
			_, _ = rand.Read(raw)
			k := otp.Key{Issuer: "Service " + strconv.Itoa(i), Account: "user" + strconv.Itoa(i), Digits: 8, Secret: otp.NewSecret(raw)}
			keys = append(keys, k)
			if _, err := tx.Add(vault.Entry{Status: vault.Active, Key: k}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	n.add("password", password)
	file := string(v.Identity())
	identity := strings.TrimSpace(file[strings.Index(file, "AGE-SECRET-KEY-1"):])
	n.add("identity", identity)
	n.add("identity", strings.ToLower(identity))
	id, err := age.ParseX25519Identity(identity)
	if err != nil {
		t.Fatal(err)
	}
	n = append(n, needle{"identity", "raw", bytes.Clone(reflect.ValueOf(id).Elem().FieldByName("secretKey").Bytes())})
	for _, k := range keys {
		n = append(n, needle{"key", "raw", k.Secret.Bytes()})
		text := base32.StdEncoding.EncodeToString(k.Secret.Bytes())
		n.add("key", text)
		n.add("key", k.Secret.Grouped()[:19])
	}
	return dir, password, keys, n
}

// codes adds the codes that can have been shown since start. Eight digits do
// not come up by chance.
func (n needles) codes(t *testing.T, keys []otp.Key, start time.Time) needles {
	t.Helper()
	for _, k := range keys {
		for at := start; at.Before(time.Now().Add(31 * time.Second)); at = at.Add(30 * time.Second) {
			code, err := k.CodeAt(at)
			if err != nil {
				t.Fatal(err)
			}
			n.add("code", code.Reveal())
			n.add("code", code.Grouped())
		}
	}
	return n
}

// search counts what of the secrets is in text.
func (n needles) search(text []byte, found map[string]int, where string) {
	for _, x := range n {
		rest := text
		for {
			i := bytes.Index(rest, x.bytes)
			if i < 0 {
				break
			}
			found[x.secret+" "+x.form]++
			if os.Getenv("SANDI_TEST_MEMORY") != "" {
				fmt.Printf("%s+%#x %s %s\n%s", where, len(text)-len(rest)+i, x.secret, x.form, hex.Dump(rest[max(0, i-48):min(len(rest), i+len(x.bytes)+32)]))
			}
			rest = rest[i+len(x.bytes):]
		}
	}
}

// memory searches everything that a process has mapped and may read.
func (n needles) memory(t *testing.T, pid int) (found map[string]int, size int) {
	t.Helper()
	found = map[string]int{}
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	lines := bufio.NewScanner(bytes.NewReader(maps))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 2 || f[1][0] != 'r' || strings.HasPrefix(f[len(f)-1], "[v") {
			continue
		}
		from, to, _ := strings.Cut(f[0], "-")
		start, _ := strconv.ParseUint(from, 16, 64)
		end, _ := strconv.ParseUint(to, 16, 64)
		if end-start > 1<<30 {
			t.Fatalf("a mapping of %d bytes", end-start)
		}
		buf := make([]byte, end-start)
		got, _ := mem.ReadAt(buf, int64(start))
		size += got
		n.search(buf[:got], found, f[0]+" "+f[len(f)-1])
	}
	return found, size
}

func (n needles) files(t *testing.T, dirs ...string) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			b, err := os.ReadFile(path)
			n.search(b, found, path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() == 0 {
		return
	}
	// The process forbids everybody else to look.
	if os.Getenv("CI") == "true" {
		t.Fatal("reading the memory of a process that forbids it needs root")
	}
	t.Skip("reading the memory of a process that forbids it needs root")
}

// TestMemorySearch looks for the secrets of a vault in everything that the
// interface leaves: its memory, the files it wrote, its environment and what
// its terminal got after the lock.
//
// What is free can be overwritten, but not the unused end of a slot that is in
// use: now and then a copy has landed there. So a second and a third process
// are searched before something is said to be left.
func TestMemorySearch(t *testing.T) {
	needRoot(t)
	var left map[string]int
	for range 3 {
		if left = searched(t); len(left) == 0 {
			return
		}
	}
	t.Errorf("left in memory, three times of three: %v at last", left)
}

// searched uses the interface, locks it, and returns what is left in its memory.
func searched(t *testing.T) (left map[string]int) {
	dir, password, keys, n := hunted(t)
	home := t.TempDir()
	t.Chdir(home)
	start := time.Now()
	s := sit(t, []string{"SANDI_VAULT=" + dir, "HOME=" + home, "TEA_TRACE=" + home + "/trace", "TEA_DEBUG=true"})
	pid := s.cmd.Process.Pid
	look := func(when string, n needles) map[string]int {
		found, size := n.memory(t, pid)
		t.Logf("%-22s %5.1f MiB: %v", when, float64(size)/(1<<20), found)
		return found
	}
	s.sees("Vault password")
	s.types(password)
	s.sees("••••")
	s.types("\r")
	s.sees("user1")
	time.Sleep(300 * time.Millisecond)
	look("open", n.codes(t, keys, start))
	s.types("c")
	s.sees("(?i)sent to your terminal")
	s.types("e")
	s.sees("Details")
	s.types("s")
	s.sees(keys[0].Secret.Grouped()[:9])
	all := n.codes(t, keys, start)
	open := look("open, a key shown", all)
	// At the opening itself a buffer may still have it: see ADR 19.
	kept := open["password text"] + open["password runes"]
	if open["key raw"] == 0 {
		t.Error("the search finds no key in a vault that is open: it cannot be trusted")
	}
	s.types("\x0b")
	s.sees("Your vault is locked")
	s.mu.Lock()
	s.raw.Reset()
	s.mu.Unlock()
	for range 20 { // a sweep follows the lock by a tenth of a second or so, and another by some seconds
		time.Sleep(300 * time.Millisecond)
		if left = look("locked", all); len(left) == 0 {
			break
		}
	}
	environ, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	all.search(environ, found, "environ")
	all.search([]byte(s.everything()), found, "terminal")
	if files := all.files(t, home, dir); len(files)+len(found) != 0 {
		t.Errorf("in files %v, in the environment and on the terminal after the lock %v", files, found)
	}
	if _, err := os.Stat(home + "/trace"); err == nil {
		t.Error("the library's trace was written")
	}
	s.types("\x03")
	_ = s.ends(normal(t))
	if kept > 0 {
		left["password while open"] = kept
	}
	return left
}
