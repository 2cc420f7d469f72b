package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"testing"
)

// archive is a package with one file, and its digest as npm writes it.
func archive(t *testing.T, text string) (data []byte, integrity string) {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	out := tar.NewWriter(zipped)
	if err := out.WriteHeader(&tar.Header{Name: "package/LICENSE", Size: int64(len(text)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(out.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	sum := sha512.Sum512(b.Bytes())
	return b.Bytes(), "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	data, integrity := archive(t, "as it was")
	files, err := unpack(data, integrity)
	if err != nil || string(files["LICENSE"]) != "as it was" {
		t.Errorf("%q %v", files, err)
	}
	other, _ := archive(t, "changed on the way")
	for name, c := range map[string]struct {
		data      []byte
		integrity string
	}{
		"another package": {other, integrity}, "a byte more": {append(bytes.Clone(data), 0), integrity}, "a byte less": {data[:len(data)-1], integrity},
		"no digest": {data, ""}, "nothing": {nil, integrity},
	} {
		if _, err := unpack(c.data, c.integrity); !errors.Is(err, errDigest) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	if version, integrity, err := locked("bootstrap-italia"); err != nil || version == "" || len(integrity) != len("sha512-")+88 {
		t.Errorf("%s %s %v", version, integrity, err)
	}
	if _, _, err := locked("left-pad"); err == nil {
		t.Error("a package that is not locked would be fetched")
	}
}
