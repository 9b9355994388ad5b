package schemas

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
)

// Keyer makes identifiers that tell nothing about a patient without the
// secret: keyed hashes (HMAC-SHA-256, RFC 2104) cut to 160 bits, in base 32.
// All processes of an installation share one secret.
type Keyer struct{ secret []byte }

// NewKeyer needs a secret of at least 16 bytes.
func NewKeyer(secret []byte) (Keyer, error) {
	if len(secret) < 16 {
		return Keyer{}, fmt.Errorf("%w: the key must have at least 16 bytes", ErrInvalid)
	}
	return Keyer{append([]byte(nil), secret...)}, nil
}

// Format keeps every verb from showing the secret.
func (k Keyer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[key]") }

// NoteKey names a note in the subject of its result.
func (k Keyer) NoteKey(feed, id string) string { return k.sum("key", feed, id) }

// TextHash tells whether two texts are the same without showing either.
func (k Keyer) TextHash(t Text) string { return k.sum("text", string(t)) }

// PatientKey names a patient in the subject of what is kept of the patient's
// notes. One token is one patient, whatever the feed.
func (k Keyer) PatientKey(token string) string { return k.sum("patient", token) }

// PassageKey is the secret under which the passages of a patient's notes are
// hashed, 16 bytes: hashes of two patients cannot be compared.
func (k Keyer) PassageKey(token string) []byte {
	h := k.mac("passage", token)
	return h[:16]
}

// MessageID names one revision of one note to the broker, so that a publisher
// that repeats itself stores it once.
func (k Keyer) MessageID(n *Note) string {
	return k.sum("note", n.Feed, n.ID, fmt.Sprint(n.Revision), string(n.Status), string(n.Text))
}

// Check is a fingerprint of the secret itself: a store made with one key
// refuses another.
func (k Keyer) Check() string { return k.sum("check") }

var keyEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (k Keyer) sum(parts ...string) string {
	return keyEncoding.EncodeToString(k.mac(parts...)[:20])
}

// mac writes every part behind its length: no two lists of parts collide.
func (k Keyer) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, k.secret)
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}
