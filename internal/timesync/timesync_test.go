package timesync_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/clock"
	"sandi/internal/timesync"
)

var now = time.Date(2027, 3, 10, 4, 30, 0, 0, time.UTC)

var errNotHere = errors.New("not here")

// computer is a machine made of what its programs print and its files hold.
type computer struct {
	os       string
	programs map[string]string // by command line; "!" in front: it fails
	files    map[string]string
	written  map[string]time.Time
	kernel   *timesync.Kernel
	registry map[string]any
	service  *bool
}

func (c computer) machine() timesync.Machine {
	m := timesync.Machine{
		GOOS: c.os,
		Now:  func() time.Time { return now },
		Run: func(_ context.Context, name string, args ...string) ([]byte, error) {
			out, ok := c.programs[strings.Join(append([]string{name}, args...), " ")]
			if !ok {
				return nil, errNotHere
			}
			if text, failed := strings.CutPrefix(out, "!"); failed {
				return []byte(text), errors.New("exit status 1")
			}
			return []byte(out), nil
		},
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := c.files[name]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
		List: func(dir string) ([]string, error) {
			var names []string
			for name := range c.files {
				if rest, ok := strings.CutPrefix(name, dir+"/"); ok {
					first, _, _ := strings.Cut(rest, "/")
					names = append(names, first)
				}
			}
			if names == nil {
				return nil, fs.ErrNotExist
			}
			slices.Sort(names)
			return names, nil
		},
		Modified: func(name string) (time.Time, error) {
			if t, ok := c.written[name]; ok {
				return t, nil
			}
			return time.Time{}, fs.ErrNotExist
		},
	}
	if c.kernel != nil {
		m.Adjtimex = func() (timesync.Kernel, error) { return *c.kernel, nil }
	}
	if c.registry != nil {
		m.Registry = func(key, name string) (any, error) {
			if v, ok := c.registry[key[strings.LastIndexByte(key, '\\')+1:]+"/"+name]; ok {
				return v, nil
			}
			return nil, fs.ErrNotExist
		}
	}
	if c.service != nil {
		m.ServiceRuns = func(string) (bool, error) { return *c.service, nil }
	}
	return m
}

// told writes a state in one line: a part that is not known is left out.
func told(s timesync.State) string {
	var b strings.Builder
	flag := func(name string, p *bool) {
		if p != nil {
			fmt.Fprintf(&b, " %s=%t", name, *p)
		}
	}
	b.WriteString(s.Service)
	flag("running", s.Running)
	flag("automatic", s.Automatic)
	flag("synchronised", s.Synchronised)
	if !s.LastSync.IsZero() {
		fmt.Fprintf(&b, " last=%s", s.LastSync.Format("2006-01-02T15:04:05Z07:00"))
	}
	if s.Server != "" {
		fmt.Fprintf(&b, " server=%s", s.Server)
	}
	if s.Offset != nil {
		u := *s.Uncertainty
		if u > time.Second {
			u = u.Round(time.Millisecond)
		}
		fmt.Fprintf(&b, " %s:%v±%v", s.OffsetBy, *s.Offset, u)
	}
	if s.Zone != "" {
		fmt.Fprintf(&b, " zone=%s", s.Zone)
	}
	flag("local-rtc", s.RTCLocal)
	if s.Hardware != nil {
		fmt.Fprintf(&b, " hardware=%v", *s.Hardware)
	}
	flag("dual-boot", s.DualBoot)
	flag("seeding", s.TimeSeeding)
	return b.String()
}

func yes() *bool { b := true; return &b }
func no() *bool  { b := false; return &b }

// answer reads what a real program printed.
func answer(t testing.TB, name string) string {
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// bootEntry is an EFI variable as Linux shows it.
func bootEntry(text string) string {
	b := []byte{7, 0, 0, 0, 1, 0, 0, 0, 4, 0}
	for _, c := range text {
		b = append(b, byte(c), byte(c>>8))
	}
	return string(append(b, 0, 0, 4, 1))
}

const efivars = "/sys/firmware/efi/efivars/"

func TestRead(t *testing.T) {
	const (
		show  = "timedatectl show"
		sync  = "timedatectl show-timesync"
		track = "chronyc -n -c tracking"
		w32   = "w32tm.exe /query /status /verbose"
	)
	systemd := map[string]string{"/proc/1/comm": "systemd\n"}
	with := func(files map[string]string, more ...string) map[string]string {
		all := map[string]string{}
		for k, v := range files {
			all[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	chronyd := with(systemd, "/proc/812/comm", "chronyd\n")
	timesyncd := with(systemd, "/proc/512/comm", "systemd-timesyn\n")
	for _, tt := range []struct {
		name     string
		computer computer
		want     string
	}{
		{"nothing known", computer{os: "linux"}, ""},
		{"another system", computer{os: "freebsd"}, ""},
		{"chrony, with the kernel's mind elsewhere", computer{
			os: "linux", files: chronyd, kernel: &timesync.Kernel{Unsynchronised: true},
			programs: map[string]string{show: answer(t, "timedatectl-show.txt"), track: answer(t, "chronyc-normal.csv")},
		}, "chrony running=true automatic=true synchronised=true last=2026-11-24T00:21:03Z server=127.0.0.1 chrony:1.978µs±6.882µs zone=Asia/Makassar local-rtc=false"},
		{"chrony that has lost its servers", computer{
			os: "linux", files: chronyd,
			programs: map[string]string{track: answer(t, "chronyc-lost.csv")},
		}, "chrony running=true synchronised=false"},
		{"chrony that follows itself", computer{
			os: "linux", files: chronyd,
			programs: map[string]string{track: answer(t, "chronyc-local.csv")},
		}, "chrony running=true synchronised=false"},
		{"chrony that does not answer, so the kernel does", computer{
			os: "linux", files: chronyd, kernel: &timesync.Kernel{Remaining: 20 * time.Millisecond, MaxError: 300 * time.Millisecond},
			programs: map[string]string{track: "!506 Cannot talk to daemon\n"},
		}, "chrony running=true synchronised=true kernel:-20ms±1.3s"},
		{"timesyncd", computer{
			os: "linux", files: with(timesyncd, "/sys/class/rtc/rtc0/since_epoch", "1804653000\n"), kernel: &timesync.Kernel{MaxError: time.Second},
			programs: map[string]string{show: answer(t, "timedatectl-show.txt"), sync: answer(t, "show-timesync.txt")},
		}, "systemd-timesyncd running=true automatic=true synchronised=true last=2023-02-04T00:41:30Z server=0.debian.pool.ntp.org kernel:0s±2s zone=Asia/Makassar local-rtc=false hardware=0s"},
		{"timesyncd, by the file that it touches", computer{
			os: "linux", files: timesyncd, written: map[string]time.Time{"/run/systemd/timesync/synchronized": now.Add(-time.Minute)},
			programs: map[string]string{show: answer(t, "timedatectl-show.txt")},
		}, "systemd-timesyncd running=true automatic=true synchronised=true last=2027-03-10T04:29:00Z zone=Asia/Makassar local-rtc=false"},
		{"switched off", computer{
			os: "linux", files: systemd, kernel: &timesync.Kernel{Unsynchronised: true, MaxError: 16 * time.Second},
			programs: map[string]string{show: strings.NewReplacer("\nNTP=yes", "\nNTP=no", "NTPSynchronized=yes", "NTPSynchronized=no", "LocalRTC=no", "LocalRTC=yes").Replace(answer(t, "timedatectl-show.txt"))},
		}, " running=false automatic=false synchronised=false zone=Asia/Makassar local-rtc=true"},
		{"an old systemd", computer{
			os: "linux", files: with(systemd, "/proc/9/comm", "ntpd\n"),
			programs: map[string]string{show: "!Unknown operation show\n", "timedatectl": answer(t, "timedatectl-219.txt")},
		}, "ntpd running=true automatic=true synchronised=true zone=Asia/Jakarta local-rtc=false"},
		{"a systemd between", computer{
			os: "linux", files: systemd,
			programs: map[string]string{show: "!Unknown operation show\n", "timedatectl": answer(t, "timedatectl-237.txt")},
		}, " automatic=true synchronised=true zone=Asia/Jayapura local-rtc=true"},
		{"in a container, whose kernel is set by the host", computer{
			os: "linux", files: map[string]string{"/proc/1/comm": "bash\n"}, kernel: &timesync.Kernel{},
			programs: map[string]string{show: "!System has not been booted with systemd as init system (PID 1). Can't operate.\n"},
		}, " synchronised=true kernel:0s±1s"},
		{"a hidden service", computer{
			os: "linux", files: systemd, kernel: &timesync.Kernel{},
			programs: map[string]string{show: answer(t, "timedatectl-show.txt")},
		}, " automatic=true synchronised=true kernel:0s±1s zone=Asia/Makassar local-rtc=false"},
		{"Windows beside Linux, by the boot menu", computer{
			os: "linux", files: map[string]string{
				efivars + "Boot0000-8be4df61-93ca-11d2-aa0d-00e098032b8c":  bootEntry("debian"),
				efivars + "Boot0003-8be4df61-93ca-11d2-aa0d-00e098032b8c":  bootEntry("Windows Boot Manager"),
				efivars + "BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c": "windows is not an entry",
				efivars + "BootNext-8be4df61-93ca-11d2-aa0d-00e098032b8c":  "x",
				"/etc/adjtime":                    "0.0 0 0.0\n0\nLOCAL\n",
				"/sys/class/rtc/rtc0/since_epoch": "1804681801\n",
			},
		}, " local-rtc=true hardware=8h0m1s dual-boot=true"},
		{"Windows beside Linux, by its partitions", computer{
			os: "linux", files: map[string]string{"/run/udev/data/b8:2": "S:disk/by-id\nE:ID_PART_ENTRY_TYPE=e3c9e316-0b5c-4db8-817d-f92df00215ae\n", "/etc/timezone": "Asia/Jayapura\n"},
		}, " zone=Asia/Jayapura dual-boot=true"},
		{"Linux alone", computer{
			os: "linux", files: map[string]string{
				efivars + "Boot0000-8be4df61-93ca-11d2-aa0d-00e098032b8c": bootEntry("debian"),
				"/run/udev/data/b8:1": "E:ID_PART_ENTRY_TYPE=0fc63daf-8483-4772-8e79-3d69d8477de4\n",
				"/etc/adjtime":        "0.0 0 0.0\n0\nUTC\n",
			},
		}, " local-rtc=false dual-boot=false"},
		{"a boot menu that nobody may read", computer{
			os: "linux", files: map[string]string{"/run/udev/data/b8:1": "E:ID_PART_ENTRY_TYPE=0fc63daf-8483-4772-8e79-3d69d8477de4\n"},
		}, ""},

		{"Windows", computer{
			os: "windows", service: yes(),
			registry: map[string]any{
				"Parameters/Type": "NTP", "W32Time/Start": int64(3), "Config/UtilizeSslTimeData": int64(1),
				"TimeZoneInformation/TimeZoneKeyName": "SE Asia Standard Time",
			},
			programs: map[string]string{w32: answer(t, "w32tm-en.txt")},
		}, "w32time running=true automatic=true synchronised=true last=2027-03-10T03:43:00Z server=time.windows.com w32time:0s±10.199s zone=SE Asia Standard Time local-rtc=true seeding=true"},
		{"a host's clock", computer{
			os: "windows", programs: map[string]string{w32: answer(t, "w32tm-hyperv.txt")},
		}, "w32time running=true synchronised=true last=2027-03-10T04:29:44Z server=VM IC Time Synchronization Provider w32time:0s±1.018s"},
		{"in German, with a broken line", computer{
			os: "windows", registry: map[string]any{"TimeZoneInformation/RealTimeIsUniversal": int64(1)},
			programs: map[string]string{w32: answer(t, "w32tm-de.txt")},
		}, "w32time running=true synchronised=true last=2027-03-10T03:09:47Z server=de.pool.ntp.org w32time:0s±3.529s local-rtc=false"},
		{"in French", computer{
			os: "windows", programs: map[string]string{w32: answer(t, "w32tm-fr.txt")},
		}, "w32time running=true synchronised=true last=2027-03-10T04:29:38Z server=VM IC Time Synchronization Provider w32time:0s±1.088s"},
		{"in Chinese", computer{
			os: "windows", programs: map[string]string{w32: answer(t, "w32tm-zh.txt")},
		}, "w32time running=true synchronised=true last=2027-03-10T04:29:47Z server=time.facebook.com w32time:0s±9.272s"},
		{"in Japanese, never set", computer{
			os: "windows", programs: map[string]string{w32: answer(t, "w32tm-ja-never.txt")},
		}, "w32time running=true synchronised=false"},
		{"German, with its own clock", computer{
			os: "windows", programs: map[string]string{w32: answer(t, "w32tm-de-local.txt")},
		}, "w32time running=true synchronised=false"},
		{"an older Windows, that knows no details", computer{
			os: "windows", programs: map[string]string{w32: strings.SplitAfter(answer(t, "w32tm-en.txt"), "(1024s)\r\n")[0]},
		}, "w32time running=true synchronised=true server=time.windows.com"},
		{"stopped", computer{
			os: "windows", service: no(), registry: map[string]any{"Parameters/Type": "NoSync"},
			programs: map[string]string{w32: "!The following error occurred: The service has not been started. (0x80070426)\r\n"},
		}, "w32time running=false automatic=false synchronised=false local-rtc=true"},
		{"stopped, in German", computer{
			os: "windows", programs: map[string]string{w32: "!Folgender Fehler ist aufgetreten: Der Dienst wurde nicht gestartet. (0x80070426)\r\n"},
		}, "w32time running=false synchronised=false"},
		{"not for everybody", computer{
			os: "windows", service: yes(), registry: map[string]any{"W32Time/Start": int64(4)},
			programs: map[string]string{w32: "!The following error occurred: Access is denied. (0x80070005)\r\n"},
		}, "w32time running=true automatic=false local-rtc=true"},

		{"a Mac", computer{os: "darwin", programs: map[string]string{
			"launchctl print system/com.apple.timed": answer(t, "launchctl.txt"),
			"systemsetup -getusingnetworktime":       "You need administrator access to run this tool... exiting!\n",
		}}, "timed running=true"},
		{"a Mac without automatic time", computer{os: "darwin", programs: map[string]string{
			"launchctl print system/com.apple.timed": "system/com.apple.timed = {\n\tstate = not running\n\tendpoints = {\n\t\tstate = running\n\t}\n}\n",
			"systemsetup -getusingnetworktime":       "Network Time: Off\n",
		}}, "timed running=false automatic=false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := timesync.Read(t.Context(), tt.computer.machine())
			if diff := cmp.Diff(tt.want, told(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// What the system believes is a reference only where it believes something.
func TestReference(t *testing.T) {
	offset, uncertainty := -2*time.Second, time.Second
	got := timesync.State{Service: "chrony", Offset: &offset, Uncertainty: &uncertainty}.Reference(now)
	want := clock.Reference{Kind: clock.KindOS, Name: "chrony", Offset: offset, Uncertainty: uncertainty, At: now}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := (timesync.State{}).Reference(now); got.OK() || !errors.Is(got.Err, timesync.ErrNotSynchronised) || got.Name == "" {
		t.Errorf("a system that says nothing: %+v", got)
	}
}

// The machine that runs this test says something, and soon.
func TestThisMachine(t *testing.T) {
	start := time.Now()
	s := timesync.Read(t.Context(), timesync.This(runtime.GOOS, clock.System{}))
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if len(s.Said) == 0 {
		t.Error("nothing was asked")
	}
	t.Logf("%s\n%+v", told(s), s.Said)
}

// Whatever programs, files and registry hold, the state is one to build on.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"chronyc-normal.csv", "timedatectl-show.txt", "show-timesync.txt", "timedatectl-219.txt", "w32tm-en.txt", "w32tm-de.txt", "launchctl.txt"} {
		f.Add([]byte(answer(f, name)))
	}
	f.Add([]byte(bootEntry("Windows")))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, os := range []string{"linux", "windows", "darwin"} {
			for _, process := range []string{"chronyd", "systemd-timesyn", ""} {
				s := timesync.Read(t.Context(), timesync.Machine{
					GOOS: os,
					Now:  func() time.Time { return now },
					Run:  func(context.Context, string, ...string) ([]byte, error) { return b, nil },
					ReadFile: func(name string) ([]byte, error) {
						if name == "/proc/1/comm" {
							return []byte(process), nil
						}
						return b, nil
					},
					List: func(dir string) ([]string, error) {
						return []string{"1", "b8:1", "Boot0001-8be4df61-93ca-11d2-aa0d-00e098032b8c"}, nil
					},
					Registry: func(string, string) (any, error) { return string(b), nil },
				})
				if (s.Offset == nil) != (s.Uncertainty == nil) || s.Offset != nil && (s.OffsetBy == "" || s.Synchronised == nil || !*s.Synchronised) {
					t.Fatalf("an offset without belief: %+v", s)
				}
				if s.Offset != nil && (*s.Uncertainty < 0 || s.Offset.Abs() > 200*365*24*time.Hour) {
					t.Fatalf("%v ± %v", *s.Offset, *s.Uncertainty)
				}
				if y := s.LastSync.Year(); !s.LastSync.IsZero() && (y < 0 || y > 9999) {
					t.Fatalf("last sync %v", s.LastSync)
				}
			}
		}
	})
}
