package workos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	oldrand "math/rand" // of testing/quick
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"testing/quick"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// catalog is a list that the API could have: things in the order in which it shows
// them, some of which no page shows, in pages of any size, with errors between.
type catalog struct {
	random *rand.Rand
	n      int
	hidden int     // every so many things are not shown; 0 means none
	normal bool    // the cursors are the other way round
	faults []step  // of which one happens
	chance float64 // with this probability
}

// cursors are the names of those that lead on and back.
func (c *catalog) cursors() (on, back string) {
	if c.normal {
		return "before", "after"
	}
	return "after", "before"
}

func (c *catalog) shown(i int) bool { return c.hidden == 0 || i%c.hidden > 0 }

func (c *catalog) answer(req *http.Request) (*http.Response, error) {
	if c.random.Float64() < c.chance {
		return c.faults[c.random.IntN(len(c.faults))](req)
	}
	query := req.URL.Query()
	limit := 10
	if query.Has("limit") {
		limit, _ = strconv.Atoi(query.Get("limit"))
	}
	size := 1 + c.random.IntN(limit)
	on, back := c.cursors()
	from, to := 0, min(size, c.n)
	if at, err := strconv.Atoi(query.Get(on)); err == nil {
		from = at + 1
		to = min(from+size, c.n)
	} else if at, err := strconv.Atoi(query.Get(back)); err == nil {
		from, to = max(0, at-size), at
	}
	things, cursors := []thing{}, map[string]any{on: nil, back: nil}
	for i := from; i < to; i++ {
		if c.shown(i) {
			things = append(things, thing{ID: strconv.Itoa(i)})
		}
	}
	if to < c.n {
		cursors[on] = strconv.Itoa(to - 1)
	}
	if from > 0 {
		cursors[back] = strconv.Itoa(from)
	}
	body, err := json.Marshal(map[string]any{"object": "list", "data": things, "list_metadata": cursors})
	if err != nil {
		return nil, err
	}
	return answer(200, string(body))(req)
}

// leadsNowhere is a page whose cursors lead to itself, if it is not the first.
func leadsNowhere(req *http.Request) (*http.Response, error) {
	query := req.URL.Query()
	if !query.Has("after") && !query.Has("before") {
		return answer(500, "")(req)
	}
	return answer(200, fmt.Sprintf(`{"data":[],"list_metadata":{"after":%q,"before":%q}}`, query.Get("after"), query.Get("before")))(req)
}

// want returns what a walk shows that begins with a cursor.
func (c *catalog) want(params workos.ListParams) []string {
	query := url.Values{"after": {params.After}, "before": {params.Before}}
	on, back := c.cursors()
	from, to, backwards := 0, c.n, false
	if at, err := strconv.Atoi(query.Get(on)); err == nil {
		from = at + 1
	} else if at, err := strconv.Atoi(query.Get(back)); err == nil {
		to, backwards = at, true
	}
	want := []string{}
	for i := from; i < to; i++ {
		if c.shown(i) {
			want = append(want, strconv.Itoa(i))
		}
	}
	if backwards {
		slices.Reverse(want)
	}
	return want
}

// Whatever the pages, the cursors and the direction: All yields each thing once and
// in order, and ends there or with an error.
func TestAnyListIsWalked(t *testing.T) {
	t.Parallel()
	passing := []step{answer(503, ""), answer(429, "", "Retry-After", "1"), cutOff(200, `{"data":[`), failWith(io.ErrUnexpectedEOF)}
	lasting := []step{answer(400, "{}"), answer(200, "<html>"), leadsNowhere}
	whole := 0
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0))
		c := &catalog{random: random, n: random.IntN(300), hidden: random.IntN(5), normal: random.IntN(3) == 0}
		if c.hidden == 1 {
			c.n = min(c.n, 20) // nothing is shown
		}
		params := workos.ListParams{Limit: random.IntN(101)}
		switch {
		case c.normal:
			params.Order = workos.OrderNormal
		case random.IntN(2) == 0:
			params.Order = workos.OrderAsc
		}
		switch cursor := strconv.Itoa(random.IntN(c.n + 1)); random.IntN(3) {
		case 0:
			params.After = cursor
		case 1:
			params.Before = cursor
		}
		switch random.IntN(3) {
		case 0:
			c.faults, c.chance = passing, 0.1
		case 1:
			c.faults, c.chance = slices.Concat(passing, lasting), 0.1
		}
		synctest.Test(t, func(t *testing.T) {
			got, err := walk(t, c, params)
			want := c.want(params)
			switch {
			case err == nil:
				whole++
				require.Equal(t, want, got, "seed %d: %+v", seed, params)
			case c.chance == 0:
				require.NoError(t, err, "seed %d: %+v", seed, params)
			default:
				require.LessOrEqual(t, len(got), len(want), "seed %d: %+v", seed, params)
				require.Equal(t, want[:len(got)], got, "seed %d: %+v", seed, params)
			}
		})
	}
	assert.Greater(t, whole, 1000)
}

func walk(t *testing.T, c *catalog, params workos.ListParams) ([]string, error) {
	t.Helper()
	got := []string{}
	page, err := workos.GetList[thing](t.Context(), play(c.answer).client(workos.WithTimeout(time.Hour)), workos.Path("/things"), thingParams{ListParams: params})
	if err != nil {
		return got, err
	}
	for thing, err := range page.All(t.Context()) {
		if err != nil {
			return got, err
		}
		got = append(got, thing.ID)
	}
	return got, nil
}

// anything holds an Optional of every sort.
type anything struct {
	Text   workos.Optional[string]            `json:"text,omitzero"`
	Flag   workos.Optional[bool]              `json:"flag,omitzero"`
	Number workos.Optional[int64]             `json:"number,omitzero"`
	Float  workos.Optional[float64]           `json:"float,omitzero"`
	Time   workos.Optional[time.Time]         `json:"time,omitzero"`
	List   workos.Optional[[]string]          `json:"list,omitzero"`
	Map    workos.Optional[map[string]string] `json:"map,omitzero"`
	Thing  workos.Optional[thing]             `json:"thing,omitzero"`
}

// in returns an Optional in one of its states.
func in[T any](state uint8, value T) workos.Optional[T] {
	var zero T
	return []workos.Optional[T]{{}, workos.Null[T](), workos.Set(zero), workos.Set(value)}[state%4]
}

// arrived says what is wrong with an Optional that was sent and came back.
func arrived[T any](body map[string]json.RawMessage, name string, sent, back workos.Optional[T]) error {
	text, there := body[name]
	want, err := json.Marshal(sent)
	if err != nil {
		return err
	}
	again, err := json.Marshal(back)
	_, set := sent.Get()
	_, setBack := back.Get()
	switch {
	case err != nil:
		return err
	case there == sent.IsZero(), sent.IsNull() != (string(text) == "null"), there && string(text) != string(want):
		return fmt.Errorf("%s was sent as %q, not %q", name, text, want)
	case sent.IsZero() != back.IsZero(), sent.IsNull() != back.IsNull(), set != setBack, string(want) != string(again):
		return fmt.Errorf("%s became %s, not %s", name, again, want)
	}
	return nil
}

// An Optional arrives as it was sent: absent, null, zero or with a value.
func TestAnyOptionalSurvivesTheWire(t *testing.T) {
	t.Parallel()
	var sent map[string]json.RawMessage
	echo := step(func(req *http.Request) (*http.Response, error) {
		text, err := io.ReadAll(req.Body)
		sent = nil
		if err = errors.Join(err, json.Unmarshal(text, &sent)); err != nil {
			return nil, err
		}
		return answer(200, string(text))(req)
	})
	client := workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithHTTPClient(echo))
	property := func(states [8]uint8, text string, number int64, float float64, seconds int32, list []string, pairs map[string]string) bool {
		a := anything{
			in(states[0], text), in(states[1], true), in(states[2], number), in(states[3], float),
			in(states[4], time.Unix(int64(seconds), 0).UTC()), in(states[5], list), in(states[6], pairs), in(states[7], thing{ID: text}),
		}
		back, err := workos.Patch[anything](t.Context(), client, workos.Path("/things"), a)
		if err != nil {
			t.Log(err)
			return false
		}
		err = errors.Join(
			arrived(sent, "text", a.Text, back.Text), arrived(sent, "flag", a.Flag, back.Flag),
			arrived(sent, "number", a.Number, back.Number), arrived(sent, "float", a.Float, back.Float),
			arrived(sent, "time", a.Time, back.Time), arrived(sent, "list", a.List, back.List),
			arrived(sent, "map", a.Map, back.Map), arrived(sent, "thing", a.Thing, back.Thing),
		)
		if err != nil {
			t.Log(err)
		}
		return err == nil
	}
	require.NoError(t, quick.Check(property, &quick.Config{MaxCount: 2000, Rand: oldrand.New(oldrand.NewSource(1))}))
}
