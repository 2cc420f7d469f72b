package page

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// What others wrote is as its package has it: jsqr 1.4.0 of the npm registry, whose
// archive has the integrity
// sha512-dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==
// and the files dist/jsQR.js and LICENSE.
func TestVendor(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"jsqr-1.4.0.js":          "bc40c8a15196236b2314db0856f72ca0b49980cd5413b8c852a7349f5fee0859",
		"jsqr-1.4.0-LICENSE.txt": "c6596eb7be8581c18be736c846fb9173b69eccf6ef94c5135893ec56bd92ba08",
	}
	found, err := files.ReadDir("assets/vendor")
	if err != nil || len(found) != len(want) {
		t.Fatalf("%v, %v", found, err)
	}
	for _, f := range found {
		data, err := files.ReadFile("assets/vendor/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want[f.Name()] {
			t.Errorf("%s is %x", f.Name(), sum)
		}
	}
}
