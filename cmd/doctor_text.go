package cmd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/diagnose"
	"sandi/internal/printable"
	"sandi/internal/terminal"
)

// doctorText tells an examination: the verdict, who said what, what the system
// says, the findings, what they mean for codes now, and how to get help.
func (a *app) doctorText(x examination, findings []diagnose.Finding) string {
	f := x.facts
	width := a.helpWidth()
	m := diagnose.Measured(f)
	var b strings.Builder
	head := func(key string) { b.WriteString("\n" + wrap(a.l.T(key), width, "") + "\n") }

	_, verdict := diagnose.VerdictOf(a.l, m, f.Now, f.Other)
	note := "simulate.note."
	if f.Other {
		note = "simulate.note-other."
	}
	b.WriteString(a.simulationNote(note, f.Simulated, width))
	b.WriteString(wrap(printable.Text(verdict), width, "") + "\n")

	head("clock.findings")
	for _, finding := range findings {
		b.WriteString(a.findingText(finding.Tell(a.l), width))
	}
	if m.Best != nil {
		head("doctor.means")
		b.WriteString(a.effectsTable(diagnose.Effects(m.Best.Offset, m.Best.Uncertainty)))
		b.WriteString(wrap(a.l.T("doctor.means.note"), width, "  ") + "\n")
	}
	if len(f.References) > 0 {
		head("clock.sources")
		b.WriteString(a.referencesTable(f.References))
	}
	if len(f.ServiceReferences) > 0 {
		head("doctor.services")
		b.WriteString(a.referencesTable(f.ServiceReferences))
	}
	if f.Other {
		head("doctor.computer.other")
	} else {
		head("doctor.computer")
	}
	b.WriteString(a.indented(a.systemRows(x)))
	if !f.Other {
		head("doctor.help")
		b.WriteString(wrap(a.l.T("doctor.help.report"), width, "  ") + "\n")
		b.WriteString("    sandi doctor --json > " + a.l.T("doctor.help.file") + "\n")
		b.WriteString(wrap(a.l.T("doctor.help.judge"), width, "  ") + "\n")
		b.WriteString("    sandi doctor --from " + a.l.T("doctor.help.file") + "\n")
	}
	return b.String()
}

// findingText is a finding with its advice, indented below it.
func (a *app) findingText(told diagnose.Told, width int) string {
	title := told.Title
	if told.Confidence != diagnose.Certain {
		title += " (" + a.l.T("clock.confidence."+string(told.Confidence)) + ")"
	}
	text := wrap(printable.Text(title), width, "  ") + "\n"
	for _, advice := range told.Advice {
		text += wrap(printable.Text(advice), width, "    ") + "\n"
	}
	return text
}

// referencesTable lists who was asked, and what each said.
func (a *app) referencesTable(refs []clock.Reference) string {
	kinds := 0
	for _, r := range refs {
		kinds = max(kinds, printable.Width(a.sourceKind(r)))
	}
	rows := make([][]string, len(refs))
	for i, r := range refs {
		kind := a.sourceKind(r)
		rows[i] = []string{kind + strings.Repeat(" ", kinds-printable.Width(kind)+gap) + diagnose.NameOf(a.l, r), a.figure(r)}
		if r.OK() {
			rows[i][1] += " ±" + a.l.T("unit.seconds", "n", a.l.Float(r.Uncertainty.Seconds(), 3))
		}
	}
	return a.indented(rows)
}

func (a *app) sourceKind(r clock.Reference) string {
	return a.l.T("diagnose.source." + string(r.Kind))
}

// indented sets rows as facts below a heading. Where the window is so narrow
// that the right may come underneath, it is what the indentation is left to.
func (a *app) indented(rows [][]string) string {
	const narrow = 60 // cells
	if a.helpWidth() >= narrow {
		for _, r := range rows {
			if r[0] != "" { // else it belongs to the row before
				r[0] = "  " + r[0]
			}
		}
	}
	return a.facts(rows)
}

// effectsTable shows which share of codes each kind of service accepts, a
// column for each time until the code arrives.
func (a *app) effectsTable(effects []diagnose.Effect) string {
	wide, _ := a.effectRows(effects, false)
	cols, _, ok := terminal.Size(a.sys.Out)
	if !ok || tableWidth(wide) <= cols {
		return a.table(wide)
	}
	// Where there is no room for it, the rule's name stands in the table, what it
	// is below it, and one figure instead of a range.
	rows, legend := a.effectRows(effects, true)
	text := wrap(a.l.T("doctor.means.after"), cols, "  ") + "\n" + a.table(rows, 0)
	for _, line := range legend {
		text += wrap(line, cols, "  ") + "\n"
	}
	return text
}

// effectRows returns the table, and in short form what the names in it mean.
func (a *app) effectRows(effects []diagnose.Effect, short bool) (rows [][]string, legend []string) {
	delays := diagnose.EffectDelays()
	top := []string{"  " + a.l.T("doctor.means.after")}
	if short {
		top[0] = ""
	}
	for _, d := range delays {
		top = append(top, strconv.Itoa(int(d.Seconds())))
	}
	rows = append(rows, top)
	for _, e := range effects {
		if e.Delay == delays[0] {
			name := a.l.T("diagnose.policy." + e.Policy)
			legend = append(legend, name)
			if short {
				name, _, _ = strings.Cut(name, ":")
			}
			rows = append(rows, []string{"  " + name})
		}
		cell := a.share(e)
		if short {
			cell = strconv.Itoa(percent(e.Share.Float())) + "%"
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], cell)
	}
	return rows, legend
}

// tableWidth is how wide a table is that is not cut.
func tableWidth(rows [][]string) (total int) {
	for i := range rows[0] {
		widest := 0
		for _, row := range rows {
			widest = max(widest, printable.Width(row[i]))
		}
		total += widest + gap
	}
	return total - gap
}

// share is a share in whole percent: as a range where the uncertainty of the
// offset makes a difference that can be seen.
func (a *app) share(e diagnose.Effect) string {
	least, most := percent(e.Least.Float()), percent(e.Most.Float())
	if most-least <= 1 {
		return a.l.T("doctor.percent", "n", percent(e.Share.Float()))
	}
	return a.l.T("doctor.percent-range", "least", least, "most", most)
}

// percent rounds a share so that 0 and 100 mean never and always, to within one
// code of a thousand.
func percent(share float64) int {
	const rare = 1e-3
	switch {
	case share < rare:
		return 0
	case share > 1-rare:
		return 100
	}
	return min(max(int(share*100+0.5), 1), 99)
}

// systemRows tells what the computer itself says, as far as it is known.
func (a *app) systemRows(x examination) [][]string {
	f, l := x.facts, a.l
	var rows [][]string
	row := func(key, text string) {
		if text != "" {
			rows = append(rows, []string{l.T(key), text})
		}
	}
	row("doctor.row.system", systemName(f.OS))
	row("doctor.row.shows", f.Now.Format("2006-01-02 15:04:05 -07:00"))
	zone := utcName(f.UTCOffset)
	if f.Zone != "" {
		zone = f.Zone + ", " + zone
	}
	row("doctor.row.zone", zone)
	if f.TrueZone != nil {
		row("doctor.row.true-zone", utcName(*f.TrueZone))
	}
	row("doctor.row.service", a.serviceText(x))
	if s := f.Sync.Synchronised; s != nil {
		row("doctor.row.account", a.choose(*s, "doctor.synchronised", "doctor.unsynchronised"))
	}
	if at := f.Sync.LastSync; !at.IsZero() {
		row("doctor.row.last", a.ago(at, f.Now))
	}
	row("doctor.row.hardware", a.hardwareText(x))
	if f.DualBoot != nil {
		row("doctor.row.dual-boot", a.choose(*f.DualBoot, "doctor.dual-boot.yes", "doctor.dual-boot.no"))
	}
	if f.NTPBlocked != nil {
		row("doctor.row.ntp", a.choose(*f.NTPBlocked, "doctor.ntp.blocked", "doctor.ntp.open"))
	}
	row("doctor.row.drift", a.driftText(f.Drift))
	const shown = 5
	for i, j := range f.Jumps[max(len(f.Jumps)-shown, 0):] {
		if row("doctor.row.jumps", a.jumpText(j, f.Now.Location())); i > 0 {
			rows[len(rows)-1][0] = ""
		}
	}
	if f.RejectedCodes > 0 {
		row("doctor.row.rejected", strconv.Itoa(f.RejectedCodes))
	}
	return rows
}

func (a *app) choose(is bool, yes, no string) string {
	if is {
		return a.l.T(yes)
	}
	return a.l.T(no)
}

// serviceText names who keeps the clock, whether it runs, and whether automatic
// time is switched on.
func (a *app) serviceText(x examination) string {
	var parts []string
	s := x.facts.Sync
	if s.Service != nil {
		parts = append(parts, *s.Service)
	}
	if s.Running != nil {
		parts = append(parts, a.choose(*s.Running, "doctor.service.running", "doctor.service.stopped"))
	}
	if x.system != nil && x.system.Automatic != nil {
		parts = append(parts, a.choose(*x.system.Automatic, "doctor.service.automatic", "doctor.service.manual"))
	}
	return strings.Join(parts, ", ")
}

// hardwareText tells what the hardware clock is taken to hold, and what it
// shows where that is something else than the system's clock.
func (a *app) hardwareText(x examination) string {
	var parts []string
	local := x.facts.HardwareLocal
	if local != nil {
		parts = append(parts, a.choose(*local, "doctor.hardware.local", "doctor.hardware.utc"))
	}
	if x.system != nil && x.system.Hardware != nil && local != nil {
		by := *x.system.Hardware
		if *local {
			by -= x.facts.UTCOffset
		}
		const coarse = 2 * time.Second // it counts whole seconds
		switch {
		case by > coarse:
			parts = append(parts, a.l.T("doctor.hardware.ahead", "by", a.l.Duration(by)))
		case by < -coarse:
			parts = append(parts, a.l.T("doctor.hardware.behind", "by", a.l.Duration(by)))
		}
	}
	return strings.Join(parts, "; ")
}

// ago tells a moment by its distance, and by its date. Who is asked to look it
// up in a log needs the date.
func (a *app) ago(at, now time.Time) string {
	date := at.In(now.Location()).Format("2006-01-02 15:04")
	if d := now.Sub(at); d >= 0 {
		return a.l.T("doctor.ago", "by", a.l.Duration(d.Round(time.Second)), "at", date)
	}
	return a.l.T("doctor.ahead", "by", a.l.Duration(now.Sub(at).Round(time.Second)), "at", date)
}

func (a *app) driftText(d *diagnose.DriftRate) string {
	if d == nil {
		return ""
	}
	pairs := []any{"by", a.seconds(d.PerDay), "sigma", a.seconds(d.Uncertainty), "since", d.Since.Format("2006-01-02")}
	if d.PerDay < 0 {
		return a.l.T("doctor.drift.loses", pairs...)
	}
	return a.l.T("doctor.drift.gains", pairs...)
}

// seconds tells a duration in seconds with two decimals, without its sign.
func (a *app) seconds(d time.Duration) string {
	return a.l.T("unit.seconds", "n", a.l.Float(d.Abs().Seconds(), 2))
}

func (a *app) jumpText(j clock.Jump, zone *time.Location) string {
	pairs := []any{"at", j.At.In(zone).Format("2006-01-02 15:04"), "by", a.l.Duration(j.By)}
	switch {
	case j.After == clock.AfterResume:
		return a.l.T("doctor.jump.resume", pairs...)
	case j.By < 0:
		return a.l.T("doctor.jump.back", pairs...)
	case j.After == clock.AfterSet:
		return a.l.T("doctor.jump.forward", pairs...)
	}
	return a.l.T("doctor.jump.unknown", pairs...)
}

// systemName is what people call an operating system.
func systemName(goos string) string {
	switch goos {
	case "linux":
		return "Linux"
	case "windows":
		return "Windows"
	case "darwin":
		return "macOS"
	}
	return goos
}

// utcName writes what a zone adds to UTC, with the name that Indonesia has for
// it.
func utcName(z time.Duration) string {
	sign, abs := '+', z.Abs()
	if z < 0 {
		sign = '-'
	}
	name := fmt.Sprintf("UTC%c%02d:%02d", sign, int(abs.Hours()), int(abs.Minutes())%60)
	switch z {
	case 7 * time.Hour:
		return name + " (WIB)"
	case 8 * time.Hour:
		return name + " (WITA)"
	case 9 * time.Hour:
		return name + " (WIT)"
	}
	return name
}
