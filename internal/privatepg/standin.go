package privatepg

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// The two links that tie a directory and its stand-in together.
const (
	forth = "elsewhere" // in the directory
	back  = "original"  // in the stand-in
)

// standIn returns the directory that stands in for one that is out of reach, below
// the system's temporary directory. The two belong together: to one that was
// removed and made again belongs another stand-in.
func standIn(dir string) (string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return "", err
	}
	defer f.Close() // unlocks
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}
	link := filepath.Join(dir, forth)
	if there, err := os.Readlink(link); err == nil && oursAlone(there) {
		return there, nil
	}
	if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	sweep()
	there, err := os.MkdirTemp("", "sportello-")
	if err != nil {
		return "", err
	}
	// In this order: what has no link back is never swept.
	return there, errors.Join(os.Chmod(there, 0o755), os.Symlink(there, link), os.Symlink(dir, filepath.Join(there, back)))
}

// oursAlone reports whether it is a directory that nobody else can write in: a link
// may lead to what somebody put there after a restart had emptied the place.
func oursAlone(dir string) bool {
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir() && info.Mode().Perm()&0o022 == 0 && int(info.Sys().(*syscall.Stat_t).Uid) == os.Geteuid()
}

// sweep removes the stand-ins of directories that were removed: those of tests,
// mostly. What cannot be removed stays for the next time.
func sweep() {
	found, _ := filepath.Glob(filepath.Join(os.TempDir(), "sportello-*")) // the pattern is constant
	for _, there := range found {
		dir, err := os.Readlink(filepath.Join(there, back))
		if err != nil || !oursAlone(there) {
			continue
		}
		if link, err := os.Readlink(filepath.Join(dir, forth)); err == nil && link == there {
			continue
		}
		if lock, err := (home{dir: there}).lock(); err == nil && lock != nil {
			_ = os.RemoveAll(there)
			_ = lock.Close()
		}
	}
}
