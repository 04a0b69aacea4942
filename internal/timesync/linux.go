package timesync

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// daemons are the programs that set a clock on Linux, by the name of their
// process, which the kernel cuts at 15 characters.
var daemons = []struct{ process, service string }{
	{"chronyd", "chrony"},
	{"systemd-timesyn", "systemd-timesyncd"},
	{"ntpd", "ntpd"},
	{"ntp-daemon", "ntpd-rs"},
	{"ptp4l", "ptp4l"},
}

// resumed is what the kernel's belief may miss: after a sleep the clock goes on
// from the hardware clock, which counts whole seconds.
const resumed = time.Second

func (r *reading) linux() {
	s := &r.state
	systemd := r.timedate()
	service, whole := r.daemon()
	s.Service = service
	answered := false
	switch {
	case service == "chrony":
		answered = r.chrony()
	case service == "systemd-timesyncd":
		r.timesyncd()
	case service == "":
		answered = r.chrony() // a chronyd that hides from us may still answer
		if answered {
			s.Service = "chrony"
		}
	}
	switch {
	case s.Service != "":
		s.Running = known(true)
	case systemd && whole:
		s.Running = known(false)
	}
	r.kernel(answered)
	// Who sees no service although the clock is held to be set sees too little,
	// as in a container.
	if s.Running != nil && !*s.Running && s.Synchronised != nil && *s.Synchronised {
		s.Running = nil
	}
	if s.Zone == "" {
		if b, err := r.peek("/etc/timezone"); err == nil {
			if zone := firstLine(b); len(zone) < 64 {
				s.Zone = zone
			}
		}
	}
	r.hardware()
	r.dualBoot()
}

// daemon looks for a service among the processes. whole reports whether it
// could see those of others and of the whole machine.
func (r *reading) daemon() (service string, whole bool) {
	names, err := r.list("/proc")
	r.said("/proc", err)
	if err != nil {
		return "", false
	}
	running := map[string]bool{}
	for _, pid := range names {
		if _, err := strconv.Atoi(pid); err != nil {
			continue
		}
		if b, err := r.peek("/proc/" + pid + "/comm"); err == nil {
			name := firstLine(b)
			running[name] = true
			whole = whole || pid == "1" && (name == "systemd" || name == "init")
		}
	}
	for _, d := range daemons {
		if running[d.process] {
			return d.service, whole
		}
	}
	return "", whole
}

// kernel asks the kernel, whose word counts where no service has given its own.
// Only a service that keeps the kernel informed lets it know that the clock is
// set; but that somebody has moved the clock by hand is known to it at once.
func (r *reading) kernel(answered bool) {
	if r.machine.Adjtimex == nil {
		return
	}
	k, err := r.machine.Adjtimex()
	r.said("adjtimex", err)
	if err != nil || answered {
		return
	}
	set := !k.Unsynchronised
	r.state.Synchronised = &set
	if set && k.MaxError >= 0 && k.MaxError < longest {
		r.believe("kernel", -k.Remaining, k.MaxError+resumed)
	}
}

// hardware asks for the hardware clock, and whether it is taken to hold local
// time.
func (r *reading) hardware() {
	s := &r.state
	if s.RTCLocal == nil {
		if b, err := r.file("/etc/adjtime"); err == nil {
			s.RTCLocal = parseAdjtime(b)
		}
	}
	if b, err := r.peek("/sys/class/rtc/rtc0/since_epoch"); err == nil {
		if at, ok := epoch(firstLine(b)); ok && !at.IsZero() {
			if d := at.Sub(r.now()).Round(time.Second); d.Abs() < longest {
				s.Hardware = &d
			}
		}
	}
}

// parseAdjtime reads /etc/adjtime, whose third line says what the hardware
// clock holds.
func parseAdjtime(b []byte) *bool {
	lines := strings.Split(string(b), "\n")
	if len(lines) < 3 {
		return nil
	}
	switch strings.TrimSpace(lines[2]) {
	case "LOCAL":
		return known(true)
	case "UTC":
		return known(false)
	}
	return nil
}

// dualBoot looks for Windows, which keeps the hardware clock in local time:
// among the entries of the firmware's boot menu, and among the partitions. Only
// where both could be read is its absence worth a word.
func (r *reading) dualBoot() {
	entries, windows := r.bootEntries()
	partitions, marked := r.partitions()
	r.said("EFI, udev", nil)
	switch {
	case windows || marked:
		r.state.DualBoot = known(true)
	case entries && partitions:
		r.state.DualBoot = known(false)
	}
}

const (
	efi       = "/sys/firmware/efi/efivars"
	efiGlobal = "-8be4df61-93ca-11d2-aa0d-00e098032b8c"
)

// bootEntries reports whether the boot menu could be read, and whether it
// offers Windows.
func (r *reading) bootEntries() (read, windows bool) {
	names, err := r.list(efi)
	if err != nil {
		return false, false
	}
	for _, name := range names {
		number, ok := strings.CutSuffix(strings.ToLower(name), efiGlobal)
		if !ok || len(number) != 8 || !strings.HasPrefix(number, "boot") {
			continue
		}
		if _, err := strconv.ParseUint(number[4:], 16, 16); err != nil {
			continue
		}
		b, err := r.peek(efi + "/" + name)
		if err != nil {
			continue
		}
		if text, ok := parseBootEntry(b); ok {
			read = true
			windows = windows || strings.Contains(strings.ToLower(text), "windows")
		}
	}
	return read, windows
}

// parseBootEntry returns the description of a boot entry as efivarfs shows it:
// four bytes of attributes of the variable, four of the entry, two for the
// length of its path, and the description in UTF-16 up to a zero.
func parseBootEntry(b []byte) (string, bool) {
	const head = 4 + 4 + 2
	if len(b) < head+2 {
		return "", false
	}
	var text []rune
	for i := head; i+1 < len(b); i += 2 {
		c := rune(b[i]) | rune(b[i+1])<<8
		if c == 0 {
			return string(text), true
		}
		text = append(text, c)
	}
	return "", false
}

// windowsParts are types of partitions that only Windows makes: its reserved
// one and its recovery.
var windowsParts = []string{"e3c9e316-0b5c-4db8-817d-f92df00215ae", "de94bba4-06d1-4d40-a16a-bfd50179d6ac"}

// partitions reports whether udev knows partitions, and whether one is
// Windows's.
func (r *reading) partitions() (read, windows bool) {
	const dir = "/run/udev/data"
	names, err := r.list(dir)
	if err != nil {
		return false, false
	}
	for _, name := range names {
		if !strings.HasPrefix(name, "b") { // block devices
			continue
		}
		b, err := r.peek(dir + "/" + name)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(b)) {
			if kind, ok := strings.CutPrefix(strings.TrimSpace(line), "E:ID_PART_ENTRY_TYPE="); ok {
				read = true
				windows = windows || slices.Contains(windowsParts, strings.ToLower(kind))
			}
		}
	}
	return read, windows
}
