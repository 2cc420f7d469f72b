package templates

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sportello/sportello/certificates"
)

// The data travel with the page, as its content says them, and another program finds
// them.
func TestData(t *testing.T) {
	t.Parallel()
	schema := contentSchema(t)
	all := samples(t)
	for k, c := range every(t) {
		all[fmt.Sprint("kind ", int(k))] = c
	}
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := lay(t, c)
			o := read(t, file)
			want, err := c.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			if got := o.stream(dataObject); !bytes.Equal(got, want) {
				t.Errorf("the file holds %s, want %s", got, want)
			}
			for object, entries := range map[int][]string{
				o.root:         {"/AF[", "/Names<</EmbeddedFiles<</Names[(certificato.json)"},
				dataObject:     {"/Type/EmbeddedFile", "/Subtype/application#2Fjson", "/ModDate(D:20261121100433+01'00')", "/CreationDate(D:20261121100433+01'00')", "/Size "},
				dataSpecObject: {"/Type/Filespec", "/F(certificato.json)", "/UF(certificato.json)", "/Desc(I dati", "/AFRelationship/Data"},
			} {
				for _, entry := range entries {
					if !bytes.Contains(o.objects[object], []byte(entry)) {
						t.Errorf("object %d lacks %s", object, entry)
					}
				}
			}
			out := filepath.Join(t.TempDir(), "certificato.json")
			tool(t, "poppler-utils", "pdfdetach", "-savefile", "certificato.json", "-o", out, write(t, "x.pdf", file))
			found, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if sha256.Sum256(found) != sha256.Sum256(want) {
				t.Errorf("pdfdetach finds %s", found)
			}
			data, err := jsonschema.UnmarshalJSON(bytes.NewReader(found))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(data); err != nil {
				t.Errorf("not by the schema: %v\n%s", err, found)
			}
		})
	}
}

// Data that come with the mark are attached as they are: a statement has their digest.
func TestDataOfMark(t *testing.T) {
	t.Parallel()
	mark := sampleMark()
	mark.Data = []byte(`{"a":1}`)
	sheet, err := sampleTypesetter(t).Lay(sample(t, certificates.Residence), mark, sampleAt)
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, sheet.Unsealed()).stream(dataObject); !bytes.Equal(got, mark.Data) {
		t.Errorf("%s is attached, want %s", got, mark.Data)
	}
}

func contentSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(certificates.ContentSchema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("content.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("content.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestPreviewHasNoData(t *testing.T) {
	t.Parallel()
	proof, err := sampleTypesetter(t).Proof(sample(t, certificates.Residence))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range []string{"EmbeddedFile", "Filespec", "/AF[", "/Names"} {
		if bytes.Contains(proof, []byte(entry)) {
			t.Errorf("a preview has %s", entry)
		}
	}
}

// What a register holds must not stand in the file as it was written: a name may look
// like a part of a PDF.
func TestDataAreNotInTheOpen(t *testing.T) {
	t.Parallel()
	c := sample(t, certificates.Residence)
	c.Subject.Surname, c.Residence.Street = "endstream endobj 99 0 obj", "/ByteRange[0 1 2 3]"
	file := lay(t, c)
	for _, text := range []string{c.Subject.Surname, c.Residence.Street} {
		if bytes.Contains(file, []byte(text)) {
			t.Errorf("%q stands in the file", text)
		}
	}
}
