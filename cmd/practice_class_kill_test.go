package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sandi/internal/otp"
)

// pupil is a participant of a class, and what the portal has told them.
type pupil struct {
	base  string
	token string // of the session

	account struct {
		Role     string `json:"role"`
		User     string `json:"user_id"`
		Password string `json:"password"`
	}
	joined, leaving, loggedOut, accepted bool   // leaving: Logout was sent, whether answered or not
	secret                               string // of the key that was shown
	code                                 string // that was accepted
	dead                                 string // token of a session that was ended
}

// ask sends a request and reports whether the portal has answered at all.
func (p *pupil) ask(method, path string, in, out any) (status int, err error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(b)
	}
	r, err := http.NewRequest(method, p.base+"/api/v1"+path, body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	c := http.Client{Timeout: time.Minute}
	answer, err := c.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err // half an answer is none
	}
	if out != nil && answer.StatusCode < 300 {
		err = json.Unmarshal(b, out)
	}
	return answer.StatusCode, err
}

func (p *pupil) signIn() (state string, err error) {
	var opened struct{ Token, State string }
	p.token = ""
	status, err := p.ask("POST", "/sessions", p.account, &opened)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("sign-in: status %d", status)
	}
	p.token = opened.Token
	return opened.State, err
}

// codeAt returns a code of the key that was shown.
func (p *pupil) codeAt(at time.Time) (string, error) {
	secret, err := otp.ParseSecret(p.secret)
	if err != nil {
		return "", err
	}
	code, err := otp.Key{Type: otp.TOTP, Secret: secret}.WithDefaults().CodeAt(at)
	return code.Reveal(), err
}

// attend goes the whole way until the portal does not answer any more.
func (p *pupil) attend(class string, shown func()) error {
	status, err := p.ask("POST", "/class/"+class, nil, &p.account)
	if err != nil || status != http.StatusCreated {
		return fmt.Errorf("join: status %d, %w", status, err)
	}
	p.joined = true
	if _, err := p.signIn(); err != nil {
		return err
	}
	if status, err := p.ask("POST", "/session/enable", nil, nil); err != nil || status != http.StatusAccepted {
		return fmt.Errorf("enable: status %d, %w", status, err)
	}
	for {
		var barcode struct{ Secret string }
		status, err := p.ask("GET", "/session/barcode", nil, &barcode)
		if err != nil {
			return err
		}
		if status == http.StatusOK {
			p.secret = barcode.Secret
			shown()
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	token := p.token
	p.leaving = true
	if status, err := p.ask("DELETE", "/session", nil, nil); err != nil || status != http.StatusNoContent {
		return fmt.Errorf("logout: status %d, %w", status, err)
	}
	p.loggedOut, p.dead = true, token
	if _, err := p.signIn(); err != nil {
		return err
	}
	code, err := p.codeAt(time.Now())
	if err != nil {
		return err
	}
	if status, err := p.ask("POST", "/session/code", map[string]string{"code": code}, nil); err != nil || status != http.StatusOK {
		return fmt.Errorf("code: status %d, %w", status, err)
	}
	p.accepted, p.code = true, code
	return nil
}

// check holds the portal to what it has told before it was killed.
func (p *pupil) check(base string) error {
	p.base = base
	if !p.joined {
		return nil
	}
	if p.loggedOut {
		p.token = p.dead
		if status, err := p.ask("GET", "/session", nil, nil); err != nil || status != http.StatusUnauthorized {
			return fmt.Errorf("the session that was ended: status %d, %v", status, err)
		}
	}
	// The page with the barcode is still open, unless the portal was killed
	// between Logout and its answer: then either is right.
	if p.secret != "" && !p.leaving {
		var barcode struct{ Secret string }
		if status, err := p.ask("GET", "/session/barcode", nil, &barcode); err != nil || status != http.StatusOK || barcode.Secret != p.secret {
			return fmt.Errorf("the barcode that was shown: status %d, %v, the same: %v", status, err, barcode.Secret == p.secret)
		}
	}
	state, err := p.signIn()
	if err != nil {
		return fmt.Errorf("an account that was given: %w", err)
	}
	if p.secret == "" {
		return nil // TOTP may or may not be on: nobody was told
	}
	if state != "TOTP_PROMPT" {
		return fmt.Errorf("enrolled, and yet in %s", state)
	}
	if p.accepted {
		if status, err := p.ask("POST", "/session/code", map[string]string{"code": p.code}, nil); err != nil || status != http.StatusUnauthorized {
			return fmt.Errorf("a code that was accepted before: status %d, %v", status, err)
		}
	}
	// The next step is within the window, and no code of it can be spent yet.
	code, err := p.codeAt(time.Now().Add(30 * time.Second))
	if err != nil {
		return err
	}
	if status, err := p.ask("POST", "/session/code", map[string]string{"code": code}, nil); err != nil || status != http.StatusOK {
		return fmt.Errorf("a code of the key that was shown: status %d, %v", status, err)
	}
	return nil
}

// A portal that is killed in the middle of a class has forgotten nothing that
// it told anybody: no account, no key, no end of a session, no spent code.
func TestKilledInTheMiddleOfAClass(t *testing.T) {
	size := 60
	if testing.Short() {
		size = 20
	}
	h, data := newHost(t), t.TempDir()
	said, process := h.start("--data", data, "--class", fmt.Sprint(size))
	class := said.Class.URL[strings.LastIndexByte(said.Class.URL, '/')+1:]

	var keys atomic.Int64
	pupils := make([]*pupil, size)
	var all sync.WaitGroup
	for i := range pupils {
		p := &pupil{base: said.URL}
		pupils[i] = p
		all.Go(func() {
			_ = p.attend(class, func() {
				if keys.Add(1) == int64(size/3) {
					_ = process.Process.Kill()
				}
			})
		})
	}
	all.Wait()
	_ = process.Wait()

	again, process := h.start("--data", data)
	counts := map[string]int{}
	for i, p := range pupils {
		for what, told := range map[string]bool{"joined": p.joined, "enrolled": p.secret != "", "logged out": p.loggedOut, "signed in with a code": p.accepted} {
			if told {
				counts[what]++
			}
		}
		if err := p.check(again.URL); err != nil {
			t.Errorf("participant %d: %v", i, err)
		}
	}
	t.Logf("of %d, told before the kill: %v", size, counts)
	if counts["enrolled"] < size/3 || counts["signed in with a code"] == size {
		t.Errorf("the kill came too early or too late: %v", counts)
	}
	_ = process.Process.Signal(os.Interrupt)
	_ = process.Wait()
}
