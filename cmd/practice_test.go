package cmd_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// announced is what `practice --json` prints.
type announced struct {
	URL      string `json:"url"`
	Practice bool   `json:"practice"`
	Accounts []struct {
		Role     string `json:"role"`
		UserID   string `json:"user_id"`
		Password string `json:"password"`
	} `json:"accounts"`
	Data      *string  `json:"data"`
	KeyFile   *string  `json:"operator_key_file"`
	Operator  string   `json:"operator_url"`
	Scenarios []string `json:"scenarios"`
	Class     *struct {
		URL   string `json:"url"`
		Seats int    `json:"seats"`
	} `json:"class"`
}

// startPractice runs the practice portal and returns what it announced and a
// function that interrupts it and returns its exit code.
func startPractice(t *testing.T, args ...string) (announced, func() int) {
	t.Helper()
	path, err := exec.LookPath("sandi")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, append([]string{"practice", "--json"}, args...)...)
	c.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+t.TempDir()) // not the developer's own
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(20*time.Second, func() { _ = c.Process.Kill() })
	t.Cleanup(func() { kill.Stop(); _ = c.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("nothing announced: %v", err)
	}
	var said announced
	if err := json.Unmarshal([]byte(line), &said); err != nil {
		t.Fatal(err)
	}
	return said, func() int {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
		return c.ProcessState.ExitCode()
	}
}

func TestPracticeServesUntilInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent Ctrl-C")
	}
	data := t.TempDir()
	said, stop := startPractice(t, "--listen", "127.0.0.1:0", "--data", data)
	if !said.Practice || len(said.Accounts) != 4 || said.Data == nil || *said.Data != data {
		t.Errorf("announced: got %+v", said)
	}
	for _, path := range []string{"/", "/api/v1/portal", "/api/openapi.json"} {
		answer, err := http.Get(said.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("GET %s: got %s, want 200", path, answer.Status)
		}
	}

	path, _ := exec.LookPath("sandi")
	taken := exec.Command(path, "practice", "--lang", "en", "--listen", strings.TrimPrefix(said.URL, "http://"))
	complaint, _ := taken.CombinedOutput()
	if got := taken.ProcessState.ExitCode(); got != 1 || !strings.Contains(string(complaint), "sandi: hint:") {
		t.Errorf("port taken: got exit code %d and %q, want 1 and a hint", got, complaint)
	}

	if got := stop(); got != 130 {
		t.Errorf("exit code after Ctrl-C: got %d, want 130", got)
	}
	again, stop := startPractice(t, "--listen", "127.0.0.1:0", "--data", data)
	defer stop()
	if len(again.Accounts) != 4 || again.Accounts[0] != said.Accounts[0] {
		t.Errorf("accounts after a restart: got %+v, want %+v", again.Accounts, said.Accounts)
	}
}
