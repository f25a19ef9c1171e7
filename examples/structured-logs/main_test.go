package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/workostest"
)

// records decodes what a logger wrote, one record a line.
func records(t *testing.T, out *bytes.Buffer) []map[string]any {
	t.Helper()
	var all []map[string]any
	for decoder := json.NewDecoder(out); decoder.More(); {
		var record map[string]any
		require.NoError(t, decoder.Decode(&record))
		all = append(all, record)
	}
	return all
}

func TestRun(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "")
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		run(t.Context(), newLogger(&out, slog.LevelDebug))
		text := out.String()
		for _, secret := range []string{"correct horse battery", workostest.APIKey} {
			assert.NotContains(t, text, secret)
		}
		var got []string
		for _, r := range records(t, &out) {
			assert.Equal(t, "8f14e45f", r["request"], r)
			got = append(got, fmt.Sprint(r["level"], " ", r["msg"], " ", r["component"], " ", r["route"], " ", r["attempt"], " ", r["status"]))
			if r["status"] != nil {
				assert.Contains(t, r["request_id"], "req_")
			}
		}
		assert.Equal(t, []string{
			"INFO on the embedded WorkOS; set WORKOS_API_KEY to use your own <nil> <nil> <nil> <nil>",
			"WARN workos request workos /organizations/{id} 1 503",
			"DEBUG workos request workos /organizations/{id} 2 404",
			"INFO call failed <nil> /organizations/{id} <nil> 404",
			"INFO sign-in <nil> <nil> <nil> <nil>",
			"DEBUG workos request workos /user_management/authenticate 1 400",
			"INFO call failed <nil> /user_management/authenticate <nil> 400",
		}, got)
	})
}

func TestLevelOfErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"bad request":  {&workos.Error{StatusCode: 400}, "INFO"},
		"not found":    {&workos.Error{StatusCode: 404}, "INFO"},
		"conflict":     {&workos.Error{StatusCode: 409}, "INFO"},
		"wrong entry":  {&workos.Error{StatusCode: 422}, "INFO"},
		"a page":       {&workos.Error{StatusCode: 200}, "ERROR"},
		"wrong key":    {&workos.Error{StatusCode: 401}, "ERROR"},
		"may not":      {&workos.Error{StatusCode: 403}, "ERROR"},
		"too many":     {&workos.Error{StatusCode: 429}, "ERROR"},
		"WorkOS down":  {&workos.Error{StatusCode: 503}, "ERROR"},
		"no answer":    {errors.New("connection refused"), "ERROR"},
		"nobody waits": {fmt.Errorf("%w, after the call began", context.Canceled), "INFO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			logError(t.Context(), newLogger(&out, slog.LevelInfo), "show a customer", test.err)
			assert.Equal(t, test.want, records(t, &out)[0]["level"])
		})
	}
}

// Attributes of a context are for those below it alone.
func TestAttrsOfContexts(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	logger := newLogger(&out, slog.LevelInfo).WithGroup("app").With("version", 2)
	above := withAttrs(t.Context(), slog.String("request", "1"))
	for _, user := range []string{"ann", "ben"} {
		logger.InfoContext(withAttrs(above, slog.String("user", user)), "hello")
	}
	logger.InfoContext(above, "bye")
	got := records(t, &out)
	require.Len(t, got, 3)
	assert.Equal(t, map[string]any{"version": 2.0, "request": "1", "user": "ann"}, got[0]["app"])
	assert.Equal(t, map[string]any{"version": 2.0, "request": "1", "user": "ben"}, got[1]["app"])
	assert.Equal(t, map[string]any{"version": 2.0, "request": "1"}, got[2]["app"])
}
