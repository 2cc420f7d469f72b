//go:build !pkcs11

package signing

import (
	"strings"
	"testing"
)

func TestLoadPKCS11SaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	chain := pemOf("CERTIFICATE", trust().identity(ecP256()).Certificate.Raw)
	for want, p := range map[string]PKCS11{
		"-tags pkcs11": {Module: "/usr/lib/softhsm/libsofthsm2.so", Token: "office", Label: "seal"},
		"label":        {Module: "/usr/lib/softhsm/libsofthsm2.so", Token: "office"},
	} {
		if _, err := LoadPKCS11(p, chain); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("LoadPKCS11: %v, want %q", err, want)
		}
	}
}
