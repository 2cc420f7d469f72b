// Package migrations is the database schema: numbered SQL files, embedded and
// only ever applied forwards. Up applies what is missing, Check says whether a
// database is the one that this program was written for.
//
// A file that has been released is never changed; a mistake is mended by the next
// file. A legal record is not "downed", so there are no ways back.
package migrations

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed *.sql
var files embed.FS

// What the files are is found out once, when the program starts.
var (
	versions = readVersions(files) // oldest first
	digest   = readDigest(files)
)

// Version is the newest schema version that this program carries.
func Version() int64 { return versions[len(versions)-1] }

// Digest is the SHA-256, in hexadecimal, over the names and contents of all
// migrations. Two programs with the same digest make the same schema.
func Digest() string { return digest }

// readVersions takes the versions from the names, "00003_role.sql" is 3. Whoever
// adds a file with another kind of name finds out at once.
func readVersions(files fs.FS) []int64 {
	var list []int64
	for _, name := range names(files) {
		number, _, _ := strings.Cut(name, "_")
		v, err := strconv.ParseInt(number, 10, 64)
		if err != nil || v != int64(len(list))+1 {
			panic(fmt.Sprintf("migrations: %s is not number %d", name, len(list)+1))
		}
		list = append(list, v)
	}
	return list
}

func readDigest(files fs.FS) string {
	h := sha256.New()
	for _, name := range names(files) {
		sql, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // the files are part of the program
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(sql), sql)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// names are the files in the order of their versions.
func names(files fs.FS) []string {
	list, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err) // the pattern is constant
	}
	return list
}
