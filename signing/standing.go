package signing

import "time"

// Standing is the level that a file of ours has and the time up to which it can be
// verified as it is: Verify with what the sealer trusts. A sealer for B-B, which adds
// nothing that time could show, answers without looking.
func (s *Sealer) Standing(sealed []byte) (Level, time.Time, error) {
	if s.o.Level == LevelB {
		return LevelB, s.identity.Certificate.NotAfter, nil
	}
	seal, err := Verify(sealed, VerifyOptions{Roots: s.o.Roots, StampRoots: s.o.Stamper.o.Roots, At: s.o.Clock()})
	if err != nil {
		return LevelB, time.Time{}, err
	}
	return seal.Level, seal.Until, nil
}
