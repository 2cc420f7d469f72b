//go:build ignore

// Draws coat.png, the arms of Valdemo: azure, on a mount of three peaks vert a
// tower argent, in chief a mullet of eight points or, in base a river; the shield
// ensigned with a mural crown between branches of laurel and oak. The picture is
// opaque, on white, so that every page and every archival format can carry it.
package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log"
	"maps"
	"math"
	"os"
	"slices"
)

var (
	none   = color.NRGBA{}
	white  = color.NRGBA{255, 255, 255, 255}
	ink    = color.NRGBA{38, 38, 44, 255}
	azure  = color.NRGBA{28, 84, 158, 255}
	vert   = color.NRGBA{56, 128, 70, 255}
	forest = color.NRGBA{30, 88, 50, 255}
	leafy  = color.NRGBA{72, 140, 74, 255}
	or     = color.NRGBA{226, 178, 56, 255}
	argent = color.NRGBA{236, 238, 241, 255}
	stone  = color.NRGBA{201, 206, 213, 255}
	gules  = color.NRGBA{186, 38, 44, 255}
	bark   = color.NRGBA{104, 78, 50, 255}
)

var tricolour = []color.NRGBA{{0, 140, 69, 255}, {244, 245, 240, 255}, {205, 33, 42, 255}}

type point struct{ x, y float64 }

type outline []point

func main() {
	c := &canvas{image.NewNRGBA(image.Rect(0, 0, 400, 480))}
	c.paint(rect(0, 0, 400, 480), white, 0)
	c.branch(-1, laurel, gules)
	c.branch(+1, oak, or)
	c.ribbon()
	c.shield()
	c.crown()
	var file bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, c.paletted())
	if err = cmp.Or(err, os.WriteFile("coat.png", file.Bytes(), 0o644)); err != nil {
		log.Fatal(err)
	}
}

type canvas struct{ *image.NRGBA }

// paletted is the picture in its 256 commonest colours, the others as the nearest
// of them.
func (c *canvas) paletted() *image.Paletted {
	count := map[color.NRGBA]int{}
	for y := range 480 {
		for x := range 400 {
			count[c.NRGBAAt(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.NRGBA) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var p color.Palette
	for _, k := range colours[:min(256, len(colours))] {
		p = append(p, k)
	}
	out := image.NewPaletted(c.Rect, p)
	draw.Draw(out, out.Rect, c, image.Point{}, draw.Src)
	return out
}

// paint fills an outline and draws its edge, line wide, in ink.
func (c *canvas) paint(o outline, fill color.NRGBA, line float64) {
	c.within(nil, o, fill, line)
}

// within does the same, but nothing outside of clip.
func (c *canvas) within(clip, o outline, fill color.NRGBA, line float64) {
	left, top, right, bottom := o.bounds(line + 1)
	for y := top; y <= bottom; y++ {
		for x := left; x <= right; x++ {
			p := point{float64(x) + 0.5, float64(y) + 0.5}
			visible := 1.0
			if clip != nil {
				visible = cover(clip.distance(p))
			}
			d := o.distance(p)
			c.blend(x, y, fill, visible*cover(d)*float64(fill.A)/255)
			if line > 0 {
				c.blend(x, y, ink, visible*cover(math.Abs(d)-line/2))
			}
		}
	}
}

// cover is how much of a pixel lies inside, d being its distance from the edge, in
// steps of an eighth: few shades make a small file.
func cover(d float64) float64 { return math.Round(8*math.Max(0, math.Min(1, 0.5-d))) / 8 }

func (c *canvas) blend(x, y int, over color.NRGBA, a float64) {
	if a <= 0 || !image.Pt(x, y).In(c.Rect) {
		return
	}
	under := c.NRGBAAt(x, y)
	mix := func(u, o uint8) uint8 { return uint8(math.Round(float64(u)*(1-a) + float64(o)*a)) }
	c.SetNRGBA(x, y, color.NRGBA{mix(under.R, over.R), mix(under.G, over.G), mix(under.B, over.B), 255})
}

func (o outline) bounds(margin float64) (left, top, right, bottom int) {
	l, t, r, b := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range o {
		l, t, r, b = math.Min(l, p.x), math.Min(t, p.y), math.Max(r, p.x), math.Max(b, p.y)
	}
	return int(l - margin), int(t - margin), int(r + margin), int(b + margin)
}

// distance is how far p is from the edge, negative inside.
func (o outline) distance(p point) float64 {
	d, inside := math.Inf(1), false
	for i, a := range o {
		b := o[(i+1)%len(o)]
		ex, ey, px, py := b.x-a.x, b.y-a.y, p.x-a.x, p.y-a.y
		t := math.Max(0, math.Min(1, (px*ex+py*ey)/(ex*ex+ey*ey+1e-12)))
		d = math.Min(d, math.Hypot(px-t*ex, py-t*ey))
		if (a.y > p.y) != (b.y > p.y) && px < ex*py/ey {
			inside = !inside
		}
	}
	if inside {
		return -d
	}
	return d
}

func rect(x, y, w, h float64) outline { return outline{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}} }

func disc(x, y, r float64) (o outline) {
	for i := range 40 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 20)
		o = append(o, point{x + r*cos, y + r*sin})
	}
	return o
}

// bezier is n points of a cubic curve, without its first.
func bezier(a, b, c, d point, n int) (o outline) {
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		w := [4]float64{u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t}
		o = append(o, point{w[0]*a.x + w[1]*b.x + w[2]*c.x + w[3]*d.x, w[0]*a.y + w[1]*b.y + w[2]*c.y + w[3]*d.y})
	}
	return o
}

// shieldOutline is the square shield with a pointed foot that Italian
// municipalities bear.
func shieldOutline() outline {
	const l, r, t, b, foot, mid = 110.0, 290.0, 128.0, 350.0, 364.0, 200.0
	o := outline{{l, t}, {r, t}, {r, b - 26}}
	o = append(o, bezier(point{r, b - 26}, point{r, b - 4}, point{r - 12, b}, point{r - 32, b}, 12)...)
	o = append(o, bezier(point{r - 32, b}, point{mid + 26, b}, point{mid + 10, b + 2}, point{mid, foot}, 12)...)
	o = append(o, bezier(point{mid, foot}, point{mid - 10, b + 2}, point{mid - 26, b}, point{l + 32, b}, 12)...)
	return append(o, bezier(point{l + 32, b}, point{l + 12, b}, point{l, b - 4}, point{l, b - 26}, 12)...)
}

func (c *canvas) shield() {
	edge := shieldOutline()
	c.paint(edge, azure, 0)
	hill := func(x, top, r float64) (o outline) {
		for i := range 31 {
			sin, cos := math.Sincos(math.Pi + float64(i)*math.Pi/30)
			o = append(o, point{x + r*cos, top + r + r*sin})
		}
		return append(o, point{x + r, 372}, point{x - r, 372})
	}
	c.within(edge, hill(146, 274, 38), vert, 2)
	c.within(edge, hill(254, 274, 38), vert, 2)
	c.tower()
	c.within(edge, hill(200, 246, 42), vert, 2)
	c.within(edge, river(316, 372), argent, 2)
	c.within(edge, river(328, 338), azure, 0)
	c.paint(star(200, 158, 19, 8), or, 1.5)
	c.paint(edge, none, 4)
}

// river is a wavy band across the shield.
func river(top, bottom float64) (o outline) {
	wave := func(x float64) float64 { return 4 * math.Sin((x-100)/200*5*math.Pi) }
	for x := 100.0; x <= 300; x += 4 {
		o = append(o, point{x, top + wave(x)})
	}
	for x := 300.0; x >= 100; x -= 4 {
		o = append(o, point{x, bottom + wave(x)})
	}
	return o
}

func star(x, y, r float64, points int) (o outline) {
	for i := range 2 * points {
		sin, cos := math.Sincos(float64(i)*math.Pi/float64(points) - math.Pi/2)
		length := r
		if i%2 == 1 {
			length *= 0.45
		}
		o = append(o, point{x + length*cos, y + length*sin})
	}
	return o
}

func (c *canvas) tower() {
	c.paint(outline{{180, 200}, {220, 200}, {224, 270}, {176, 270}}, argent, 2)
	for y := 216.0; y < 260; y += 11 { // courses of stone
		c.paint(rect(180, y, 40, 0.9), stone, 0)
		for x := 188 + math.Mod(y, 2)*6; x < 220; x += 12 {
			c.paint(rect(x, y, 0.9, 11), stone, 0)
		}
	}
	c.paint(outline{{174, 186}, {226, 186}, {222, 200}, {178, 200}}, argent, 2)
	for _, x := range []float64{174, 188.7, 203.3, 218} {
		c.paint(swallowtail(x-1, 187, 10, 11), argent, 1.8)
	}
	c.paint(rect(176, 187.5, 48, 4), argent, 0)
	c.paint(rect(197, 212, 6, 14), ink, 0)
	c.paint(disc(200, 212, 3), ink, 0)
}

// swallowtail is a merlon of that kind, standing on y.
func swallowtail(x, y, w, h float64) outline {
	return outline{{x, y}, {x, y - h}, {x + w*0.28, y - h*0.9}, {x + w/2, y - h*0.55}, {x + w*0.72, y - h*0.9}, {x + w, y - h}, {x + w, y}}
}

// crown is the mural crown of a municipality: a circle with posterns that carries
// a wall of nine visible gates, each below a merlon.
func (c *canvas) crown() {
	const mid = 200.0
	for i := range 9 {
		x := mid + (float64(i)-4)*17.4
		lean := (float64(i) - 4) * 0.5
		c.paint(swallowtail(x-6.5+lean, 46, 13, 17), argent, 1.8)
	}
	c.paint(outline{{116, 44}, {284, 44}, {272, 88}, {128, 88}}, argent, 2)
	for i := range 9 {
		x := mid + (float64(i)-4)*16.6
		c.paint(rect(x-3.6, 62, 7.2, 25), ink, 0)
		c.paint(disc(x, 62, 3.6), ink, 0)
	}
	c.paint(rect(118, 50, 164, 1.2), stone, 0)
	c.paint(outline{{126, 88}, {274, 88}, {270, 112}, {130, 112}}, argent, 2)
	for _, y := range []float64{96, 104} {
		c.paint(rect(131, y, 138, 1.2), stone, 0)
	}
	for i := range 10 {
		x := 138 + float64(i)*13.4
		c.paint(rect(x, 89.2+7*float64(i%2), 1.2, 7.2), stone, 0)
		c.paint(rect(x+6, 104.4, 1.2, 6.6), stone, 0)
	}
	for _, x := range []float64{156, 200, 244} {
		c.paint(rect(x-5.5, 99, 11, 12.4), ink, 0)
		c.paint(disc(x, 99, 5.5), ink, 0)
	}
	c.paint(rect(123, 85, 154, 5), argent, 1.6)
	c.paint(rect(123, 111, 154, 6.5), argent, 1.6)
}

// leaf is a shape along a midrib from root, length long, turned by angle.
func leaf(root point, angle, length float64, half func(t float64) float64) (o outline) {
	sin, cos := math.Sincos(angle)
	at := func(t, side float64) point {
		along, across := t*length, side*half(t)*length
		return point{root.x + along*cos - across*sin, root.y + along*sin + across*cos}
	}
	for i := range 33 {
		o = append(o, at(float64(i)/32, 1))
	}
	for i := 31; i > 0; i-- {
		o = append(o, at(float64(i)/32, -1))
	}
	return o
}

func laurel(t float64) float64 { return 0.17 * math.Sin(math.Pi*math.Pow(t, 0.9)) }

// oak has three lobes on either side, the widest beyond the middle.
func oak(t float64) float64 {
	return math.Pow(math.Sin(math.Pi*math.Pow(t, 1.25)), 0.7) * (0.19 + 0.075*math.Cos(6.4*math.Pi*(t-0.08)))
}

// branch draws one of the two on its side of the shield, its fruit in a colour.
func (c *canvas) branch(side float64, shape func(float64) float64, fruit color.NRGBA) {
	const mid = 200.0
	p := func(x, y float64) point { return point{mid + side*x, y} }
	stem := bezier(p(-16, 444), p(96, 446), p(146, 356), p(124, 186), 60)
	for i := 1; i < len(stem); i++ {
		c.paint(stroke(stem[i-1], stem[i], 2), bark, 0)
	}
	for i := 10; i < len(stem); i += 4 {
		along := direction(stem[i-1], stem[i])
		length := 42 - float64(i)*0.2
		for k, turn := range []float64{-0.66, 0.66} {
			shade := leafy
			if (k == 0) == (side < 0) {
				shade = forest
			}
			l := leaf(stem[i], along+turn, length, shape)
			c.paint(l, shade, 1)
			c.paint(stroke(stem[i], l[32], 0.5), ink, 0)
		}
		if i%8 == 2 {
			c.paint(disc(stem[i].x, stem[i].y-3, 4), fruit, 1)
		}
	}
	tip := len(stem) - 1
	c.paint(leaf(stem[tip], direction(stem[tip-1], stem[tip]), 32, shape), leafy, 1)
}

func direction(from, to point) float64 { return math.Atan2(to.y-from.y, to.x-from.x) }

// stroke is a straight line from a to b, half its width to either side.
func stroke(a, b point, half float64) outline {
	sin, cos := math.Sincos(direction(a, b))
	x, y := half*sin, half*cos
	return outline{{a.x - x, a.y + y}, {b.x - x, b.y + y}, {b.x + x, b.y - y}, {a.x + x, a.y - y}}
}

// ribbon ties the branches, in the three colours.
func (c *canvas) ribbon() {
	for i, with := range tricolour {
		y := float64(i) * 6
		for _, side := range []float64{-1, 1} {
			p := func(x, y float64) point { return point{200 + side*x, y} }
			tail := append(outline{p(0, 436+y)}, bezier(p(0, 436+y), p(26, 440+y), p(40, 462+y), p(66, 455+y), 14)...)
			back := bezier(p(66, 461+y), p(40, 468+y), p(26, 446+y), p(0, 442+y), 14)
			c.paint(append(append(tail, p(66, 461+y)), back...), with, 0.8)
		}
	}
	for i, with := range tricolour {
		c.paint(rect(187+float64(i)*8.7, 434, 8.7, 24), with, 1)
	}
}
