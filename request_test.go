package workos_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

func TestPathRefusesWhatIsNoSegment(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", ".", ".."} {
		s := play(answer(200, oneThing))
		_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things/{id}/parts/{part_id}", "thing_1", id), nil)
		var paramErr *workos.ParamError
		require.ErrorAs(t, err, &paramErr, "%q", id)
		assert.Equal(t, "part_id", paramErr.Param)
		require.ErrorContains(t, err, `workos: GET /things/{id}/parts/{part_id}: parameter "part_id" is`)
		assert.Zero(t, s.count())
	}
}

func TestPathSendsOneSegment(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"thing_1":    "/things/thing_1",
		"a/b":        "/things/a%2Fb",
		"../admin":   "/things/..%2Fadmin",
		"a?b=c":      "/things/a%3Fb=c",
		"a#b":        "/things/a%23b",
		"%2e%2e":     "/things/%252e%252e",
		"a b":        "/things/a%20b",
		" ":          "/things/%20",
		"...":        "/things/...",
		"{id}":       "/things/%7Bid%7D",
		"é":          "/things/%C3%A9",
		"a\r\nb":     "/things/a%0D%0Ab",
		"a;b,c:d@e&": "/things/a%3Bb%2Cc:d@e&",
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			s := play(answer(200, oneThing))
			_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things/{id}", id), nil)
			require.NoError(t, err)
			assert.Equal(t, "https://api.example.com"+want, s.last().URL.String())
			assert.Equal(t, want, s.last().URL.EscapedPath())
			assert.Equal(t, "/things/"+id, s.last().URL.Path)
		})
	}
}

func TestPathTemplateIsChecked(t *testing.T) {
	t.Parallel()
	for want, path := range map[string]workos.Route{
		"does not begin with a slash":              workos.Path("things"),
		"has 1 placeholders and was given 0 value": workos.Path("/things/{id}"),
		"has 0 placeholders and was given 1 value": workos.Path("/things", "thing_1"),
		"is not a template of a path":              workos.Path("/things?id={id}", "thing_1"),
	} {
		s := play(answer(200, oneThing))
		_, err := workos.Get[thing](t.Context(), s.client(), path, nil)
		require.ErrorContains(t, err, want)
		assert.Zero(t, s.count())
	}
	for _, template := range []string{"/things/{id", "/things/id}", "/things#{id}"} {
		_, err := workos.Get[thing](t.Context(), play().client(), workos.Path(template, "thing_1"), nil)
		require.ErrorContains(t, err, "is not a template")
	}
	_, err := workos.Get[thing](t.Context(), play().client(), workos.Path("/things\x01"), nil)
	require.ErrorContains(t, err, "invalid control character")
}

func TestPathWithTheSameNameTwice(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/a/{id}/b/{id}/c", "one", "{id}"), nil)
	require.NoError(t, err)
	assert.Equal(t, "/a/one/b/{id}/c", s.last().URL.Path)
}

func TestVerbs(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	client, path, body := s.client(), workos.Path("/things"), thing{Name: "One"}
	want := &thing{ID: "thing_1", Name: "One"}

	got, err := workos.Post[thing](t.Context(), client, path, body)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	got, err = workos.Put[thing](t.Context(), client, path, body)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	got, err = workos.Patch[thing](t.Context(), client, path, body)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	require.NoError(t, workos.Delete(t.Context(), client, path))
	got, err = workos.Get[thing](t.Context(), client, path, struct {
		Kind []string `url:"kind,comma"`
	}{[]string{"a", "b"}})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	got = new(thing)
	require.NoError(t, client.Do(t.Context(), workos.Request{Path: path, Query: url.Values{"x": {"1"}}}, got))
	assert.Equal(t, want, got)

	var lines []string
	for i, req := range s.reqs {
		lines = append(lines, req.Method+" "+req.URL.RequestURI()+" "+s.bodies[i])
		assert.Equal(t, "Bearer sk_test_script", req.Header.Get("Authorization"))
		assert.Equal(t, "application/json", req.Header.Get("Accept"))
		hasBody := s.bodies[i] != ""
		assert.Equal(t, hasBody, req.Header.Get("Content-Type") == "application/json")
		assert.Equal(t, int64(len(s.bodies[i])), req.ContentLength)
	}
	assert.Equal(t, []string{
		`POST /things {"id":"","name":"One"}`,
		`PUT /things {"id":"","name":"One"}`,
		`PATCH /things {"id":"","name":"One"}`,
		`DELETE /things `,
		`GET /things?kind=a%2Cb `,
		`GET /things?x=1 `,
	}, lines)
}

func TestBodyIsNeverNull(t *testing.T) {
	t.Parallel()
	var noParams *thing
	for name, test := range map[string]struct {
		body any
		want string
	}{
		"none":         {nil, "{}"},
		"empty params": {struct{}{}, "{}"},
		"omitted fields": {struct {
			A string `json:"a,omitempty"`
		}{}, "{}"},
		"nil pointer": {noParams, "{}"},
		"nil map":     {map[string]string(nil), "{}"},
	} {
		s := play(answer(200, oneThing))
		_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), test.body)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, s.bodies[0], name)
	}
}

func TestBodyThatCannotBeEncoded(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), map[string]any{"f": func() {}})
	require.ErrorContains(t, err, "encoding the body")
	_, err = workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), 7)
	require.ErrorContains(t, err, "encoding the query")
	assert.Zero(t, s.count())
}

type part struct {
	Size int `json:"size" required:"true"`
}

type base struct {
	Kind string `url:"kind" required:"true"`
}

func TestRequiredParameters(t *testing.T) {
	t.Parallel()
	type params struct {
		Name   string                `json:"name" required:"true"`
		Flag   workos.Optional[bool] `json:"flag,omitzero" required:"true"`
		Parts  []part                `json:"parts,omitempty"`
		Main   *part                 `json:"main,omitempty"`
		Spare  workos.Optional[part] `json:"spare,omitzero"`
		Names  []string              `json:"names,omitempty"`
		Any    any                   `json:"any,omitempty"`
		Ignore string                `json:"-"`
	}
	ok := params{Name: "n", Flag: workos.Set(false)}
	with := func(change func(*params)) params {
		p := ok
		change(&p)
		return p
	}
	for want, body := range map[string]any{
		"name":          with(func(p *params) { p.Name = "" }),
		"flag":          with(func(p *params) { p.Flag = workos.Optional[bool]{} }),
		"parts[1].size": with(func(p *params) { p.Parts = []part{{1}, {0}} }),
		"main.size":     with(func(p *params) { p.Main = &part{} }),
		"spare.size":    with(func(p *params) { p.Spare = workos.Set(part{}) }),
		"any.size":      with(func(p *params) { p.Any = part{} }),
	} {
		s := play(answer(200, oneThing))
		_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), body)
		var paramErr *workos.ParamError
		require.ErrorAs(t, err, &paramErr, want)
		assert.Equal(t, &workos.ParamError{Param: want, Reason: "is required"}, paramErr)
		assert.Zero(t, s.count())
	}

	s := play(answer(200, oneThing))
	_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), ok)
	require.NoError(t, err)

	_, err = workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), struct {
		base
		Limit int `url:"limit,omitempty"`
	}{})
	require.ErrorContains(t, err, `parameter "kind" is required`)
	_, err = workos.GetList[thing](t.Context(), s.client(), workos.Path("/things"), base{})
	require.ErrorContains(t, err, `workos: GET /things: parameter "kind" is required`)
	assert.Equal(t, 1, s.count())
}

// A field of the query alone has a url tag, and json:"-" where the same struct
// has a body too.
func TestRequiredParameterOfTheQueryAlone(t *testing.T) {
	t.Parallel()
	type params struct {
		Kind string `json:"-" url:"kind" required:"true"`
		Name string `json:"name,omitempty" url:"-"`
		None string `json:"-" url:"-" required:"true"`
		Bare string `required:"true"`
	}
	s := play(answer(200, oneThing))
	for want, query := range map[string]params{"kind": {Bare: "b"}, "Bare": {Kind: "k"}} {
		_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), query)
		var paramErr *workos.ParamError
		require.ErrorAs(t, err, &paramErr, want)
		assert.Equal(t, want, paramErr.Param)
	}
	assert.Zero(t, s.count())
	_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), params{Kind: "k", Bare: "b"})
	require.NoError(t, err)
}

// node is encoded without its parent, which leads back to it.
type node struct {
	Name   string  `json:"name" required:"true"`
	Parent *node   `json:"-" url:"-"`
	Kids   []*node `json:"kids,omitempty" url:"-"`
}

// shape has a JSON form of its own.
type shape struct {
	Size int `json:"size" required:"true"`
}

func (shape) MarshalJSON() ([]byte, error) { return []byte(`"round"`), nil }

func TestRequiredParametersOfWhatIsEncoded(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	root := &node{Name: "root"}
	root.Kids = []*node{{Name: "kid", Parent: root}}
	_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), root)
	require.NoError(t, err)
	_, err = workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), root)
	require.NoError(t, err)
	_, err = workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), map[string]any{"shape": shape{}})
	require.NoError(t, err)
	assert.Equal(t, 3, s.count())

	root.Kids[0].Name = ""
	for want, body := range map[string]any{
		"kids[0].name": root,
		"name":         (*node)(nil),
		"parts[a].size": struct {
			Parts map[string]part `json:"parts"`
		}{map[string]part{"a": {}}},
	} {
		_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), body)
		var paramErr *workos.ParamError
		require.ErrorAs(t, err, &paramErr, want)
		assert.Equal(t, want, paramErr.Param)
	}
	root.Parent = root
	root.Kids = append(root.Kids, root)
	_, err = workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), root)
	require.ErrorContains(t, err, "encoding the body")
	assert.Equal(t, 3, s.count())
}

// Side holds parameters that need each other.
type Side struct {
	Width  int `json:"width,omitempty" url:"width,omitempty"`
	Height int `json:"height,omitempty" url:"height,omitempty"`
}

// Missing returns the one without which the other is nothing.
func (s Side) Missing() string {
	if s.Width != 0 && s.Height == 0 {
		return "height"
	}
	return ""
}

func TestRequiredParametersThatNeedEachOther(t *testing.T) {
	t.Parallel()
	type optional struct {
		Side

		Name string `json:"name,omitempty" url:"name,omitempty" required:"true"`
	}
	type required struct {
		Side `required:"true"`

		Name string `json:"name,omitempty" url:"name,omitempty" required:"true"`
	}
	type named struct { // asks nothing of what is not embedded, which may be anybody's
		Side  Side   `json:"side"`
		Sides []Side `json:"sides"`
	}
	s := play(answer(200, oneThing))
	for want, bodies := range map[string][]any{
		"": {
			optional{Name: "n"}, optional{Side{1, 2}, "n"}, required{Side{1, 2}, "n"}, required{Side{0, 2}, "n"},
			Side{1, 0}, named{Side{1, 0}, []Side{{1, 0}}},
		},
		"width":  {required{Name: "n"}, required{}},
		"height": {optional{Side{1, 0}, "n"}, required{Side{1, 0}, "n"}},
		"name":   {optional{}, optional{Side: Side{1, 2}}, required{Side: Side{1, 2}}},
		"things[0].width": {struct {
			Things []required `json:"things"`
		}{[]required{{Name: "n"}}}},
		"things[0].height": {struct {
			Things []required `json:"things"`
		}{[]required{{Side{1, 0}, "n"}}}},
	} {
		for _, params := range bodies {
			_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), params)
			if want == "" {
				require.NoError(t, err)
				continue
			}
			var paramErr *workos.ParamError
			require.ErrorAs(t, err, &paramErr, "%#v", params)
			assert.Equal(t, &workos.ParamError{Param: want, Reason: "is required"}, paramErr, "%#v", params)
		}
	}
	_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things"), required{Name: "n"})
	require.ErrorContains(t, err, `parameter "width" is required`)
}

func TestStructsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	type params struct {
		Owner struct {
			Name  string `json:"name" required:"true"`
			Email string `json:"email,omitempty"`
		} `json:"owner,omitzero"`
	}
	s := play(answer(200, oneThing))
	var owned params
	_, err := workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), owned)
	require.NoError(t, err)
	assert.Equal(t, []string{"{}"}, s.bodies)
	owned.Owner.Email = "ann@foo-corp.com"
	_, err = workos.Post[thing](t.Context(), s.client(), workos.Path("/things"), owned)
	require.ErrorContains(t, err, `parameter "owner.name" is required`)
}

func TestRequestOptions(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	_, err := postThing(t, s.client(),
		workos.WithHeader("user-agent", "mine"),
		workos.WithHeader("X-One", "1"),
		workos.WithHeader("X-One", "2"),
		workos.WithIdempotencyKey("key-1"),
		workos.WithBearerToken("token_1"),
	)
	require.NoError(t, err)
	header := s.last().Header
	assert.Equal(t, []string{"mine"}, header.Values("User-Agent"))
	assert.Equal(t, []string{"2"}, header.Values("X-One"))
	assert.Equal(t, "key-1", header.Get("Idempotency-Key"))
	assert.Equal(t, []string{"Bearer token_1"}, header.Values("Authorization"))

	_, err = getThing(t, s.client())
	require.NoError(t, err)
	assert.Empty(t, s.last().Header.Get("X-One"), "an option is for one call")
}

func TestBearerTokenNeedsNoAPIKey(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	_, err := getThing(t, s.client(workos.WithAPIKey("")), workos.WithBearerToken("token_1"))
	require.NoError(t, err)
	assert.Equal(t, "Bearer token_1", s.last().Header.Get("Authorization"))
}

func TestWrongRequestOptions(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]workos.RequestOption{
		"nil":                   nil,
		"empty header":          workos.WithHeader("", "a"),
		"header with a space":   workos.WithHeader("X One", "a"),
		"value with a newline":  workos.WithHeader("X-One", "a\r\nX-Two: hunter22"),
		"empty token":           workos.WithBearerToken(""),
		"token with a newline":  workos.WithBearerToken("hunter22\n"),
		"empty idempotency key": workos.WithIdempotencyKey(""),
		"nil response":          workos.WithResponse(nil),
		"Host":                  workos.WithHeader("host", "example.org"),
		"Content-Length":        workos.WithHeader("Content-Length", "7"),
		"Transfer-Encoding":     workos.WithHeader("Transfer-Encoding", "chunked"),
	} {
		s := play(answer(200, oneThing))
		_, err := getThing(t, s.client(), opt, workos.WithRetry())
		require.Error(t, err, name)
		var paramErr *workos.ParamError
		assert.Equal(t, !strings.HasPrefix(name, "nil"), errors.As(err, &paramErr), name)
		assert.NotContains(t, err.Error(), "hunter22")
		assert.Zero(t, s.count(), name)
	}
}

func TestWithResponse(t *testing.T) {
	t.Parallel()
	s := play(answer(503, "busy", "X-Request-ID", "req_1"), answer(200, oneThing, "X-Request-ID", "req_2", "X-Extra", "yes"))
	var response workos.Response
	_, err := getThing(t, s.client(), workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 200, response.StatusCode)
	assert.Equal(t, "req_2", response.RequestID)
	assert.Equal(t, "yes", response.Header.Get("X-Extra"))
	assert.Equal(t, 2, response.Attempts)
	assert.JSONEq(t, oneThing, string(response.Body))

	s = play(answer(404, `{"message":"gone"}`, "X-Request-ID", "req_3"))
	_, err = getThing(t, s.client(), workos.WithResponse(&response))
	require.ErrorIs(t, err, workos.ErrNotFound)
	assert.Equal(t, 404, response.StatusCode)
	assert.Equal(t, "req_3", response.RequestID)
	assert.Equal(t, 1, response.Attempts)
	assert.JSONEq(t, `{"message":"gone"}`, string(response.Body))

	_, err = getThing(t, play(failWith(errors.New("no network"))).client(workos.WithMaxRetries(0)), workos.WithResponse(&response))
	require.Error(t, err)
	assert.Equal(t, workos.Response{}, response, "there was none")
}

func TestNilContext(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	var none context.Context
	_, err := workos.Get[thing](none, s.client(), workos.Path("/things"), nil)
	require.ErrorContains(t, err, "the context is nil")
	assert.Zero(t, s.count())
}

func TestOutMustBeAPointer(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	var none *thing
	for _, out := range []any{thing{}, none, "text", map[string]any{}} {
		err := s.client().Do(t.Context(), workos.Request{Path: workos.Path("/things")}, out)
		require.ErrorContains(t, err, "no pointer or nil")
	}
	assert.Zero(t, s.count())
}

func TestInvalidMethod(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	err := s.client().Do(t.Context(), workos.Request{Method: "GET IT", Path: workos.Path("/things")}, nil)
	require.ErrorContains(t, err, "invalid method")
	assert.Zero(t, s.count())
}

func TestDoerThatBreaksItsContract(t *testing.T) {
	t.Parallel()
	s := play(failWith(nil))
	_, err := postThing(t, s.client())
	require.ErrorContains(t, err, "neither a response nor an error")

	s = play(func(*http.Request) (*http.Response, error) { return &http.Response{StatusCode: http.StatusOK}, nil })
	_, err = getThing(t, s.client())
	require.ErrorIs(t, err, workos.ErrInvalidResponse)
	require.NoError(t, workos.Delete(t.Context(), s.client(), workos.Path("/things")))
}

// A public call sends no API key, and needs none.
func TestPublic(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	for _, client := range []*workos.Client{s.client(), s.client(workos.WithAPIKey(""))} {
		_, err := workos.Do[thing](t.Context(), client, workos.Request{Method: "POST", Path: workos.Path("/token"), Public: true})
		require.NoError(t, err)
		assert.NotContains(t, s.last().Header, "Authorization")
	}
	_, err := workos.Do[thing](t.Context(), s.client(), workos.Request{Path: workos.Path("/token"), Public: true}, workos.WithBearerToken("at_1"))
	require.NoError(t, err)
	assert.Equal(t, "Bearer at_1", s.last().Header.Get("Authorization"))
}

func TestURL(t *testing.T) {
	t.Parallel()
	type query struct {
		State string `url:"state,omitempty" required:"true"`
	}
	client := workos.NewClient(workos.WithBaseURL("https://proxy.example.com/workos/"), workos.WithAPIKey(""))
	got, err := client.URL(workos.Path("/login/{id}", "a/b"), query{"x y&z"})
	require.NoError(t, err)
	assert.Equal(t, "https://proxy.example.com/workos/login/a%2Fb?state=x+y%26z", got)
	got, err = client.URL(workos.Path("/keys"), nil)
	require.NoError(t, err)
	assert.Equal(t, "https://proxy.example.com/workos/keys", got)

	var paramErr *workos.ParamError
	got, err = client.URL(workos.Path("/login/{id}", "a"), query{})
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, `workos: /login/{id}: parameter "state" is required`, err.Error())
	assert.Empty(t, got)
	_, err = client.URL(workos.Path("/login/{id}", ".."), nil)
	require.ErrorAs(t, err, &paramErr)
	_, err = workos.NewClient(workos.WithBaseURL("nowhere")).URL(workos.Path("/keys"), nil)
	require.ErrorContains(t, err, "the client cannot be used")
}

// An operation with a server of its own is there, unless the client's base URL
// says where everything is.
func TestRouteAt(t *testing.T) {
	t.Parallel()
	path := workos.Path("/logout/{id}", "a").At("https://auth.example.com")
	for base, want := range map[string]string{
		"https://api.workos.com":    "https://auth.example.com/logout/a?x=1",
		"https://api.workos.com/":   "https://auth.example.com/logout/a?x=1",
		"https://proxy.example.com": "https://proxy.example.com/logout/a?x=1",
	} {
		s := play(answer(200, oneThing))
		client := s.client(workos.WithBaseURL(base))
		got, err := client.URL(path, url.Values{"x": {"1"}})
		require.NoError(t, err)
		assert.Equal(t, want, got)
		_, err = workos.Get[thing](t.Context(), client, path, url.Values{"x": {"1"}})
		require.NoError(t, err)
		assert.Equal(t, want, s.last().URL.String())
	}
}
