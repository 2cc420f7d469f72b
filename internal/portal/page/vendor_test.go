package page

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"testing"
)

// What others wrote is as its package has it: jsqr 1.4.0 of the npm registry, whose
// archive has the integrity
// sha512-dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==
// and the files dist/jsQR.js and LICENSE; Bootstrap Italia is pinned in vendoring/packages.lock.
func TestVendor(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"jsqr-1.4.0.js":                "bc40c8a15196236b2314db0856f72ca0b49980cd5413b8c852a7349f5fee0859",
		"jsqr-1.4.0-LICENSE.txt":       "c6596eb7be8581c18be736c846fb9173b69eccf6ef94c5135893ec56bd92ba08",
		"bootstrap-italia-LICENSE.txt": "4facc589de131a7f717775a4253c98a80b5caed429bc1c199eb7a968511f00ae",
		"titillium-web-OFL.txt":        "c0562e066174197902a4a10606673d189f067970ef89c6013943b9cf182aadbc",
		"titillium-web-400.woff2":      "5daca596c9f07f1735ce65a4ae52fd750a32acfa6e241a3fadaea95de354f4d1",
		"titillium-web-600.woff2":      "f00b110dfb2875dcc202f7b685d39705414ab3500b4b13666bc749e17bb670f6",
		"titillium-web-700.woff2":      "4d86abb016cadc41c627eba35643998b97dab66ddb1f8435ce7c4b3aeb96cb9c",
	}
	found, err := files.ReadDir("assets/vendor")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if made, _ := path.Match("picture-*.svg", f.Name()); made || f.Name() == "bootstrap-italia.css" || f.Name() == "icons.svg" {
			continue // make assets cuts them
		}
		data, err := files.ReadFile("assets/vendor/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want[f.Name()] {
			t.Errorf("%s is %x", f.Name(), sum)
		}
		delete(want, f.Name())
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
}
