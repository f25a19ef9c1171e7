package featureflags

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Target is who asks for a flag. Either ID may be "".
type Target struct {
	// UserID is the user who asks.
	UserID string
	// OrganizationID is the organization that the user acts for.
	OrganizationID string
}

// Rules say for whom a flag is on.
type Rules struct {
	// Slug is what the application calls the flag.
	Slug string
	// Enabled says whether the flag is in use in the environment. One that is not
	// is off for all.
	Enabled bool
	// DefaultValue is the value for those who are no targets.
	DefaultValue bool
	// Users holds the value for each user who is a target, by ID.
	Users map[string]bool
	// Organizations holds the value for each organization that is a target, by ID.
	Organizations map[string]bool
}

// EnabledFor reports whether the flag is on for target: by what the flag says of
// the user, or else of the organization, or else by its default value.
func (r Rules) EnabledFor(target Target) bool {
	if !r.Enabled {
		return false
	}
	if on, ok := r.Users[target.UserID]; ok && target.UserID != "" {
		return on
	}
	if on, ok := r.Organizations[target.OrganizationID]; ok && target.OrganizationID != "" {
		return on
	}
	return r.DefaultValue
}

func (r Rules) equal(other Rules) bool {
	return r.Enabled == other.Enabled && r.DefaultValue == other.DefaultValue &&
		maps.Equal(r.Users, other.Users) && maps.Equal(r.Organizations, other.Organizations)
}

// clone returns Rules that the caller may change.
func (r Rules) clone() Rules {
	r.Users, r.Organizations = maps.Clone(r.Users), maps.Clone(r.Organizations)
	return r
}

// Change is a flag whose rules changed.
type Change struct {
	// Slug is what the application calls the flag.
	Slug string
	// Previous are the rules that the flag had, or nil where it is new.
	Previous *Rules
	// Current are the rules that the flag has, or nil where it is gone.
	Current *Rules
}

// ruleSet holds the rules of an environment by slug. It is never changed.
type ruleSet map[string]Rules

// changes returns how set differs from previous, sorted by slug.
func (set ruleSet) changes(previous ruleSet) []Change {
	all := maps.Clone(previous)
	maps.Copy(all, set)
	var changes []Change
	for _, slug := range slices.Sorted(maps.Keys(all)) {
		before, had := previous[slug]
		after, has := set[slug]
		if had != has || !before.equal(after) {
			changes = append(changes, Change{slug, before.cloneIf(had), after.cloneIf(has)})
		}
	}
	return changes
}

// cloneIf returns a clone of the rules that there are, or nil.
func (r Rules) cloneIf(there bool) *Rules {
	if !there {
		return nil
	}
	r = r.clone()
	return &r
}

// wireRules are Rules as the API sends them. All of it is required: half of the
// rules would turn a flag on or off for the wrong ones.
type wireRules struct {
	Slug         *string      `json:"slug"`
	Enabled      *bool        `json:"enabled"`
	DefaultValue *bool        `json:"default_value"`
	Targets      *wireTargets `json:"targets"`
}

type wireTargets struct {
	Users         []wireTarget `json:"users"`
	Organizations []wireTarget `json:"organizations"`
}

type wireTarget struct {
	ID      *string `json:"id"`
	Enabled *bool   `json:"enabled"`
}

// UnmarshalJSON reads an answer of the API.
func (set *ruleSet) UnmarshalJSON(data []byte) error {
	var wire map[string]wireRules
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	if wire == nil {
		return errors.New("there is null in place of flags")
	}
	*set = make(ruleSet, len(wire))
	for _, slug := range slices.Sorted(maps.Keys(wire)) {
		rules, err := wire[slug].rules(slug)
		if err != nil {
			return fmt.Errorf("flag %s: %w", slug, err)
		}
		(*set)[slug] = rules
	}
	return nil
}

// rules returns the rules of a flag that are wire, or says what is wrong with them.
func (wire wireRules) rules(slug string) (Rules, error) {
	switch {
	case wire.Slug == nil:
		return Rules{}, errors.New("slug is missing")
	case *wire.Slug != slug:
		return Rules{}, errors.New("slug is that of another flag")
	case wire.Enabled == nil:
		return Rules{}, errors.New("enabled is missing")
	case wire.DefaultValue == nil:
		return Rules{}, errors.New("default_value is missing")
	case wire.Targets == nil:
		return Rules{}, errors.New("targets is missing")
	}
	users, err := byID("targets.users", wire.Targets.Users)
	if err != nil {
		return Rules{}, err
	}
	organizations, err := byID("targets.organizations", wire.Targets.Organizations)
	if err != nil {
		return Rules{}, err
	}
	return Rules{slug, *wire.Enabled, *wire.DefaultValue, users, organizations}, nil
}

// byID returns the value for each target. The first counts where there are several.
func byID(name string, targets []wireTarget) (map[string]bool, error) {
	if targets == nil {
		return nil, errors.New(name + " is missing")
	}
	values := make(map[string]bool, len(targets))
	for _, target := range targets {
		if target.ID == nil || target.Enabled == nil {
			return nil, errors.New(name + " has one without id or enabled")
		}
		if _, ok := values[*target.ID]; !ok {
			values[*target.ID] = *target.Enabled
		}
	}
	return values, nil
}

// MarshalJSON writes the rules as the API does.
func (set ruleSet) MarshalJSON() ([]byte, error) {
	wire := make(map[string]wireRules, len(set))
	for slug, rules := range set {
		targets := wireTargets{toWire(rules.Users), toWire(rules.Organizations)}
		wire[slug] = wireRules{&slug, &rules.Enabled, &rules.DefaultValue, &targets}
	}
	return json.Marshal(wire)
}

func toWire(values map[string]bool) []wireTarget {
	targets := make([]wireTarget, 0, len(values))
	for _, id := range slices.Sorted(maps.Keys(values)) {
		on := values[id]
		targets = append(targets, wireTarget{&id, &on})
	}
	return targets
}
