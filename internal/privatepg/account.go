package privatepg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
)

// account is the one that root hands the server to.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount is postgres where the package has made it, else nobody. A number
// without an account will not do: the server looks its own name up.
func serverAccount() (*account, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &account{name, uint32(uid), uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither an account postgres nor nobody to run it")
}

// own hands a file that root has just made over to the account. Without an account
// it is the right one's already.
func (a *account) own(f *os.File) error {
	if a == nil {
		return nil
	}
	if err := f.Chown(int(a.uid), int(a.gid)); err != nil {
		if errors.Is(err, fs.ErrPermission) {
			return fmt.Errorf("handing files to the account %s (run as an ordinary user instead): %w", a.name, err)
		}
		return err
	}
	return nil
}
