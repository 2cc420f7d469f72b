package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// Download takes a step that gives a file, waits for it on disk, and returns it by its name.
func (b *Browser) Download(step func()) (name string, data []byte) {
	b.T.Helper()
	dir := b.T.TempDir()
	b.Do(func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir})
		return chromedp.Void{}, err
	})
	step()
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		names, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil || len(names) != 1 {
			continue
		}
		data, err := os.ReadFile(names[0])
		if err != nil {
			b.T.Fatal(err)
		}
		// The browser holds the name by an empty file until it puts the whole one there.
		if len(data) > 0 {
			return filepath.Base(names[0]), data
		}
	}
	b.T.Fatal("no file came")
	return "", nil
}
