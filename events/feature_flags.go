package events

import (
	"github.com/workos-go/workos/featureflags"
)

// FeatureFlag is the payload of the events of feature flags.
type FeatureFlag struct {
	featureflags.Flag

	// EnvironmentID is the environment that the flag is in.
	EnvironmentID string `json:"environment_id"`
}

// FlagCreated is the event flag.created: there is a new feature flag.
type FlagCreated struct{ Of[FeatureFlag] }

func (FlagCreated) kind() Type { return TypeFlagCreated }

// FlagDeleted is the event flag.deleted: a feature flag is gone.
type FlagDeleted struct{ Of[FeatureFlag] }

func (FlagDeleted) kind() Type { return TypeFlagDeleted }

// FlagRuleUpdated is the event flag.rule_updated: a feature flag is on for
// others than before. Context says for whom: AccessType and ConfiguredTargets.
type FlagRuleUpdated struct{ Of[FeatureFlag] }

func (FlagRuleUpdated) kind() Type { return TypeFlagRuleUpdated }

// FlagUpdated is the event flag.updated: a feature flag changed.
type FlagUpdated struct{ Of[FeatureFlag] }

func (FlagUpdated) kind() Type { return TypeFlagUpdated }
