package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed packages.lock
var lock string

// fetch is the files of a package, by path. npm gets it, from the registry that it is
// configured for; it must be the one in packages.lock, by version and digest.
func fetch(name string) (map[string][]byte, error) {
	version, integrity, err := locked(name)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sportello-assets-")
	if err != nil {
		return nil, fmt.Errorf("a directory: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	npm := exec.Command("npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", dir, name+"@"+version)
	npm.Dir, npm.Stderr = dir, os.Stderr
	if err := npm.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s@%s (sudo apt-get install npm): %w", name, version, err)
	}
	archive, err := os.ReadFile(filepath.Join(dir, name+"-"+version+".tgz"))
	if err != nil {
		return nil, fmt.Errorf("what npm packed: %w", err)
	}
	return unpack(archive, integrity)
}

// locked is a package's version and digest.
func locked(name string) (version, integrity string, err error) {
	for line := range strings.Lines(lock) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == name {
			return f[1], f[2], nil
		}
	}
	return "", "", fmt.Errorf("packages.lock has no %s", name)
}

var errDigest = errors.New("the package is not the one in packages.lock")

// unpack is the files in an archive whose digest is the one that is wanted (the SRI form
// of npm: sha512-BASE64).
func unpack(archive []byte, integrity string) (map[string][]byte, error) {
	if sum := sha512.Sum512(archive); "sha512-"+base64.StdEncoding.EncodeToString(sum[:]) != integrity {
		return nil, errDigest
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, fmt.Errorf("the package: %w", err)
	}
	files := map[string][]byte{}
	for in := tar.NewReader(unzipped); ; {
		head, err := in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, fmt.Errorf("the package: %w", err)
		case head.Typeflag != tar.TypeReg:
			continue
		}
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, fmt.Errorf("the package: %w", err)
		}
		files[strings.TrimPrefix(head.Name, "package/")] = data
	}
}
