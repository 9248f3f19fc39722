package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdMkcert writes a certificate for 127.0.0.1: mkcert CERT KEY.
func cmdMkcert(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(writeCertificate(ts.MkAbs(args[0]), ts.MkAbs(args[1]), 1))
}

func writeCertificate(certFile, keyFile string, serial int64) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: "rollcall test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePEM(certFile, "CERTIFICATE", cert); err != nil {
		return err
	}
	return writePEM(keyFile, "PRIVATE KEY", private)
}

func writePEM(file, kind string, data []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600)
}

func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	renew := func(serial int64) {
		t.Helper()
		if err := writeCertificate(certFile, keyFile, serial); err != nil {
			t.Fatal(err)
		}
		// File systems may cut times to the second.
		changed := now.Add(time.Duration(serial) * time.Second)
		for _, file := range []string{certFile, keyFile} {
			if err := os.Chtimes(file, changed, changed); err != nil {
				t.Fatal(err)
			}
		}
	}
	renew(1)
	c, err := openCertificate(certFile, keyFile, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	c.now, c.checked = func() time.Time { return now }, now
	serial := func() int64 {
		t.Helper()
		pair, err := c.get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf.SerialNumber.Int64()
	}

	if got := serial(); got != 1 {
		t.Errorf("at first: certificate %d, want 1", got)
	}
	renew(2)
	now = now.Add(2 * certificateEvery)
	if got := serial(); got != 2 {
		t.Errorf("after renewal: certificate %d, want 2", got)
	}
	if err := os.WriteFile(keyFile, []byte("half a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * certificateEvery)
	if got := serial(); got != 2 {
		t.Errorf("with a broken key: certificate %d, want 2 still", got)
	}
	renew(3)
	now = now.Add(2 * certificateEvery)
	if got := serial(); got != 3 {
		t.Errorf("after repair: certificate %d, want 3", got)
	}
}
