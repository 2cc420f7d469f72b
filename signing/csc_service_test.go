package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
)

// service is a remote sealing service as the CSC API 2.0.0.2 describes it, or
// 1.0.4.0: strict about what it is sent, with activation data good for one digest
// and one use, and a PIN that locks. The edits spoil single answers.
type service struct {
	version int
	key     crypto.Signer
	pin     string // explicit authorisation, if not ""
	id      *Identity

	info   func(map[string]any)         // edits the answer of credentials/info
	answer func(method string) *spoiled // in place of the right one, if not nil
	sign   func([]byte) [][]byte        // edits the signature

	mu    sync.Mutex
	calls []string
	sads  map[string]string // to the digest that each is good for
	wrong int               // PINs in a row
}

type spoiled struct {
	status int
	body   string
	err    error
}

func newService(t *testing.T, version int, key crypto.Signer) *service {
	t.Helper()
	return &service{version: version, key: key, id: trust().identity(key), sads: map[string]string{}}
}

func (s *service) csc() CSC {
	c := CSC{
		URL: "https://csc.example/csc/v" + fmt.Sprint(s.version) + "/", Credential: "GX0112348",
		Token: func() (string, error) { return "4/CKN69L8gdSYp5_pwH3XlFQZ3ndFhkXf9P2_TiHRG-bA", nil }, Transport: s.transport,
	}
	if s.pin != "" {
		c.PIN = func() (string, error) { return s.pin, nil }
	}
	return c
}

func (s *service) chain() []byte {
	return pemOf("CERTIFICATE", s.id.Certificate.Raw, trust().issuing.Raw)
}

func (s *service) identity(t *testing.T, edits ...func(*CSC)) *Identity {
	t.Helper()
	c := s.csc()
	for _, edit := range edits {
		edit(&c)
	}
	id, err := LoadCSC(c, s.chain())
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (s *service) called(method string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.calls {
		if m == method {
			n++
		}
	}
	return n
}

func (s *service) transport(ctx context.Context, c Call) (int, []byte, error) {
	if err := ctx.Err(); err != nil {
		return 0, nil, err
	}
	method, ok := bytes.CutPrefix([]byte(c.URL), []byte("https://csc.example/csc/v"+fmt.Sprint(s.version)+"/"))
	if !ok || c.Method != "POST" || c.ContentType != "application/json" {
		return 404, nil, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, string(method))
	if s.answer != nil {
		if a := s.answer(string(method)); a != nil {
			return a.status, []byte(a.body), a.err
		}
	}
	if c.Authorization != "Bearer 4/CKN69L8gdSYp5_pwH3XlFQZ3ndFhkXf9P2_TiHRG-bA" {
		return refuse(401, "invalid_token")
	}
	var answer any
	var code string
	switch string(method) {
	case "info":
		answer = map[string]any{"specs": map[int]string{1: "1.0.4.0", 2: "2.0.0.2"}[s.version], "name": "TEST", "methods": []string{"signatures/signHash"}}
	case "credentials/info":
		answer, code = s.credential(c.Body)
	case "credentials/authorize":
		answer, code = s.authorize(c.Body)
	case "signatures/signHash":
		answer, code = s.signHash(c.Body)
	default:
		return 404, nil, nil
	}
	if code != "" {
		return refuse(400, code)
	}
	body, err := json.Marshal(answer)
	return 200, body, err
}

func refuse(status int, code string) (int, []byte, error) {
	return status, fmt.Appendf(nil, `{"error":%q,"error_description":"The holder MARIO ROSSI did something"}`, code), nil
}

// strictly reads a request that may have no fields but those of the API.
func strictly(body []byte, into any) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return "invalid_request"
	}
	if _, err := d.Token(); err != io.EOF {
		return "invalid_request"
	}
	return ""
}

func (s *service) credential(body []byte) (any, string) {
	var r struct {
		CredentialID string `json:"credentialID"`
		Certificates string `json:"certificates"`
		AuthInfo     bool   `json:"authInfo"`
	}
	if code := strictly(body, &r); code != "" || r.CredentialID != "GX0112348" || r.Certificates != "single" {
		return nil, "invalid_request"
	}
	mode := "implicit"
	if s.pin != "" {
		mode = "explicit"
	}
	answer := map[string]any{
		"key":  map[string]any{"status": "enabled", "algo": serviceAlgorithms(s.key), "len": 2048},
		"cert": map[string]any{"status": "valid", "certificates": [][]byte{s.id.Certificate.Raw}},
		"SCAL": "2", "multisign": 1,
	}
	if s.version == 1 {
		answer["authMode"] = mode
		answer["PIN"], answer["OTP"] = map[string]any{"presence": "true"}, map[string]any{"presence": "false"}
	} else {
		auth := map[string]any{"mode": mode}
		if s.pin != "" {
			auth["objects"] = []any{map[string]any{"type": "Password", "id": "seal-pin", "format": "N"}}
		}
		answer["auth"] = auth
	}
	if s.info != nil {
		s.info(answer)
	}
	return answer, ""
}

func serviceAlgorithms(key crypto.Signer) []string {
	if _, ok := key.Public().(*rsa.PublicKey); ok {
		return []string{"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"}
	}
	return []string{"1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3"}
}

// digests is what both methods name the digests by, in either version.
type digests struct {
	Hashes   [][]byte `json:"hashes"`
	HashOID  string   `json:"hashAlgorithmOID"`
	Hash     [][]byte `json:"hash"`
	HashAlgo string   `json:"hashAlgo"`
}

func (d digests) of(version int, oid bool) ([]byte, string, bool) {
	one, name, other := d.Hashes, d.HashOID, d.Hash
	if version == 1 {
		one, name, other = d.Hash, d.HashAlgo, d.Hashes
	}
	if len(one) != 1 || other != nil || (name != "") != oid {
		return nil, "", false
	}
	return one[0], name, true
}

func (s *service) authorize(body []byte) (any, string) {
	var r struct {
		digests
		CredentialID  string `json:"credentialID"`
		NumSignatures int    `json:"numSignatures"`
		PIN           string `json:"PIN"`
		AuthData      []struct {
			ID    string `json:"id"`
			Value string `json:"value"`
		} `json:"authData"`
	}
	code := strictly(body, &r)
	digest, _, ok := r.of(s.version, s.version == 2)
	if code != "" || !ok || r.CredentialID != "GX0112348" || r.NumSignatures != 1 {
		return nil, "invalid_request"
	}
	if s.pin != "" {
		pin := r.PIN
		if s.version == 2 && len(r.AuthData) == 1 && r.AuthData[0].ID == "seal-pin" {
			pin = r.AuthData[0].Value
		}
		if pin != "0000" {
			s.wrong++
			return nil, "invalid_pin"
		}
	} else if r.PIN != "" || r.AuthData != nil {
		return nil, "invalid_request"
	}
	sad := rand.Text()
	s.sads[sad] = string(digest)
	return map[string]any{"SAD": sad, "expiresIn": 3600}, ""
}

func (s *service) signHash(body []byte) (any, string) {
	var r struct {
		digests
		CredentialID   string `json:"credentialID"`
		SAD            string `json:"SAD"`
		SignAlgo       string `json:"signAlgo"`
		SignAlgoParams string `json:"signAlgoParams"`
	}
	code := strictly(body, &r)
	digest, hash, ok := r.of(s.version, true)
	if code != "" || !ok || !slices.Contains(serviceAlgorithms(s.key), r.SignAlgo) {
		return nil, "invalid_request"
	}
	good, ok := s.sads[r.SAD]
	delete(s.sads, r.SAD)
	if !ok || good != string(digest) {
		return nil, "invalid_request"
	}
	var o crypto.SignerOpts = map[string]crypto.Hash{"2.16.840.1.101.3.4.2.1": crypto.SHA256, "2.16.840.1.101.3.4.2.2": crypto.SHA384}[hash]
	if r.SignAlgo == "1.2.840.113549.1.1.10" {
		if r.SignAlgoParams != base64.StdEncoding.EncodeToString(pssParameters()) {
			return nil, "invalid_request"
		}
		o = pssOptions
	}
	signature, err := s.key.Sign(rand.Reader, digest, o)
	if err != nil {
		return nil, "server_error"
	}
	all := [][]byte{signature}
	if s.sign != nil {
		all = s.sign(signature)
	}
	return map[string]any{"signatures": all}, ""
}
