package workostest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
)

func (s *Server) registerEvents() {
	s.register("GET /events", s.listEvents)
}

// emit adds an event that tells of a write. The payload is what the API would
// answer.
func (s *Server) emit(kind events.Type, payload any) {
	data, err := json.Marshal(payload)
	if err != nil {
		panic(err) // the server's own types marshal
	}
	now := s.timestamp()
	s.events = append(s.events, &events.Event{
		Object:    "event",
		ID:        s.ids.next("event", now),
		Type:      kind,
		Data:      data,
		CreatedAt: now,
	})
}

// ForgetEvents takes away all events so far, as WorkOS does after a while: GET /events
// has them no more, and refuses the cursor of one of them with a 400, which is an
// events.ErrCursorGone to a Consumer. What was not delivered of them is not delivered
// any more.
func (s *Server) ForgetEvents() {
	s.locked(func() {
		for _, event := range s.events {
			s.forgotten[event.ID] = true
		}
		s.events = nil
	})
}

func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	start, problems := readTime(query, "range_start", time.Time{}, nil)
	end, problems := readTime(query, "range_end", s.now().Add(time.Hour), problems)
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	kinds, anyKind := strings.Split(query.Get("events"), ","), !query.Has("events")
	organizationID, anyOrganization := query.Get("organization_id"), !query.Has("organization_id")
	var found []*events.Event
	for _, event := range s.events { // tens of thousands, for every page
		if (anyKind || slices.Contains(kinds, string(event.Type))) &&
			(anyOrganization || organizationOf(event) == organizationID) &&
			event.CreatedAt.After(start) && event.CreatedAt.Before(end) {
			found = append(found, event)
		}
	}
	params, problems := readListParams(query)
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if s.forgotten[params.After] || s.forgotten[params.Before] {
		writeError(w, http.StatusBadRequest, apiError{Message: "The cursor is of an event that is no longer there."})
		return
	}
	page := eventList{list: paginate(found, func(event *events.Event) string { return event.ID }, params)}
	page.Metadata.After = page.list.Metadata.After
	writeJSON(w, http.StatusOK, page)
}

// eventList is a page of events, which has no cursor to what stands before it.
type eventList struct {
	list[*events.Event]

	Metadata struct {
		After nullable `json:"after"`
	} `json:"list_metadata"`
}

// readTime returns a time of the query, or the fallback where there is none.
func readTime(query url.Values, name string, fallback time.Time, problems []fieldError) (time.Time, []fieldError) {
	if !query.Has(name) {
		return fallback, problems
	}
	t, err := time.Parse(time.RFC3339Nano, query.Get(name))
	if err != nil {
		problems = append(problems, fieldError{name, "invalid_date"})
	}
	return t, problems
}

// organizationOf returns the ID of the organization that an event belongs to.
func organizationOf(event *events.Event) string {
	var payload struct {
		Object         string `json:"object"`
		ID             string `json:"id"`
		OrganizationID string `json:"organization_id"`
		User           struct {
			OrganizationID string `json:"organization_id"`
		} `json:"user"` // of a directory membership
		Owner struct {
			Type           string `json:"type"`
			ID             string `json:"id"`
			OrganizationID string `json:"organization_id"`
		} `json:"owner"` // of an API key
	}
	_ = json.Unmarshal(event.Data, &payload) // was marshalled here
	if payload.Object == "organization" {
		return payload.ID
	}
	if payload.Owner.Type == "organization" {
		return payload.Owner.ID
	}
	return cmp.Or(payload.OrganizationID, payload.User.OrganizationID, payload.Owner.OrganizationID)
}
