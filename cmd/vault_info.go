package cmd

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"sandi/internal/device"
	"sandi/vault"
)

func newVaultInfoCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "info",
		Short:   "cmd.vault.info.short",
		Long:    "cmd.vault.info.long",
		Example: "sandi vault info\nsandi vault info --json",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.runVaultInfo(c.Context()) },
	}
}

// vaultInfo is the JSON shape of `vault info`. Sizes are in bytes.
type vaultInfo struct {
	Dir        string         `json:"dir"`
	ID         string         `json:"id"`
	Generation uint64         `json:"generation"`
	Revision   string         `json:"revision"`
	Files      []fileJSON     `json:"files"`
	WorkFactor workFactorJSON `json:"work_factor"`
	Entries    struct {
		Total       int `json:"total"`
		Active      int `json:"active"`
		Pending     int `json:"pending"`
		Retired     int `json:"retired"`
		Quarantined int `json:"quarantined"`
	} `json:"entries"`
	Bin                int            `json:"bin"`
	Backups            backupsJSON    `json:"backups"`
	RecoveryKeys       []recoveryInfo `json:"recovery_keys"`
	HardwareKeys       []hardwareJSON `json:"hardware_keys"`
	Keyring            bool           `json:"keyring"`
	OutsideCopy        *copyJSON      `json:"outside_copy"`
	RolledBack         *rolledBack    `json:"rolled_back"`
	ConflictCopies     int            `json:"conflict_copies"`
	RotationUnfinished bool           `json:"rotation_unfinished"`
}

type fileJSON struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
}

type workFactorJSON struct {
	Present     int     `json:"present"`
	Wanted      int     `json:"wanted"`
	MemoryBytes float64 `json:"memory_bytes"` // of one guess
}

type backupsJSON struct {
	Count  int     `json:"count"`
	Bad    int     `json:"bad"` // do not open
	Newest *string `json:"newest"`
	Oldest *string `json:"oldest"`
	Size   int64   `json:"size"`
}

type recoveryInfo struct {
	Recipient string  `json:"recipient"`
	Created   *string `json:"created"`
	Tested    *string `json:"tested"`
}

type copyJSON struct {
	Path       string  `json:"path"`
	At         *string `json:"at"`
	Generation uint64  `json:"generation"`
}

type rolledBack struct {
	SeenGeneration    uint64 `json:"seen_generation"`
	PresentGeneration uint64 `json:"present_generation"`
}

func (a *app) runVaultInfo(ctx context.Context) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	info, err := a.vaultInfo(ctx, v)
	if err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(info)
	}
	return a.print(a.facts(a.infoRows(info, v)))
}

// sizes of the files that there are.
func sizes(names ...string) (list []fileJSON) {
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			list = append(list, fileJSON{name, info.Size()})
		}
	}
	return list
}

func (a *app) vaultInfo(ctx context.Context, v *vault.Vault) (vaultInfo, error) {
	dir := v.Dir()
	mark := v.Mark()
	info := vaultInfo{
		Dir: dir, ID: mark.VaultID, Generation: v.Generation(), Revision: mark.Revision,
		Files: sizes(filepath.Join(dir, "identity.age"), filepath.Join(dir, "vault.age")),
		Bin:   len(v.Bin()), RotationUnfinished: vault.Rotating(dir),
		RecoveryKeys: []recoveryInfo{}, HardwareKeys: []hardwareJSON{},
	}
	present, err := vault.WorkFactor(dir)
	if err != nil {
		return info, err
	}
	info.WorkFactor = workFactorJSON{present, v.WantedWorkFactor(), math.Exp2(float64(present)) * 1024}
	for _, e := range v.Entries() {
		info.Entries.Total++
		switch e.Status {
		case vault.Active:
			info.Entries.Active++
		case vault.Pending:
			info.Entries.Pending++
		case vault.Retired:
			info.Entries.Retired++
		case vault.Quarantined:
			info.Entries.Quarantined++
		}
	}
	backups, err := v.Backups(ctx)
	if err != nil {
		return info, err
	}
	for i, b := range backups {
		info.Backups.Count++
		if b.Err != nil {
			info.Backups.Bad++
		}
		if i == 0 {
			info.Backups.Newest = stampOrNil(b.At)
		}
		info.Backups.Oldest = stampOrNil(b.At)
		for _, f := range sizes(filepath.Join(dir, "backups", b.Name)) {
			info.Backups.Size += f.Size
		}
	}
	for _, r := range v.RecoveryKeys() {
		info.RecoveryKeys = append(info.RecoveryKeys, recoveryInfo{r.Recipient, stampOrNil(r.Created), stampOrNil(r.Tested)})
	}
	hardware, err := vault.HardwareKeys(dir)
	if err != nil {
		return info, err
	}
	for _, k := range hardware {
		info.HardwareKeys = append(info.HardwareKeys, toHardwareJSON(k))
	}
	facts := a.memory().Get(dir)
	info.Keyring = facts.Keyring
	if facts.Copy != (device.Copy{}) {
		info.OutsideCopy = &copyJSON{facts.Copy.Path, stampOrNil(facts.Copy.At), facts.Copy.Generation}
	}
	if seen, now, ok := v.RolledBack(); ok {
		info.RolledBack = &rolledBack{seen.Generation, now.Generation}
	}
	// A directory that cannot be searched for copies has other problems.
	conflicts, _ := v.ConflictCopies(ctx)
	info.ConflictCopies = len(conflicts)
	return info, nil
}

// infoRows is the same for people: what there is on the left, how it stands on
// the right. What needs somebody to act comes with the command to do so.
func (a *app) infoRows(info vaultInfo, v *vault.Vault) [][]string {
	l := a.l
	var rows [][]string
	add := func(label, text string) { rows = append(rows, []string{label, text}) }
	when := func(t time.Time) string {
		if t.IsZero() {
			return l.T("cmd.vault.info.never")
		}
		return t.Local().Format("2006-01-02 15:04")
	}
	add(l.T("cmd.vault.info.dir"), info.Dir)
	for _, f := range info.Files {
		add("", filepath.Base(f.Path)+", "+a.size(f.Size))
	}
	add(l.T("cmd.vault.info.entries"), l.T("cmd.vault.info.entries-value", "total", info.Entries.Total,
		"active", info.Entries.Active, "pending", info.Entries.Pending, "retired", info.Entries.Retired))
	if n := info.Entries.Quarantined; n > 0 {
		add("", l.N("cmd.vault.info.quarantined", n))
	}
	if info.Bin > 0 {
		add(l.T("cmd.vault.info.bin"), l.N("cmd.vault.info.bin-value", info.Bin))
	}
	revision := strconv.FormatUint(info.Generation, 10)
	if info.Revision != "" {
		revision += " (" + info.Revision + ")"
	}
	add(l.T("cmd.vault.info.generation"), revision)
	if r := info.RolledBack; r != nil {
		add("", l.T("cmd.vault.info.rolled-back", "seen", r.SeenGeneration))
	}
	add(l.T("cmd.vault.info.password"), l.T("cmd.vault.info.work-factor", "factor", info.WorkFactor.Present,
		"memory", a.size(int64(info.WorkFactor.MemoryBytes)), "seconds", guessSeconds(info.WorkFactor.Present)))
	if info.WorkFactor.Present < info.WorkFactor.Wanted {
		add("", l.T("cmd.vault.info.work-factor-wanted", "factor", info.WorkFactor.Wanted))
	}
	if info.RotationUnfinished {
		add("", l.T("cmd.vault.info.rotating"))
	}
	label := l.T("cmd.vault.info.recovery")
	if len(info.RecoveryKeys) == 0 {
		add(label, l.T("cmd.vault.info.no-recovery"))
	}
	for _, r := range v.RecoveryKeys() {
		add(label, l.T("cmd.vault.info.recovery-value", "recipient", short(r.Recipient), "created", when(r.Created), "tested", when(r.Tested)))
		label = ""
	}
	label = l.T("cmd.vault.info.hardware")
	for _, k := range info.HardwareKeys {
		add(label, l.T("cmd.vault.info.hardware-value", "name", k.Name, "plugin", k.Plugin))
		label = ""
	}
	keyring := "cmd.vault.info.keyring-off"
	if info.Keyring {
		keyring = "cmd.vault.info.keyring-on"
	}
	add(l.T("cmd.vault.info.keyring"), l.T(keyring))
	backups := l.N("cmd.vault.info.backups-value", info.Backups.Count, "size", a.size(info.Backups.Size))
	add(l.T("cmd.vault.info.backups"), backups)
	if info.Backups.Bad > 0 {
		add("", l.N("cmd.vault.info.backups-bad", info.Backups.Bad))
	}
	add("", l.T("cmd.vault.info.retention"))
	copied := l.T("cmd.vault.info.no-copy")
	if c := a.memory().Get(info.Dir).Copy; info.OutsideCopy != nil {
		copied = l.T("cmd.vault.info.copy-value", "path", c.Path, "at", when(c.At), "generation", c.Generation)
	}
	add(l.T("cmd.vault.info.copy"), copied)
	if n := info.ConflictCopies; n > 0 {
		add(l.T("cmd.vault.info.conflicts"), l.N("cmd.vault.info.conflicts-value", n))
	}
	return rows
}

// guessSeconds is what one guess takes on a small computer.
func guessSeconds(factor int) float64 {
	s := 0.4 * math.Exp2(float64(factor-vault.DefaultWorkFactor))
	return math.Round(s*100) / 100
}

// size words a number of bytes.
func (a *app) size(n int64) string {
	switch {
	case n < 1<<10:
		return a.l.T("cmd.size.bytes", "n", n)
	case n < 1<<20:
		return a.l.T("cmd.size.kib", "n", (n+512)>>10)
	}
	return a.l.T("cmd.size.mib", "n", (n+1<<19)>>20)
}

// short keeps as much of a recipient as tells two apart.
func short(recipient string) string {
	const head, tail = 8, 6
	if len(recipient) <= head+tail {
		return recipient
	}
	return recipient[:head] + "…" + recipient[len(recipient)-tail:]
}
