package events

// VaultActor is who used the vault, and the whole payload of the event
// vault.names.listed.
type VaultActor struct {
	// ActorID identifies the actor.
	ActorID string `json:"actor_id"`
	// ActorSource says where the actor did it.
	ActorSource VaultActorSource `json:"actor_source"`
	// ActorName is the actor's name.
	ActorName string `json:"actor_name"`
}

// VaultActorSource says where somebody used the vault.
type VaultActorSource string

// Where the vault can be used.
const (
	VaultActorSourceAPI       VaultActorSource = "api"
	VaultActorSourceDashboard VaultActorSource = "dashboard"
)

// VaultObject is the payload of the events of the vault's objects. It does not
// have the object's value.
type VaultObject struct {
	VaultActor

	// KVName names the object.
	KVName string `json:"kv_name"`
	// KeyID is the key that the object is encrypted with, or "" in
	// vault.data.deleted and vault.metadata.read.
	KeyID string `json:"key_id,omitempty"`
	// KeyContext is what that key was derived from, in vault.data.created and
	// vault.data.updated.
	KeyContext map[string]string `json:"key_context,omitempty"`
}

// VaultDataKey is the payload of the event vault.dek.decrypted.
type VaultDataKey struct {
	VaultActor

	// KeyID is the key that decrypted the data key.
	KeyID string `json:"key_id"`
}

// VaultDataKeys is the payload of the event vault.dek.read.
type VaultDataKeys struct {
	VaultActor

	// KeyIDs are the keys that encrypt the data key.
	KeyIDs []string `json:"key_ids"`
	// KeyContext is what they were derived from.
	KeyContext map[string]string `json:"key_context"`
}

// VaultKey is the payload of the events of the keys that encrypt others.
type VaultKey struct {
	VaultActor

	// KeyName names the key.
	KeyName string `json:"key_name"`
	// KeyID identifies the key.
	KeyID string `json:"key_id"`
}

// BYOKKey is the payload of the event vault.byok_key.deleted: a key that an
// organization brought along.
type BYOKKey struct {
	// OrganizationID is the organization.
	OrganizationID string `json:"organization_id"`
	// KeyProvider is where it keeps the key.
	KeyProvider VaultKeyProvider `json:"key_provider"`
}

// BYOKKeyVerification is the payload of the event
// vault.byok_key.verification_completed.
type BYOKKeyVerification struct {
	BYOKKey

	// Verified says whether the key can be used.
	Verified bool `json:"verified"`
}

// VaultKeyProvider is where an organization keeps its key.
type VaultKeyProvider string

// Where an organization can keep its key.
const (
	VaultKeyProviderAWSKMS        VaultKeyProvider = "AWS_KMS"
	VaultKeyProviderGCPKMS        VaultKeyProvider = "GCP_KMS"
	VaultKeyProviderAzureKeyVault VaultKeyProvider = "AZURE_KEY_VAULT"
)

// VaultBYOKKeyDeleted is the event vault.byok_key.deleted: an organization's
// own key is gone.
type VaultBYOKKeyDeleted struct{ Of[BYOKKey] }

func (VaultBYOKKeyDeleted) kind() Type { return TypeVaultBYOKKeyDeleted }

// VaultBYOKKeyVerificationCompleted is the event
// vault.byok_key.verification_completed: an organization's own key was tried.
type VaultBYOKKeyVerificationCompleted struct{ Of[BYOKKeyVerification] }

func (VaultBYOKKeyVerificationCompleted) kind() Type { return TypeVaultBYOKKeyVerificationCompleted }

// VaultDataCreated is the event vault.data.created: an object was stored.
type VaultDataCreated struct{ Of[VaultObject] }

func (VaultDataCreated) kind() Type { return TypeVaultDataCreated }

// VaultDataDeleted is the event vault.data.deleted: an object is gone.
type VaultDataDeleted struct{ Of[VaultObject] }

func (VaultDataDeleted) kind() Type { return TypeVaultDataDeleted }

// VaultDataRead is the event vault.data.read: an object was read.
type VaultDataRead struct{ Of[VaultObject] }

func (VaultDataRead) kind() Type { return TypeVaultDataRead }

// VaultDataUpdated is the event vault.data.updated: an object has another
// value.
type VaultDataUpdated struct{ Of[VaultObject] }

func (VaultDataUpdated) kind() Type { return TypeVaultDataUpdated }

// VaultDEKDecrypted is the event vault.dek.decrypted: a data key was decrypted.
type VaultDEKDecrypted struct{ Of[VaultDataKey] }

func (VaultDEKDecrypted) kind() Type { return TypeVaultDEKDecrypted }

// VaultDEKRead is the event vault.dek.read: a data key was made, or read again.
type VaultDEKRead struct{ Of[VaultDataKeys] }

func (VaultDEKRead) kind() Type { return TypeVaultDEKRead }

// VaultKEKCreated is the event vault.kek.created: there is a new key that
// encrypts others.
type VaultKEKCreated struct{ Of[VaultKey] }

func (VaultKEKCreated) kind() Type { return TypeVaultKEKCreated }

// VaultKEKDeleted is the event vault.kek.deleted: a key that encrypts others is
// gone.
type VaultKEKDeleted struct{ Of[VaultKey] }

func (VaultKEKDeleted) kind() Type { return TypeVaultKEKDeleted }

// VaultMetadataRead is the event vault.metadata.read: somebody read of an
// object all but its value.
type VaultMetadataRead struct{ Of[VaultObject] }

func (VaultMetadataRead) kind() Type { return TypeVaultMetadataRead }

// VaultNamesListed is the event vault.names.listed: the names of the objects
// were listed.
type VaultNamesListed struct{ Of[VaultActor] }

func (VaultNamesListed) kind() Type { return TypeVaultNamesListed }
