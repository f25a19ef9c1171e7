package workostest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/vault"
)

// vaultTables hold the objects of Vault by ID, the data keys by their encrypted
// form, and the IDs of the keys that encrypt both, by key context.
type vaultTables struct {
	objects  map[string]*vaultObject
	dataKeys map[string]vault.DataKey
	keys     map[string]string
}

// vaultObject is an object with its versions, oldest first.
type vaultObject struct {
	vault.Object

	versions []vault.ObjectVersion
}

// apiActor is who does what is done by the API.
var apiActor = vault.Actor{ID: "api_key_workostest", Name: "workostest"}

func (s *Server) registerVault() {
	s.vault = vaultTables{map[string]*vaultObject{}, map[string]vault.DataKey{}, map[string]string{}}
	s.register("GET /vault/v1/kv", s.listVaultObjects)
	s.register("POST /vault/v1/kv", s.createVaultObject)
	s.register("GET /vault/v1/kv/{id}", s.getVaultObject)
	s.register("PUT /vault/v1/kv/{id}", s.updateVaultObject)
	s.register("DELETE /vault/v1/kv/{id}", s.deleteVaultObject)
	s.register("GET /vault/v1/kv/name/{name}", s.getVaultObjectByName)
	s.register("GET /vault/v1/kv/{id}/metadata", s.describeVaultObject)
	s.register("GET /vault/v1/kv/{id}/versions", s.listVaultVersions)
	s.register("POST /vault/v1/keys/data-key", s.createDataKey)
	s.register("POST /vault/v1/keys/decrypt", s.decryptDataKey)
	s.register("POST /vault/v1/keys/rekey", s.rekeyDataKey)
}

// writeVaultError refuses in the form that Vault has of its own.
func writeVaultError(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"error": message})
}

// readVaultParams is readParams with the errors of Vault.
func readVaultParams(w http.ResponseWriter, r *http.Request, params any) bool {
	err := json.NewDecoder(r.Body).Decode(params)
	if err != nil {
		writeVaultError(w, http.StatusBadRequest, "The body is not a JSON document of the parameters.")
	}
	return err == nil
}

// vaultEvent is what the events of Vault tell.
type vaultEvent struct {
	ActorID     string            `json:"actor_id"`
	ActorSource string            `json:"actor_source"`
	ActorName   string            `json:"actor_name"`
	KVName      string            `json:"kv_name,omitempty"`
	KeyID       string            `json:"key_id,omitempty"`
	KeyIDs      []string          `json:"key_ids,omitempty"`
	KeyContext  map[string]string `json:"key_context,omitzero"`
}

func (s *Server) emitVault(kind events.Type, what vaultEvent) {
	what.ActorID, what.ActorSource, what.ActorName = apiActor.ID, "api", apiActor.Name
	s.emit(kind, what)
}

// vaultKey returns the ID of the key that encrypts what has this context.
func (s *Server) vaultKey(context map[string]string) string {
	name := string(raw(context))
	if s.vault.keys[name] == "" {
		s.vault.keys[name] = s.ids.next("key", s.now())
	}
	return s.vault.keys[name]
}

// byName returns the object with a name, or nil.
func (t vaultTables) byName(name string) *vaultObject {
	for _, o := range t.objects {
		if o.Name == name {
			return o
		}
	}
	return nil
}

// findVaultObject returns the object whose ID stands in the path, or answers that
// there is none.
func (s *Server) findVaultObject(w http.ResponseWriter, r *http.Request) *vaultObject {
	o := s.vault.objects[r.PathValue("id")]
	if o == nil {
		writeVaultError(w, http.StatusNotFound, "Object not found.")
	}
	return o
}

func (o *vaultObject) description() vault.ObjectDescription {
	return vault.ObjectDescription{ID: o.ID, Name: o.Name, Metadata: o.Metadata}
}

// set gives an object a value, which is a new version of it.
func (s *Server) set(o *vaultObject, value string) {
	now, sum := s.timestamp(), sha256.Sum256([]byte(value))
	for i := range o.versions {
		o.versions[i].CurrentVersion = false
	}
	version := vault.ObjectVersion{
		ID: s.ids.next("version", now), ETag: hex.EncodeToString(sum[:]), Size: len(value), CurrentVersion: true, CreatedAt: now,
	}
	o.versions = append(o.versions, version)
	o.Value, o.Metadata.VersionID, o.Metadata.UpdatedAt, o.Metadata.UpdatedBy = value, version.ID, now, apiActor
}

// listVaultObjects does not know structured searches.
func (s *Server) listVaultObjects(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	after, problems := readTime(query, "updatedAfter", time.Time{}, nil)
	search := strings.ToLower(query.Get("search"))
	var found []vault.ObjectSummary
	for _, o := range s.vault.objects {
		if strings.Contains(strings.ToLower(o.Name), search) && o.Metadata.UpdatedAt.After(after) {
			found = append(found, vault.ObjectSummary{ID: o.ID, Name: o.Name, UpdatedAt: o.Metadata.UpdatedAt})
		}
	}
	params, more := readListParams(query)
	if problems = append(problems, more...); problems != nil || params.Order == "normal" {
		writeVaultError(w, http.StatusBadRequest, "Invalid request parameters.")
		return
	}
	s.emitVault(events.TypeVaultNamesListed, vaultEvent{})
	writeVaultList(w, paginate(found, func(o vault.ObjectSummary) string { return o.ID }, params))
}

// writeVaultList answers with a page in the form that Vault has of its own.
func writeVaultList[T any](w http.ResponseWriter, page list[T]) {
	writeJSON(w, http.StatusOK, struct {
		Data     []T          `json:"data"`
		Metadata listMetadata `json:"list_metadata"`
	}{page.Data, page.Metadata})
}

func (s *Server) createVaultObject(w http.ResponseWriter, r *http.Request) {
	var params vault.CreateObjectParams
	switch {
	case !readVaultParams(w, r, &params):
	case params.Name == "" || params.Value == "" || params.KeyContext == nil:
		writeVaultError(w, http.StatusUnprocessableEntity, "name, value and key_context are required.")
	case s.vault.byName(params.Name) != nil:
		writeVaultError(w, http.StatusConflict, "An object with this name exists.")
	default:
		id, keyID := s.ids.next("secret", s.now()), s.vaultKey(params.KeyContext)
		o := &vaultObject{Object: vault.Object{ID: id, Name: params.Name, Metadata: vault.ObjectMetadata{
			ID: id, Context: params.KeyContext, EnvironmentID: environmentID, KeyID: keyID,
		}}}
		s.set(o, params.Value)
		s.vault.objects[id] = o
		s.emitVault(events.TypeVaultDataCreated, vaultEvent{KVName: o.Name, KeyID: keyID, KeyContext: params.KeyContext})
		writeJSON(w, http.StatusCreated, o.Metadata)
	}
}

func (s *Server) getVaultObject(w http.ResponseWriter, r *http.Request) {
	if o := s.findVaultObject(w, r); o != nil {
		s.writeVaultObject(w, o)
	}
}

func (s *Server) getVaultObjectByName(w http.ResponseWriter, r *http.Request) {
	if o := s.vault.byName(r.PathValue("name")); o != nil {
		s.writeVaultObject(w, o)
		return
	}
	writeVaultError(w, http.StatusNotFound, "Object not found.")
}

func (s *Server) writeVaultObject(w http.ResponseWriter, o *vaultObject) {
	s.emitVault(events.TypeVaultDataRead, vaultEvent{KVName: o.Name, KeyID: o.Metadata.KeyID})
	writeJSON(w, http.StatusOK, o.Object)
}

func (s *Server) describeVaultObject(w http.ResponseWriter, r *http.Request) {
	if o := s.findVaultObject(w, r); o != nil {
		s.emitVault(events.TypeVaultMetadataRead, vaultEvent{KVName: o.Name})
		writeJSON(w, http.StatusOK, o.description())
	}
}

// listVaultVersions lists the newest first.
func (s *Server) listVaultVersions(w http.ResponseWriter, r *http.Request) {
	if o := s.findVaultObject(w, r); o != nil {
		s.emitVault(events.TypeVaultMetadataRead, vaultEvent{KVName: o.Name})
		versions := slices.Clone(o.versions)
		slices.Reverse(versions)
		writeVaultList(w, list[vault.ObjectVersion]{Data: versions})
	}
}

func (s *Server) updateVaultObject(w http.ResponseWriter, r *http.Request) {
	o := s.findVaultObject(w, r)
	var params vault.UpdateObjectParams
	switch {
	case o == nil || !readVaultParams(w, r, &params):
	case params.Value == "":
		writeVaultError(w, http.StatusBadRequest, "value is required.")
	case params.VersionCheck != "" && params.VersionCheck != o.Metadata.VersionID:
		writeVaultError(w, http.StatusConflict, "The current version is another one.")
	default:
		s.set(o, params.Value)
		s.emitVault(events.TypeVaultDataUpdated, vaultEvent{KVName: o.Name, KeyID: o.Metadata.KeyID, KeyContext: o.Metadata.Context})
		writeJSON(w, http.StatusCreated, o.description())
	}
}

func (s *Server) deleteVaultObject(w http.ResponseWriter, r *http.Request) {
	o := s.findVaultObject(w, r)
	if o == nil {
		return
	}
	if expected := r.URL.Query().Get("version_check"); expected != "" && expected != o.Metadata.VersionID {
		writeVaultError(w, http.StatusConflict, "The current version is another one.")
		return
	}
	delete(s.vault.objects, o.ID)
	s.emitVault(events.TypeVaultDataDeleted, vaultEvent{KVName: o.Name})
	writeJSON(w, http.StatusOK, vault.DeletedObject{Name: o.Name, Success: true})
}

// randomBase64 returns n random bytes.
func (s *Server) randomBase64(n int) string {
	data := make([]byte, n)
	_, _ = io.ReadFull(s.random, data) // neither source fails
	return base64.StdEncoding.EncodeToString(data)
}

// encryptDataKey gives a data key an encrypted form for a context. The form holds
// nothing: the server knows it again.
func (s *Server) encryptDataKey(w http.ResponseWriter, key vault.DataKey, context map[string]string) {
	key.Context, key.EncryptedKeys = context, s.randomBase64(96)
	s.vault.dataKeys[key.EncryptedKeys] = key
	s.emitVault(events.TypeVaultDEKRead, vaultEvent{KeyIDs: []string{s.vaultKey(context)}, KeyContext: context})
	writeJSON(w, http.StatusOK, key)
}

func (s *Server) createDataKey(w http.ResponseWriter, r *http.Request) {
	var params vault.CreateDataKeyParams
	switch {
	case !readVaultParams(w, r, &params):
	case params.Context == nil:
		writeVaultError(w, http.StatusUnprocessableEntity, "context is required.")
	default:
		s.encryptDataKey(w, vault.DataKey{ID: s.ids.next("data_key", s.now()), DataKey: s.randomBase64(32)}, params.Context)
	}
}

// decrypted returns the data key with an encrypted form, or answers that it cannot
// be decrypted.
func (s *Server) decrypted(w http.ResponseWriter, encrypted string) (vault.DataKey, bool) {
	key, ok := s.vault.dataKeys[encrypted]
	if ok {
		s.emitVault(events.TypeVaultDEKDecrypted, vaultEvent{KeyID: key.ID})
	} else {
		writeVaultError(w, http.StatusBadRequest, "The keys cannot be decrypted.")
	}
	return key, ok
}

func (s *Server) decryptDataKey(w http.ResponseWriter, r *http.Request) {
	var params vault.DecryptDataKeyParams
	if !readVaultParams(w, r, &params) {
		return
	}
	if key, ok := s.decrypted(w, params.Keys); ok {
		writeJSON(w, http.StatusOK, vault.DecryptedDataKey{ID: key.ID, DataKey: key.DataKey})
	}
}

func (s *Server) rekeyDataKey(w http.ResponseWriter, r *http.Request) {
	var params vault.RekeyDataKeyParams
	if !readVaultParams(w, r, &params) {
		return
	}
	if params.Context == nil {
		writeVaultError(w, http.StatusUnprocessableEntity, "context is required.")
		return
	}
	if key, ok := s.decrypted(w, params.EncryptedKeys); ok {
		s.encryptDataKey(w, key, params.Context)
	}
}
