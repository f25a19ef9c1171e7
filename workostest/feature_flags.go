package workostest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/usermanagement"
)

// featureFlagsTables hold the flags by slug.
type featureFlagsTables map[string]*flag

// flag is a feature flag with the IDs of the users and organizations that it is on
// for.
type flag struct {
	featureflags.Flag

	targets []string
}

// flagAnswer is a flag as the API sends it.
type flagAnswer struct {
	featureflags.Flag

	Description nullable   `json:"description"`
	Owner       *flagOwner `json:"owner"`
	Tags        []string   `json:"tags"`
}

// flagOwner is the owner of a flag as the API sends it.
type flagOwner struct {
	Email     string   `json:"email"`
	FirstName nullable `json:"first_name"`
	LastName  nullable `json:"last_name"`
}

func (s *Server) registerFeatureFlags() {
	s.featureFlags = featureFlagsTables{}
	s.register("GET /feature-flags", s.listFlags)
	s.register("GET /feature-flags/{slug}", s.getFlag)
	s.register("PUT /feature-flags/{slug}/enable", s.enableFlag)
	s.register("PUT /feature-flags/{slug}/disable", s.disableFlag)
	s.register("POST /feature-flags/{slug}/targets/{resourceId}", s.addFlagTarget)
	s.register("DELETE /feature-flags/{slug}/targets/{resourceId}", s.removeFlagTarget)
	s.register("GET /organizations/{organizationId}/feature-flags", s.listOrganizationFlags)
	s.register("GET /sdk/feature-flags", s.listFlagRules)
}

// AddFeatureFlag adds a flag as the dashboard does, on for the users and
// organizations with the given IDs. What is zero gets a default, but for the slug.
// Access tokens carry the flags that are enabled, and on by these targets or by
// their default value, beside those of SetFeatureFlags. A featureflags.Runtime finds
// the flag at its next poll, which does not know SetFeatureFlags. It panics where
// the slug is missing or taken.
func (s *Server) AddFeatureFlag(f featureflags.Flag, targets ...string) featureflags.Flag {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Slug == "" || s.featureFlags[f.Slug] != nil {
		panic("workostest: a feature flag needs a slug of its own: '" + f.Slug + "'")
	}
	now := s.timestamp()
	added := &flag{f, slices.Clone(targets)}
	added.Tags = slices.Clone(f.Tags)
	if f.Owner != nil {
		owner := *f.Owner
		added.Owner = &owner
	}
	added.Object, added.ID, added.Name = "feature_flag", cmp.Or(f.ID, s.ids.next("flag", now)), cmp.Or(f.Name, f.Slug)
	if added.CreatedAt.IsZero() {
		added.CreatedAt = now
	}
	if added.UpdatedAt.IsZero() {
		added.UpdatedAt = added.CreatedAt
	}
	s.featureFlags[f.Slug] = added
	s.emitFlag(events.TypeFlagCreated, added, events.Context{})
	return overTheWire[featureflags.Flag](added.answer())
}

func (f *flag) answer() flagAnswer {
	answer := flagAnswer{Flag: f.Flag, Description: nullable(f.Description), Tags: append([]string{}, f.Tags...)}
	if f.Owner != nil {
		answer.Owner = &flagOwner{f.Owner.Email, nullable(f.Owner.FirstName), nullable(f.Owner.LastName)}
	}
	return answer
}

// isOn reports whether a flag is on for one of these users and organizations.
func (f *flag) isOn(ids ...string) bool {
	isTarget := func(id string) bool { return slices.Contains(f.targets, id) }
	return f.Enabled && (f.DefaultValue || slices.ContainsFunc(ids, isTarget))
}

// onFor returns the flags that are on for one of these users and organizations.
func (t featureFlagsTables) onFor(ids ...string) []flagAnswer {
	var found []flagAnswer
	for _, f := range t {
		if f.isOn(ids...) {
			found = append(found, f.answer())
		}
	}
	return found
}

// emitFlag emits an event of a flag, which tells by whom and in which application.
func (s *Server) emitFlag(kind events.Type, f *flag, context events.Context) {
	context.ClientID = ClientID
	context.Actor = &events.Actor{ID: apiActor.ID, Source: events.ActorSourceAPI, Name: apiActor.Name}
	if kind == events.TypeFlagCreated {
		context.Actor.Source = events.ActorSourceDashboard
	}
	s.emit(kind, struct {
		flagAnswer

		EnvironmentID string `json:"environment_id"`
	}{f.answer(), environmentID})
	s.events[len(s.events)-1].Context = &context
}

// environmentID is the environment of what says so.
const environmentID = "environment_workostest"

func (s *Server) listFlags(w http.ResponseWriter, r *http.Request) {
	var found []flagAnswer
	for _, f := range s.featureFlags {
		found = append(found, f.answer())
	}
	writeList(w, r.URL.Query(), found, flagID)
}

func flagID(f flagAnswer) string { return f.ID }

// listUserFeatureFlags lists what is on for a user, or for an organization of the
// user.
func (s *Server) listUserFeatureFlags(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "userId")
	if u == nil {
		return
	}
	ids := []string{u.ID}
	for _, m := range s.membershipsOf(u.ID) {
		if m.Status == usermanagement.OrganizationMembershipStatusActive {
			ids = append(ids, m.OrganizationID)
		}
	}
	writeList(w, r.URL.Query(), s.featureFlags.onFor(ids...), flagID)
}

func (s *Server) listOrganizationFlags(w http.ResponseWriter, r *http.Request) {
	if id := s.pathOrganization(w, r); id != "" {
		writeList(w, r.URL.Query(), s.featureFlags.onFor(id), flagID)
	}
}

// ruleAnswer is for whom a flag is on, as the API tells a featureflags.Runtime.
type ruleAnswer struct {
	Slug         string `json:"slug"`
	Enabled      bool   `json:"enabled"`
	DefaultValue bool   `json:"default_value"`
	Targets      struct {
		Users         []ruleTarget `json:"users"`
		Organizations []ruleTarget `json:"organizations"`
	} `json:"targets"`
}

type ruleTarget struct {
	ID      string `json:"id"`
	Enabled bool   `json:"enabled"`
}

// listFlagRules answers with all flags at once, by slug.
func (s *Server) listFlagRules(w http.ResponseWriter, _ *http.Request) {
	rules := map[string]ruleAnswer{}
	for slug, f := range s.featureFlags {
		rule := ruleAnswer{Slug: slug, Enabled: f.Enabled, DefaultValue: f.DefaultValue}
		rule.Targets.Users, rule.Targets.Organizations = []ruleTarget{}, []ruleTarget{}
		for _, id := range f.targets {
			if s.users.users[id] != nil || strings.HasPrefix(id, "user_") {
				rule.Targets.Users = append(rule.Targets.Users, ruleTarget{id, true})
			} else {
				rule.Targets.Organizations = append(rule.Targets.Organizations, ruleTarget{id, true})
			}
		}
		rules[slug] = rule
	}
	writeJSON(w, http.StatusOK, rules)
}

// findFlag returns the flag whose slug stands in the path, or answers that there
// is none.
func (s *Server) findFlag(w http.ResponseWriter, r *http.Request) *flag {
	slug := r.PathValue("slug")
	if s.featureFlags[slug] == nil {
		writeNotFound(w, "Feature flag", slug)
	}
	return s.featureFlags[slug]
}

func (s *Server) getFlag(w http.ResponseWriter, r *http.Request) {
	if f := s.findFlag(w, r); f != nil {
		writeJSON(w, http.StatusOK, f.answer())
	}
}

func (s *Server) enableFlag(w http.ResponseWriter, r *http.Request)  { s.switchFlag(w, r, true) }
func (s *Server) disableFlag(w http.ResponseWriter, r *http.Request) { s.switchFlag(w, r, false) }

func (s *Server) switchFlag(w http.ResponseWriter, r *http.Request, enabled bool) {
	f := s.findFlag(w, r)
	if f == nil {
		return
	}
	if f.Enabled != enabled {
		f.Enabled, f.UpdatedAt = enabled, s.timestamp()
		s.emitFlag(events.TypeFlagUpdated, f, events.Context{PreviousAttributes: map[string]json.RawMessage{
			"data": raw(map[string]bool{"enabled": !enabled}),
		}})
	}
	writeJSON(w, http.StatusOK, f.answer())
}

func raw(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err) // the server's own types marshal
	}
	return data
}

func (s *Server) addFlagTarget(w http.ResponseWriter, r *http.Request) {
	s.changeFlagTargets(w, r, func(targets []string, id string) []string {
		if slices.Contains(targets, id) {
			return targets
		}
		return append(targets, id)
	})
}

func (s *Server) removeFlagTarget(w http.ResponseWriter, r *http.Request) {
	s.changeFlagTargets(w, r, func(targets []string, id string) []string {
		return slices.DeleteFunc(targets, func(target string) bool { return target == id })
	})
}

func (s *Server) changeFlagTargets(w http.ResponseWriter, r *http.Request, change func([]string, string) []string) {
	f, id := s.findFlag(w, r), r.PathValue("resourceId")
	switch {
	case f == nil:
	case !strings.HasPrefix(id, "user_") && !strings.HasPrefix(id, "org_"):
		refuseWith("invalid_resource_id_format", "Invalid resource ID: '"+id+"'.").write(w)
	case s.users.users[id] == nil && s.organizations[id] == nil:
		writeNotFound(w, "User or organization", id)
	default:
		previous := s.flagRule(f)
		f.targets = change(slices.Clone(f.targets), id)
		if rule := s.flagRule(f); !bytes.Equal(raw(rule), raw(previous)) {
			f.UpdatedAt = s.timestamp()
			s.emitFlag(events.TypeFlagRuleUpdated, f, events.Context{
				AccessType: rule.AccessType, ConfiguredTargets: &rule.ConfiguredTargets,
				PreviousAttributes: map[string]json.RawMessage{"data": raw(struct{}{}), "context": raw(previous)},
			})
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// flagRule says whom a flag is on for, as its events do.
type flagRule struct {
	AccessType        events.AccessType        `json:"access_type"`
	ConfiguredTargets events.ConfiguredTargets `json:"configured_targets"`
}

func (s *Server) flagRule(f *flag) flagRule {
	rule := flagRule{events.AccessTypeNone, events.ConfiguredTargets{
		Organizations: []events.TargetOrganization{}, Users: []events.TargetUser{},
	}}
	for _, id := range f.targets {
		if org := s.organizations[id]; org != nil {
			rule.ConfiguredTargets.Organizations = append(rule.ConfiguredTargets.Organizations, events.TargetOrganization{ID: id, Name: org.Name})
		}
		if u := s.users.users[id]; u != nil {
			rule.ConfiguredTargets.Users = append(rule.ConfiguredTargets.Users, events.TargetUser{ID: id, Email: u.Email})
		}
	}
	switch {
	case f.DefaultValue:
		rule.AccessType = events.AccessTypeAll
	case len(rule.ConfiguredTargets.Organizations)+len(rule.ConfiguredTargets.Users) > 0:
		rule.AccessType = events.AccessTypeSome
	}
	return rule
}

// flagSlugs returns the slugs of the flags that an access token carries.
func (s *Server) flagSlugs(session *usermanagement.Session) []string {
	var slugs []string
	for _, slug := range slices.Sorted(maps.Keys(s.featureFlags)) {
		if s.featureFlags[slug].isOn(session.UserID, session.OrganizationID) {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}
