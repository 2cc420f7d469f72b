package officefile

import (
	"os"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
)

// The example that people copy has no fault.
func TestExample(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/offices.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(example, "```")
	if !found {
		t.Fatal("docs/offices.md has no example")
	}
	offices, faults := Read(strings.NewReader(example), catalogue(t))
	if faults != nil {
		t.Fatal(faults)
	}
	if o := offices["X900"]; o.Policy.Validity[certificates.Residence].Months != 6 || o.Policy.Virtual == "" {
		t.Errorf("the example says %+v", o)
	}
}
