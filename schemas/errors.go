package schemas

import "errors"

// ErrInvalid marks input that no retry can mend: a malformed message, a field
// out of range, an unknown schema version. Its text never holds note text.
var ErrInvalid = errors.New("invalid input")
