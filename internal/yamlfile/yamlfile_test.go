package yamlfile

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                                  nil,
		"name: a\nlist: [b, c]\n":           nil,
		"list: [b, b]\nname: ''\nnmae: x\n": {`line 1: "b" stands in the list a second time`, "line 2: a text is wanted here", `line 3: there is no setting "nmae" here`},
		"name: |\n  a\n  b\nname: c":        {"line 1: the text has more than one line", `line 4: "name" stands here a second time`},
		"name: [a]\nlist: a":                {"line 1: a text is wanted here", "line 2: a list is wanted here: [a, b]"},
		"[a]: b":                            {"line 1: is not the name of a setting"},
		"a":                                 {`line 1: settings of the form "name: value" are wanted here`},
		"name: ~":                           {"line 1: a text is wanted here"},
		"a: [":                              {"line 1: is not YAML: did not find expected node content"},
		strings.Repeat(" ", MaxSize+1):      {"is larger than 4 MB"},
	} {
		var name string
		var list, got []string
		for _, f := range Read(strings.NewReader(text), func(p *Reader, top *yaml.Node) {
			p.Section(top, map[string]func(*yaml.Node){"name": p.TextInto(&name), "list": p.ListInto(&list)})
		}) {
			got = append(got, f.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.30q (-want +got):\n%s", text, diff)
		}
	}
	if f := Read(iotest.ErrReader(errors.New("broken")), nil); len(f) != 1 || f[0].String() != "cannot be read" {
		t.Errorf("a file that cannot be read: %v", f)
	}
}
