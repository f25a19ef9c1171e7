package workos_test

import (
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

type color string

type size int

func (s size) String() string { return "size" }

type plainQuery struct {
	workos.ListParams

	Text  string    `url:"text"`
	Empty string    `url:"empty,omitempty"`
	Color color     `url:"color,omitempty"`
	On    bool      `url:"on,omitempty"`
	Count int       `url:"count"`
	Names []string  `url:"names,comma"`
	Tones []color   `url:"tones,omitempty,comma"`
	At    time.Time `url:"at,omitempty"`
	Until time.Time `url:"until" layout:"2006-01-02"`
	None  string    `url:"-"`
	Bare  string
	inner string
}

type pointers struct {
	Text *string    `url:"text"`
	At   *time.Time `url:"at,omitempty"`
	*workos.ListParams
}

// What is written without go-querystring is what it would write.
func TestQueryIsThatOfGoQuerystring(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 15, 12, 0, 0, 7, time.FixedZone("", 3600))
	text := "a&b"
	for _, params := range []any{
		plainQuery{},
		plainQuery{
			ListParams: workos.ListParams{Before: "a", Limit: -3, Order: workos.OrderDesc},
			Text:       "ä b", Empty: "e", Color: "red", On: true, Count: -7, Names: []string{"a", "b,c"},
			Tones: []color{"", "x"}, At: at, Until: at, None: "n", Bare: "b", inner: "i",
		},
		&plainQuery{Names: []string{""}, Tones: []color{}, At: time.Time{}.In(time.Local)},
		(*plainQuery)(nil),
		struct{}{},
		pointers{}, pointers{&text, &at, &workos.ListParams{Limit: 7}},
		struct {
			Size   size      `url:"size"`
			Sizes  []size    `url:"sizes,comma"`
			Factor float64   `url:"factor,omitempty"`
			Flag   bool      `url:"flag,int"`
			When   time.Time `url:"when,unix"`
		}{1, []size{1, 2}, 1.5, true, at},
		struct {
			A []string `url:"a"`
			B []string `url:"b,brackets"`
			C []string `url:"c,space"`
			D []string `del:"|"`
			E any      `url:"e,omitempty"`
			F string   `url:"f,unknown,omitempty"`
		}{A: []string{"1", "2"}, B: []string{"1"}, C: []string{"1", "2"}, D: []string{"1", "2"}},
		struct {
			workos.ListParams
			Other string `url:"limit"`
		}{workos.ListParams{Limit: 1}, "2"},
		struct {
			workos.ListParams `url:"page"`
		}{workos.ListParams{Limit: 1}},
		struct {
			Side Side                   `url:"side"`
			Age  workos.Optional[int]   `url:"age,omitempty"`
			None workos.Optional[color] `url:"none,omitempty"`
		}{Side{1, 2}, workos.Set(0), workos.Optional[color]{}},
	} {
		values, err := query.Values(params)
		require.NoError(t, err)
		want := "https://api.example.com/things"
		if len(values) > 0 {
			want += "?" + values.Encode()
		}
		client := play().client()
		for range 2 {
			got, err := client.URL(workos.Path("/things"), params)
			require.NoError(t, err)
			assert.Equal(t, want, got, "%#v", params)
		}
	}
}
