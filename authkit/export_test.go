package authkit

// IsReturnPath is what decides where people may be sent back to.
var IsReturnPath = isReturnPath
