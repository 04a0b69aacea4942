package vault

import "testing"

func TestConflictNames(t *testing.T) {
	for name, want := range map[string]string{
		"vault.sync-conflict-20260131-120000-ABCDEFG.age":          "Syncthing",
		"vault.sync-conflict-20260131-120000.age":                  "Syncthing",
		"vault (Ayu's conflicted copy 2026-01-31).age":             "Dropbox",
		"vault (laptop's Conflicted Copy 2026-01-31 1).age":        "Dropbox",
		"vault-LAPTOP-7.age":                                       "OneDrive",
		"vault (conflicted copy 2026-01-31 120000).age":            "Nextcloud",
		"vault_conflict-20260131-120000.age":                       "Nextcloud",
		"vault (1).age":                                            "Google Drive",
		"vault(1).age":                                             "Google Drive",
		"vault [Conflict].age":                                     "Google Drive",
		"vault 2.age":                                              "iCloud",
		"vault (SFConflict ayu@contoh.id 2026-01-31-12-00-00).age": "Seafile",
		"vault.Conflict.age":                                       "Resilio Sync",
		"vault.age.Conflict":                                       "Resilio Sync",
		"vault [conflicted].age":                                   "pCloud",
		"vault.age":                                                "",
		"vault.lock":                                               "",
		"vault.damaged-20260131T120000Z.age":                       "",
		"identity.age":                                             "",
		"identity-key.age":                                         "",
		"usage.age":                                                "",
		".vault.age.123.tmp":                                       "",
		"vault.age.bak":                                            "",
		"vaulted.age":                                              "",
	} {
		if got := conflictTool(name, vaultName); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if got := conflictTool("keys (1)", "keys"); got != "Google Drive" {
		t.Errorf("a name without an extension: got %q", got)
	}
}
