package page

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/internal/web"
)

// assets is what browsers load. It is served from one directory with the digest of the
// whole in its name: scripts load each other by plain names, and browsers may keep what
// they have for good.
type assets struct {
	release string
	files   map[string]asset // by name, "style.css"
}

type asset struct {
	mediaType string
	data      []byte
	packed    []byte // with gzip, nil for what is packed by itself
}

// font is the media type of the faces, which not every system's table knows.
const font = "font/woff2"

func newAsset(name string, data []byte) asset {
	if path.Ext(name) == ".woff2" {
		return asset{font, data, nil}
	}
	return asset{mime.TypeByExtension(path.Ext(name)), data, pack(data)}
}

// readAssets is the same for every kit, and takes a while to pack.
var readAssets = sync.OnceValues(func() (assets, error) {
	a, all := assets{files: map[string]asset{}}, sha256.New()
	err := fs.WalkDir(files, "assets", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := files.ReadFile(file)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(file, "assets/")
		fmt.Fprintf(all, "%s %d\n", name, len(data))
		all.Write(data)
		a.files[name] = newAsset(name, data)
		return nil
	})
	if err != nil {
		return assets{}, fmt.Errorf("page: %w", err)
	}
	a.release = hex.EncodeToString(all.Sum(nil)[:8])
	return a, nil
})

// address is where an asset is served.
func (a assets) address(name string) (string, error) {
	if _, ok := a.files[name]; ok {
		return "/assets/" + a.release + "/" + name, nil
	}
	return "", fmt.Errorf("page: no asset %s", name)
}

// Release is the digest of all assets.
func (k *Kit) Release() string { return k.looks.release }

// Assets is the names of all assets, in order.
func (k *Kit) Assets() []string { return slices.Sorted(maps.Keys(k.looks.files)) }

// Asset is one of them, nil if there is none under the name.
func (k *Kit) Asset(name string) []byte { return k.looks.files[name].data }

// Serve answers for an asset; the route has {release} and a rest.
func (k *Kit) Serve(w http.ResponseWriter, r *http.Request) error {
	a, ok := k.looks.files[chi.URLParam(r, "*")]
	if !ok || chi.URLParam(r, "release") != k.looks.release {
		return web.ErrNotFound
	}
	w.Header().Set("Content-Type", a.mediaType)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Del("Vary") // the same in every language
	send(w, takesGzip(r), http.StatusOK, a.data, a.packed)
	return nil
}
