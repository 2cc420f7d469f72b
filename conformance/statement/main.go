// Command statement writes freshly signed statements, the issuer's key set and its
// status list into a directory, with what a verifier must find in them, for the
// judges of conformance/statement.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sportello/sportello/statement"
)

const issuer = "https://verifica.comune.valdemo.example"

func main() {
	out := flag.String("out", "", "directory to write into")
	flag.Parse()
	if err := run(*out, time.Now()); err != nil {
		fmt.Fprintln(os.Stderr, "statement:", err)
		os.Exit(1)
	}
}

// run signs everything with a key made on the spot.
func run(dir string, now time.Time) error {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	key, err := statement.NewKey(private, rand.Reader)
	if err != nil {
		return err
	}
	list, err := statement.NewStatusList(statement.StatusURI(issuer, 1), statement.DefaultListSize)
	if err != nil {
		return err
	}
	list.IssuedAt, list.Expires, list.TTL = now, now.Add(24*time.Hour), 12*time.Hour
	for name, c := range cases(now) {
		index, err := statement.DrawIndex(rand.Reader, list.Size(), func(int) (bool, error) { return true, nil })
		if err != nil {
			return err
		}
		c.statement.Status = statement.Status{List: 1, Index: index}
		if c.withdrawn {
			if err := list.Withdraw(index); err != nil {
				return err
			}
		}
		if err := c.write(filepath.Join(dir, name), key); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return tokens(dir, now, key, list)
}

func tokens(dir string, now time.Time, key *statement.Key, list *statement.StatusList) error {
	keys, err := statement.NewKeySet(issuer, now, now.AddDate(0, 0, 30), statement.IssuerKey{Public: key.Public(), From: now.AddDate(0, 0, -1)})
	if err != nil {
		return err
	}
	for name, sign := range map[string]func(*statement.Key) (string, error){"keys.jwt": keys.Sign, "status.jwt": list.Sign} {
		token, err := sign(key)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(token), 0o600); err != nil {
			return err
		}
	}
	return nil
}

type example struct {
	statement *statement.Statement
	withdrawn bool
}

func cases(now time.Time) map[string]example {
	y, m, d := now.UTC().Date()
	today := statement.Date{Year: y, Month: m, Day: d}
	one := func(withdrawn bool, edit func(*statement.Statement)) example {
		s := &statement.Statement{
			Issuer: issuer, Office: statement.Office{Code: "Z000", Name: "Comune di Valdemo"}, Kinds: []int{8}, Number: "2026/0000123",
			IssuedOn: today, Data: sha256.Sum256([]byte("{}")), Name: "Rossi Maria Anna", Born: statement.Date{Year: 1980, Month: 1, Day: 5},
			Facts: []statement.Fact{{Label: "Residenza", Value: "Via Giuseppe Garibaldi 12, 00010 Valdemo (VD)"}},
		}
		edit(s)
		return example{s, withdrawn}
	}
	return map[string]example{
		"residence": one(false, func(*statement.Statement) {}),
		"withdrawn": one(true, func(*statement.Statement) {}),
		"demo":      one(false, func(s *statement.Statement) { s.Demo = true }),
		"limited":   one(false, func(s *statement.Statement) { s.ValidUntil = statement.Date{Year: y + 1, Month: m, Day: min(d, 28)} }),
		"on-paper":  one(false, func(s *statement.Statement) { s.Name, s.Facts[0].Value, s.Born = "", "", statement.Date{} }),
		"no-facts":  one(false, func(s *statement.Statement) { s.Facts, s.Kinds = nil, []int{7} }),
		"letters": one(false, func(s *statement.Statement) {
			s.Name = "Čišić Żołądź Παπαδόπουλος Ђорђевић"
			s.Born.Day = 0
		}),
		"combined": one(false, func(s *statement.Statement) {
			s.Kinds = []int{5, 7, 8, 12}
			s.Facts = append(s.Facts, statement.Fact{Label: "Cittadinanza", Value: "italiana"}, statement.Fact{Label: "Famiglia", Value: "5 componenti"})
		}),
		"longest": one(false, func(s *statement.Statement) { s.Facts[0].Value = strings.Repeat("Via ", 29) }),
	}
}

// write puts the statement beside what must be found in it.
func (c example) write(path string, key *statement.Key) error {
	data, err := key.Sign(c.statement)
	if err != nil {
		return err
	}
	s := c.statement
	facts := [][2]string{}
	for _, f := range s.Facts {
		facts = append(facts, [2]string{f.Label, f.Value})
	}
	expected, err := json.Marshal(map[string]any{
		"issuer": s.Issuer, "office": []string{s.Office.Code, s.Office.Name}, "kinds": s.Kinds, "number": s.Number,
		"issuedOn": s.IssuedOn.String(), "validUntil": s.ValidUntil.String(), "data": hex.EncodeToString(s.Data[:]),
		"list": s.Status.List, "index": s.Status.Index, "name": s.Name, "born": s.Born.String(), "facts": facts,
		"demo": s.Demo, "withdrawn": c.withdrawn,
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".json", expected, 0o600); err != nil {
		return err
	}
	return os.WriteFile(path+".digits", []byte(statement.Digits(data)), 0o600)
}
