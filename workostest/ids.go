package workostest

import (
	"encoding/base32"
	"encoding/binary"
	"io"
	"time"
)

// idSource makes IDs as WorkOS does: a prefix and a ULID, whose order is the
// order of creation.
type idSource struct {
	random      *entropy
	millisecond int64
	entropy     [10]byte
}

var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

func (s *idSource) next(prefix string, now time.Time) string {
	if ms := now.UnixMilli(); ms != s.millisecond {
		s.millisecond = ms
		_, _ = io.ReadFull(s.random, s.entropy[:]) // neither source fails
		s.entropy[0] &= 0x7f                       // room to count
	} else {
		s.count()
	}
	// A ULID is its last 16 bytes, 48 bits of time and 80 of entropy, and its text
	// the last 26 letters: 20 bytes are what base32 encodes without a rest.
	var ulid [20]byte
	binary.BigEndian.PutUint64(ulid[2:], uint64(s.millisecond)) //nolint:gosec // after 1970
	copy(ulid[10:], s.entropy[:])
	return prefix + "_" + crockford.EncodeToString(ulid[:])[32-26:]
}

// count makes the entropy greater by one, so that IDs of one millisecond are in
// order too.
func (s *idSource) count() {
	for i := len(s.entropy) - 1; i >= 0; i-- {
		if s.entropy[i]++; s.entropy[i] != 0 {
			return
		}
	}
}
