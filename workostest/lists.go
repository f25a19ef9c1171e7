package workostest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/workos-go/workos"
)

// list is a page as the API sends it.
type list[T any] struct {
	Object   string       `json:"object"`
	Data     []T          `json:"data"`
	Metadata listMetadata `json:"list_metadata"`
}

type listMetadata struct {
	Before nullable `json:"before"`
	After  nullable `json:"after"`
}

const (
	defaultLimit = 10
	maxLimit     = 100
)

// writeList answers with the page that the query asks for. IDs are in the order
// of creation.
func writeList[T any](w http.ResponseWriter, query url.Values, items []T, id func(T) string) {
	params, problems := readListParams(query)
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	writeJSON(w, http.StatusOK, paginate(items, id, params))
}

func readListParams(query url.Values) (workos.ListParams, []fieldError) {
	params := workos.ListParams{
		Before: query.Get("before"),
		After:  query.Get("after"),
		Limit:  defaultLimit,
		Order:  workos.OrderDesc,
	}
	var problems []fieldError
	if query.Has("limit") {
		limit, err := strconv.Atoi(query.Get("limit"))
		if err != nil || limit < 1 || limit > maxLimit {
			problems = append(problems, fieldError{"limit", "out_of_range"})
		}
		params.Limit = limit
	}
	if query.Has("order") {
		params.Order = workos.Order(query.Get("order"))
		if !slices.Contains([]workos.Order{workos.OrderAsc, workos.OrderDesc, workos.OrderNormal}, params.Order) {
			problems = append(problems, fieldError{"order", "unknown_value"})
		}
	}
	return params, problems
}

func paginate[T any](items []T, id func(T) string, params workos.ListParams) list[T] {
	normal := params.Order == workos.OrderNormal
	if normal { // newest first, with the cursors the other way round
		params.Before, params.After = params.After, params.Before
	}
	ascending := params.Order == workos.OrderAsc
	slices.SortFunc(items, func(a, b T) int { return compareIDs(id(a), id(b), ascending) })
	index := func(cursor string) (int, bool) {
		return slices.BinarySearchFunc(items, cursor, func(item T, cursor string) int {
			return compareIDs(id(item), cursor, ascending)
		})
	}
	from, to := 0, len(items)
	if params.After != "" {
		at, found := index(params.After)
		if from = at; found {
			from++
		}
	}
	if params.Before != "" {
		at, _ := index(params.Before)
		to = max(from, at)
	}
	if params.Before != "" && params.After == "" {
		from = max(from, to-params.Limit)
	}
	to = min(to, from+params.Limit)
	page := list[T]{Object: "list", Data: append([]T{}, items[from:to]...)}
	if from > 0 && from < to {
		page.Metadata.Before = nullable(id(items[from]))
	}
	if from < to && to < len(items) {
		page.Metadata.After = nullable(id(items[to-1]))
	}
	if normal {
		page.Metadata.Before, page.Metadata.After = page.Metadata.After, page.Metadata.Before
	}
	return page
}

// compareIDs orders IDs by the time of creation that they carry.
func compareIDs(a, b string, ascending bool) int {
	switch {
	case a == b:
		return 0
	case a < b == ascending:
		return -1
	default:
		return 1
	}
}
