package conformance

import (
	"go/types"
	"reflect"
	"regexp"
)

// secretNames are the names of parameters and properties that are credentials.
var secretNames = regexp.MustCompile(`^(access_token|refresh_token|client_secret|(new_)?password|password_hash|code_verifier|` +
	`(pending_authentication|invitation|password_reset|logout)_token|device_code|totp_secret)$`)

// checkSecrets looks for structs that would print credentials: those whose fields
// are not tagged `secret:"true"`, and those that have such a field, or a struct
// with one, without the methods that hide it.
func (c *checker) checkSecrets() {
	for _, pkg := range c.src.packages {
		scope := pkg.Types.Scope()
		for _, name := range scope.Names() {
			declared, ok := scope.Lookup(name).(*types.TypeName)
			if ok && declared.Exported() {
				c.checkSecretsOf(pkg.Name+"."+name, declared)
			}
		}
	}
}

func (c *checker) checkSecretsOf(key string, declared *types.TypeName) {
	params, ok := declared.Type().Underlying().(*types.Struct)
	if !ok {
		return
	}
	for _, f := range c.src.fields(params) {
		if secretNames.MatchString(f.wire) && f.tag.Get("secret") != "true" && !isError(declared.Type()) {
			c.report(key+" "+f.wire, f.where, "%s.%s holds a credential: tag it `secret:\"true\"`", key, f.wire)
		}
	}
	if holdsSecret(declared.Type(), 0) && !hides(declared.Type()) {
		c.report(key, c.src.where(declared.Pos()), "%s holds a credential and would print it: give it the methods Format and LogValue of internal/secret", key)
	}
}

// holdsSecret reports whether a value of a type has a field that is a secret, in
// itself or in what it holds.
func holdsSecret(t types.Type, depth int) bool {
	params, ok := element(t).Underlying().(*types.Struct)
	if !ok || depth > maxDepth {
		return false
	}
	for i := range params.NumFields() {
		if reflect.StructTag(params.Tag(i)).Get("secret") == "true" || holdsSecret(params.Field(i).Type(), depth+1) {
			return true
		}
	}
	return false
}

// isError reports whether values of a type are errors, which print their text.
func isError(t types.Type) bool {
	return types.NewMethodSet(types.NewPointer(t)).Lookup(nil, "Error") != nil
}

// hides reports whether a type has the methods that keep secrets out of what is
// printed and logged.
func hides(t types.Type) bool {
	methods := types.NewMethodSet(t)
	return methods.Lookup(nil, "Format") != nil && methods.Lookup(nil, "LogValue") != nil
}
