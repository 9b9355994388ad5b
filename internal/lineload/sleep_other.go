//go:build !linux

package lineload

import "time"

func sleepUntil(t time.Time) { time.Sleep(time.Until(t)) }
