package statement

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"syscall"
	"testing"
	"time"
)

// beside runs two pieces of work in turns and tells how many of each a core does in
// a second of its own time, whatever else the machine is at, and their ratio.
func beside(b *testing.B, bare, ours func()) {
	b.Helper()
	const batch = 50
	var spent [2]time.Duration
	n := 0
	for b.Loop() {
		for i, work := range []func(){bare, ours} {
			start := processorTime(b)
			for range batch {
				work()
			}
			spent[i] += processorTime(b) - start
		}
		n += batch
	}
	rate := func(d time.Duration) float64 { return float64(n) / d.Seconds() }
	b.ReportMetric(0, "ns/op") // that of a batch of both
	b.ReportMetric(rate(spent[0]), "bare/s")
	b.ReportMetric(rate(spent[1]), "ours/s")
	b.ReportMetric(rate(spent[1])/rate(spent[0]), "ratio")
}

func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkSign(b *testing.B) {
	k, s := newKey(), typical()
	digest := sha256.Sum256(nil)
	beside(b, func() {
		if _, err := k.signer.key.Sign(rand.Reader, digest[:], crypto.SHA256); err != nil {
			b.Fatal(err)
		}
	}, func() {
		data, err := k.Sign(s)
		if err != nil {
			b.Fatal(err)
		}
		Digits(data)
	})
}

func BenchmarkVerify(b *testing.B) {
	digest := sha256.Sum256(nil)
	signature := must(sampleKey().signer.key.Sign(rand.Reader, digest[:], crypto.SHA256))
	public := sampleKey().Public()
	text, keys, list := Digits(signed(b, typical())), keySet(b), statusList(b)
	beside(b, func() {
		if !ecdsa.VerifyASN1(public, digest[:], signature) {
			b.Fatal("wrong signature")
		}
	}, func() {
		if v := VerifyDigits(text, keys, list, now); v.State != Valid {
			b.Fatal(v)
		}
	})
}

// BenchmarkParse is what a forged statement costs that names no key of ours.
func BenchmarkParse(b *testing.B) {
	data := signed(b, typical())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignStatement(b *testing.B) {
	k, s := newKey(), typical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Sign(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStatusList(b *testing.B) {
	l := statusList(b)
	for range l.Size() / 100 {
		if _, err := DrawIndex(rand.Reader, l.Size(), func(i int) (bool, error) { return true, l.Withdraw(i) }); err != nil {
			b.Fatal(err)
		}
	}
	keys, token := keySet(b), must(l.Sign(sampleKey()))
	b.Run("sign", func(b *testing.B) {
		for b.Loop() {
			if _, err := l.Sign(sampleKey()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(token)), "bytes")
	})
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := ParseStatusList(token, keys, now); err != nil {
				b.Fatal(err)
			}
		}
	})
}
