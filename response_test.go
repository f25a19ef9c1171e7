package workos_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// What a GET cannot decode is an error that tells what came.
func TestInvalidResponse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		want   string // in the error's text
	}{
		"204":                 {204, "", "204 No Content: the answer cannot be decoded: the body is empty"},
		"empty":               {200, "", "200 OK: the answer cannot be decoded: the body is empty"},
		"202":                 {202, "", "202 Accepted: the answer cannot be decoded: the body is empty"},
		"blank":               {200, " \n", "the body is empty"},
		"null":                {200, "null", "the body is null"},
		"HTML":                {200, "<html><h1>Please sign in</h1></html>", "<html><h1>Please sign in</h1>"},
		"garbage after JSON":  {200, oneThing + "garbage", "garbage"},
		"second document":     {200, oneThing + oneThing, "invalid character '{' after top-level value"},
		"other type":          {200, `[1,2]`, "cannot unmarshal array"},
		"other type of field": {200, `{"id":7}`, "cannot unmarshal number"},
		"control characters":  {200, "\x00\x1b[31mred\nline", "[31mred line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(answer(test.status, test.body, "X-Request-ID", "req_1"))
			got, err := getThing(t, s.client())
			assert.Nil(t, got)
			require.ErrorIs(t, err, workos.ErrInvalidResponse)
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, "(request ID req_1)")
			apiErr := asError(t, err)
			assert.Equal(t, test.status, apiErr.StatusCode)
			assert.Equal(t, "req_1", apiErr.RequestID)
			assert.Equal(t, test.body, string(apiErr.Body()))
			assert.Less(t, len(err.Error()), 350)
			assert.False(t, strings.ContainsAny(err.Error(), "\x00\x1b\n"))
			assert.Equal(t, 1, s.count())
		})
	}
}

func TestBodyCutOff(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]step{
		"read error":     cutOff(200, `{"id":"th`),
		"truncated JSON": answer(200, `{"id":"th`),
		"truncated list": answer(200, `[{"id":"th"},`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := play(fault)
				_, err := getThing(t, s.client(workos.WithMaxRetries(2)))
				require.ErrorIs(t, err, workos.ErrInvalidResponse)
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				assert.Equal(t, 200, asError(t, err).StatusCode)
				assert.Equal(t, 3, s.count())
			})
		})
	}
}

// The answer to a write may hold tokens: a piece of it shows its shape only.
func TestPieceOfAnAnswerHidesStrings(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"cut off":         `{"access_token":"hunter22-token","user":{"id":"hunter22`,
		"escaped":         `{"access_token":"a\"hunter22","x":["hunter22", 1]} and more`,
		"array":           ` ["hunter22"] and more`,
		"string":          `"hunter22" and more`,
		"trailing escape": `{"access_token":"hunter22\`,
		"byte order mark": "\ufeff" + `{"access_token":"hunter22"}`,
		"prefix":          `)]}',` + `{"access_token":"hunter22"}`,
		"form":            `x=""&access_token=hunter22&refresh_token=hunter22`,
	} {
		_, err := postThing(t, play(answer(200, body)).client())
		require.ErrorIs(t, err, workos.ErrInvalidResponse, name)
		assert.NotContains(t, err.Error(), "hunter22", name)
		assert.Contains(t, err.Error(), `"…"`, name)
	}
	_, err := workos.Post[struct{ At time.Time }](t.Context(), play(answer(200, `{"at":"hunter22"}`)).client(), workos.Path("/things"), nil)
	require.ErrorContains(t, err, `parsing time "…"`)
	assert.NotContains(t, err.Error(), "hunter22")
	_, err = postThing(t, play(answer(200, `{"access_token":"hunter22`)).client())
	assert.ErrorContains(t, err, `{"access_token":"…"`)
}

// Where nothing is decoded, any 2xx is success, unless a proxy's page came in its
// place: then nothing was deleted.
func TestAnswerThatNobodyDecodes(t *testing.T) {
	t.Parallel()
	for _, step := range []step{
		answer(200, ""), answer(202, ""), answer(204, ""), answer(202, "Accepted"),
		answer(200, oneThing), answer(200, "OK", "Content-Type", "text/html"), cutOff(200, "{"),
	} {
		s := play(step)
		require.NoError(t, workos.Delete(t.Context(), s.client(), workos.Path("/things/{id}", "thing_1")))
		assert.Equal(t, 1, s.count())
	}
	s := play(answer(200, "\n<!DOCTYPE html><title>Sign in to the network</title>"))
	err := workos.Delete(t.Context(), s.client(), workos.Path("/things/{id}", "thing_1"))
	require.ErrorIs(t, err, workos.ErrInvalidResponse)
	require.ErrorContains(t, err, "Sign in to the network")
	assert.Equal(t, 1, s.count())
}

func pack(body string) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, body)
	_ = w.Close()
	return packed.Bytes()
}

func TestGzip(t *testing.T) {
	t.Parallel()
	s := play(answer(200, string(pack(oneThing)), "Content-Encoding", "gzip"))
	got, err := getThing(t, s.client())
	require.NoError(t, err)
	assert.Equal(t, "One", got.Name)

	s = play(answer(404, string(pack(`{"message":"gone"}`)), "Content-Encoding", "gzip"))
	_, err = getThing(t, s.client())
	require.ErrorIs(t, err, workos.ErrNotFound)
	assert.Equal(t, "gone", asError(t, err).Message)

	s = play(answer(404, `{"message":"not packed"}`, "Content-Encoding", "gzip"))
	_, err = postThing(t, s.client())
	assert.Equal(t, "not packed", asError(t, err).Message)

	for _, broken := range []string{"\x1f\x8bbroken", string(pack(oneThing)[:20])} {
		_, err = postThing(t, play(answer(200, broken, "Content-Encoding", "gzip")).client())
		require.ErrorIs(t, err, workos.ErrInvalidResponse)
	}
}

// endless is a body of n bytes that nobody holds in memory.
type endless struct{ n, read int64 }

func (e *endless) Read(p []byte) (int, error) {
	n := min(int64(len(p)), e.n-e.read)
	if n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.read += n
	return int(n), nil
}

func (e *endless) Close() error { return nil }

func TestHugeBodies(t *testing.T) { //nolint:paralleltest // measures memory
	const huge = 100 << 20
	for _, status := range []int{200, 400, 500} { //nolint:paralleltest // the same
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			body := &endless{n: huge}
			s := play(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: body}, nil
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := postThing(t, s.client())
			runtime.ReadMemStats(&after)

			apiErr := asError(t, err)
			assert.LessOrEqual(t, len(apiErr.Body()), 64<<10)
			assert.Less(t, len(err.Error()), 400)
			if status == http.StatusOK {
				require.ErrorIs(t, err, workos.ErrInvalidResponse)
				require.ErrorContains(t, err, "longer than")
				assert.Less(t, body.read, int64(5<<20), "the rest is not read")
				assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10<<20))
				return
			}
			assert.Less(t, body.read, int64(1<<20), "the rest is not read")
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(2<<20))
		})
	}
}

// What is too long is as long the next time.
func TestTooLongIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := play(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: &endless{n: 17 << 20}}, nil
	})
	_, err := getThing(t, s.client())
	require.ErrorContains(t, err, "longer than")
	assert.Equal(t, 1, s.count())
}

// A header that promises a huge body allocates nothing.
func TestContentLengthThatLies(t *testing.T) { //nolint:paralleltest // measures memory
	s := play(func(*http.Request) (*http.Response, error) {
		body := io.NopCloser(strings.NewReader(oneThing))
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body, ContentLength: 1 << 40}, nil
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := getThing(t, s.client())
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}

// closes counts how often a body was closed.
type closes struct {
	io.Reader
	n int
}

func (c *closes) Close() error { c.n++; return nil }

func TestBodiesAreReadToTheEndAndClosed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 204, 302, 404, 500} {
		for _, text := range []string{"", oneThing, "<html>", `{"id":"th`, strings.Repeat(" ", 100_000)} {
			body := &closes{Reader: strings.NewReader(text)}
			s := play(func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: status, Header: http.Header{}, Body: body}, nil
			})
			_, _ = postThing(t, s.client())
			assert.Equal(t, 1, body.n, "%d %.20q", status, text)
			_, err := body.Read(make([]byte, 1))
			assert.Equal(t, io.EOF, err, "%d %.20q", status, text)
		}
	}
}

// A header is bounded by net/http; what an error prints of it is bounded here.
func TestHugeRequestID(t *testing.T) {
	t.Parallel()
	_, err := getThing(t, play(answer(404, "", "X-Request-ID", strings.Repeat("r", 1<<20))).client())
	assert.Less(t, len(err.Error()), 300)
}

// Whatever decodes, it means the same: make jsonv2 runs this with the other one.
func TestWhatIsDecoded(t *testing.T) {
	t.Parallel()
	type inner struct {
		A, B string
	}
	type all struct {
		Name   string            `json:"name"`
		Count  int               `json:"count"`
		Quoted int               `json:"quoted,string"`
		On     bool              `json:"on"`
		At     time.Time         `json:"at"`
		Tags   []string          `json:"tags"`
		Map    map[string]string `json:"map"`
		Inner  inner             `json:"inner"`
		Ptr    *inner            `json:"ptr"`
		Raw    json.RawMessage   `json:"raw"`
		Bytes  []byte            `json:"bytes"`
		Array  [2]int            `json:"array"`
		Any    any               `json:"any"`
		Opt    workos.Optional[string]
		Took   time.Duration `json:"took"`
	}
	for body, want := range map[string]all{
		`{"NAME":"a","Count":1,"oPT":"o"}`:                                {Name: "a", Count: 1, Opt: workos.Set("o")},
		`{"name":"a","name":"b","inner":{"A":"1"},"inner":{"B":"2"}}`:     {Name: "b", Inner: inner{"1", "2"}},
		`{"tags":["a","b"],"tags":["c"],"map":{"a":"1"},"map":{"b":"2"}}`: {Tags: []string{"c"}, Map: map[string]string{"a": "1", "b": "2"}},
		"{\"name\":\"\xff\",\"map\":{\"\xff\":\"\\ud800\"}}":              {Name: "\ufffd", Map: map[string]string{"\ufffd": "\ufffd"}},
		`{"name":null,"count":null,"on":null,"at":null,"tags":null,"map":null,"inner":null,"ptr":null,"bytes":null,"array":null,"any":null}`: {},
		`{"name":"a","name":null,"count":1,"count":null,"tags":["a"],"tags":null}`:                                                           {Name: "a", Count: 1},
		`{"opt":null,"raw":null}`: {Opt: workos.Null[string](), Raw: json.RawMessage("null")},
		`{"unknown":{"name":[1,{}]},"quoted":"7","bytes":"YWI=","array":[1],"took":5}`:        {Quoted: 7, Bytes: []byte("ab"), Array: [2]int{1, 0}, Took: 5},
		`{"array":[1,2,3],"raw": {"a" : [1]} ,"any":{"a":[1,null,"x"]}, "tags":[],"map":{}}`:  {Array: [2]int{1, 2}, Raw: json.RawMessage(`{"a" : [1]}`), Any: map[string]any{"a": []any{1.0, nil, "x"}}, Tags: []string{}, Map: map[string]string{}},
		`{"at":"2026-01-15T12:00:00.123Z","ptr":{"a":"1"},"ptr":{"b":"2"},"tags":[null,"a"]}`: {At: time.Date(2026, 1, 15, 12, 0, 0, 123e6, time.UTC), Ptr: &inner{"1", "2"}, Tags: []string{"", "a"}},
	} {
		got, err := workos.Get[all](t.Context(), play(answer(200, body)).client(), workos.Path("/things"), nil)
		require.NoError(t, err, body)
		assert.Equal(t, &want, got, body)
	}
	for _, body := range []string{`{"name":1}`, `{"count":1.5}`, `{"count":"1"}`, `{"at":"yesterday"}`, `{"quoted":7}`, `{"bytes":"?"}`, `{"tags":{}}`, `{"name":"a",}`, `{'name':"a"}`, `{"name":"` + "\n" + `"}`, `{"count":01}`, `{"name":"a"}{}`} {
		_, err := workos.Get[all](t.Context(), play(answer(200, body)).client(), workos.Path("/things"), nil)
		require.ErrorIs(t, err, workos.ErrInvalidResponse, body)
	}
}

// What was decoded stays as it is when the memory of the body is used again.
func TestDecodedValuesHoldNothingOfTheBody(t *testing.T) {
	t.Parallel()
	type held struct {
		Raw   json.RawMessage            `json:"raw"`
		Name  string                     `json:"name"`
		Map   map[string]json.RawMessage `json:"map"`
		Any   any                        `json:"any"`
		Num   json.Number                `json:"num"`
		Bytes []byte                     `json:"bytes"`
	}
	const body = `{"raw":{"a":"aaaa"},"name":"aaaa","map":{"aaaa":"aaaa"},"any":["aaaa"],"num":1111,"bytes":"aaaa"}`
	s := play(answer(200, body), answer(404, body), answer(200, body+"garbage"), answer(404, strings.Repeat("x", 1000)))
	client, path := s.client(), workos.Path("/things")
	var response workos.Response
	decoded, err := workos.Get[held](t.Context(), client, path, nil, workos.WithResponse(&response))
	require.NoError(t, err)
	want := fmt.Sprintf("%+v", decoded)
	_, missing := workos.Get[held](t.Context(), client, path, nil)
	_, undecodable := workos.Get[held](t.Context(), client, path, nil)
	for range 100 { // with the same memory, and what else the pool has
		_, err := workos.Get[held](t.Context(), client, path, nil)
		require.ErrorIs(t, err, workos.ErrNotFound)
	}
	assert.Equal(t, want, fmt.Sprintf("%+v", decoded))
	assert.Equal(t, body, string(response.Body)) //nolint:testifylint // byte for byte
	assert.True(t, bytes.Equal([]byte(body), asError(t, missing).Body()))
	assert.True(t, bytes.Equal([]byte(body+"garbage"), asError(t, undecodable).Body()))
}
