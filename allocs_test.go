package workos_test

import (
	"context"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/webhooks"
)

// What a call allocates, decoding among it. A number here that has to grow is a
// question: make bench says what it does to the time.
func TestAllocations(t *testing.T) { //nolint:paralleltest // counts all allocations
	info, _ := debug.ReadBuildInfo()
	for _, setting := range info.Settings {
		if setting.Key == "-race" || setting.Key == "GOEXPERIMENT" && strings.Contains(setting.Value, "jsonv2") {
			t.Skipf("the numbers are others with %s=%s", setting.Key, setting.Value)
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it would empty the pools

	var text string
	body := new(strings.Reader)
	answer := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}
	client := workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithHTTPClient(step(func(*http.Request) (*http.Response, error) {
		body.Reset(text)
		return answer, nil
	})))
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	params := thingParams{ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc}, Kinds: []string{"a", "b"}}
	payload := []byte(strings.Repeat("x", 1200))
	header := webhooks.Sign(payload, "whsec_1", time.Now())

	for name, test := range map[string]struct {
		want float64
		body string
		call func() error
	}{
		"Get": {15, oneThing, func() error {
			_, err := workos.Get[thing](ctx, client, workos.Path("/things/{id}", "thing_1"), nil)
			return err
		}},
		"Get without a deadline": {19, oneThing, func() error {
			_, err := workos.Get[thing](t.Context(), client, workos.Path("/things/{id}", "thing_1"), nil)
			return err
		}},
		"Create": {17, oneThing, func() error {
			_, err := workos.Post[thing](ctx, client, workos.Path("/things"), thing{Name: "One"})
			return err
		}},
		"List of 100": {238, `{"data":[` + strings.Repeat(oneThing+",", 99) + oneThing + `]}`, func() error {
			_, err := workos.GetList[thing](ctx, client, workos.Path("/things"), params)
			return err
		}},
		"Verify": {0, "", func() error { return webhooks.Verify(payload, header, "whsec_1") }},
	} {
		text = test.body
		var err error
		got := testing.AllocsPerRun(100, func() { err = test.call() })
		require.NoError(t, err, name)
		assert.LessOrEqual(t, got, test.want, name)
	}
}
