package iron_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/workos-go/workos/internal/iron"
)

// FuzzOpen opens anything, as it is and with a good MAC: it never panics, and what
// it opens was sealed.
func FuzzOpen(f *testing.F) {
	for _, sealed := range []string{
		"", "~2", "Fe26.2*1*salt*iv*data**salt*mac~2", "Fe26.2*1*****", "Fe26.2*1**AAAAAAAAAAAAAAAAAAAAAA*AAAAAAAAAAAAAAAAAAAAAA*",
		seal(f, `{"a":1}`, time.Time{}), seal(f, `{"persistent":{}}`, now), strings.TrimSuffix(seal(f, `{"a":1}`, now), "~2"),
	} {
		f.Add(sealed)
	}
	f.Fuzz(func(t *testing.T, sealed string) {
		if _, err := iron.Open(sealed, []string{another}, now); !errors.Is(err, iron.ErrUnreadable) {
			t.Fatalf("opened with another password: %v", err)
		}
		signed, _, _ := strings.Cut(sealed, "~")
		if parts := strings.Split(signed, "*"); len(parts) >= 6 {
			signed = strings.Join(parts[:6], "*")
		}
		for _, sealed := range []string{sealed, iron.Sign(signed, password, "salt"), iron.Sign(signed, password, "salt") + "~1"} {
			if _, err := iron.Open(sealed, []string{password}, now); err != nil && !errors.Is(err, iron.ErrUnreadable) {
				t.Fatal(err)
			}
		}
	})
}
