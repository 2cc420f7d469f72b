package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Printed is the page as the browser prints it, as a PDF.
func (b *Browser) Printed() []byte {
	b.T.Helper()
	data, err := chromedp.Run(b.Context, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		r, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{})
		if err != nil {
			return nil, err
		}
		return r.Data, nil
	})
	if err != nil {
		b.T.Fatal(err)
	}
	return data
}
