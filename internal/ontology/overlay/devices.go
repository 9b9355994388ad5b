package overlay

import _ "embed"

//go:embed hcpcs.tsv
var devices []byte

// Devices returns the table of what notes call devices and supplies, with codes
// of HCPCS Level II, as internal/device reads it.
func Devices() []byte { return devices }
