package templates

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
)

// Bounds of a letterhead's picture, and the box on the page that it is fitted
// into, in points.
const (
	pictureBytes  = 2 << 20
	pictureSide   = 3000
	pictureWidth  = 20 * mm
	pictureHeight = 25 * mm
	pictureDots   = 240 / 72.0 // per point: more than one sees in colours on paper
)

var errPicture = errors.New("not a PNG or JPEG picture of at most 2 MB and 3000 by 3000 pixels")

// picture is an image made ready for the page: in the size in which it is printed,
// on white, because a transparent one would drag a blend space into the archive.
type picture struct {
	width, height float64 // on the page, in points
	pixels        image.Point
	entries       string // of the image's dictionary
	data          []byte
}

// readPicture reads a picture that somebody uploaded.
func readPicture(data []byte) (*picture, error) {
	if len(data) > pictureBytes {
		return nil, errPicture
	}
	head, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "png" && format != "jpeg" || min(head.Width, head.Height) < 1 || max(head.Width, head.Height) > pictureSide {
		return nil, errPicture
	}
	source, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPicture, err)
	}
	p := &picture{}
	scale := min(pictureWidth/float64(head.Width), pictureHeight/float64(head.Height))
	p.width, p.height = scale*float64(head.Width), scale*float64(head.Height)
	shrink := min(1, scale*pictureDots)
	p.pixels = image.Pt(max(1, int(shrink*float64(head.Width))), max(1, int(shrink*float64(head.Height))))
	printed := image.NewRGBA(image.Rectangle{Max: p.pixels})
	draw.Draw(printed, printed.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(printed, printed.Bounds(), source, source.Bounds(), draw.Over, nil)
	return p, p.encode(printed)
}

// encode keeps the smaller of the two encodings that a PDF takes: drawings come
// out smaller without loss, photographs and fine shading as JPEG.
func (p *picture) encode(i image.Image) error {
	var plain, lossy bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&plain, i); err != nil {
		return err
	}
	if err := jpeg.Encode(&lossy, i, &jpeg.Options{Quality: 90}); err != nil {
		return err
	}
	p.data = pixelData(plain.Bytes())
	p.entries = fmt.Sprintf("/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/Columns %d>>", p.pixels.X)
	if lossy.Len() < len(p.data) {
		p.data, p.entries = lossy.Bytes(), "/Filter/DCTDecode"
	}
	p.entries = fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8%s", p.pixels.X, p.pixels.Y, p.entries)
	return nil
}

// pixelData is the compressed pixels of a PNG file of our own making: a PDF takes
// them as they are, with the same filter and predictor.
func pixelData(file []byte) (data []byte) {
	for chunk := file[8:]; len(chunk) > 0; {
		size := int(binary.BigEndian.Uint32(chunk))
		if string(chunk[4:8]) == "IDAT" {
			data = append(data, chunk[8:8+size]...)
		}
		chunk = chunk[12+size:]
	}
	return data
}
