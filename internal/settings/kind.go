package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// syncAlways is the word of the setting sync for "after every write".
const syncAlways = "always"

// maxTimeout bounds how long a client of the bridge can be kept waiting.
const maxTimeout = 10 * time.Minute

// kind is what a setting may hold.
type kind struct {
	arg     string // stands for the value in help; empty for a switch
	allowed string // ends the sentence "allowed: …"
	secret  bool   // may hold a password
	// canon returns the one spelling of a value, and whether it is possible.
	canon func(string) (string, bool)
	// explain says of a value that canon refuses what is wrong with it and what
	// is allowed; nil leaves it at the whole value and allowed.
	explain func(string) (problem, allowed string)
	each    *each // of a setting that ports have values of their own for
}

func port() kind {
	k := whole(0, maxPort)
	k.arg, k.allowed = "PORT", "a port from 0 to 65535 (0: any free one)"
	return k
}

func whole(low, high int) kind {
	return kind{
		arg:     "N",
		allowed: fmt.Sprintf("a whole number from %d to %d", low, high),
		canon: func(s string) (string, bool) {
			n, err := strconv.Atoi(s)
			return strconv.Itoa(n), err == nil && low <= n && n <= high
		},
	}
}

func fraction() kind {
	return kind{arg: "P", allowed: "a number from 0 to 1", canon: func(s string) (string, bool) {
		p, err := strconv.ParseFloat(s, 64)
		return s, err == nil && 0 <= p && p <= 1
	}}
}

func onOff() kind {
	return kind{allowed: "true or false", canon: func(s string) (string, bool) {
		b, err := strconv.ParseBool(strings.ToLower(s))
		return strconv.FormatBool(b), err == nil
	}}
}

func word(arg string, words ...string) kind {
	last := len(words) - 1
	allowed := strings.Join(words[:last], ", ") + " or " + words[last]
	return kind{arg: arg, allowed: allowed, canon: func(s string) (string, bool) {
		s = strings.ToLower(s)
		return s, slices.Contains(words, s)
	}}
}

// device refuses what the predecessor took besides (mps), because silently
// coding on the CPU would be found out only by its speed.
func device() kind { return word("DEVICE", "auto", "cpu", "cuda") }

// Words of the settings that name models.
const (
	ModelAuto = "auto" // the one that came with medcode, where it can be used
	ModelNone = "none"
)

// models takes the name of a model's folder, or where several may be, a list
// of them.
func models(several bool) kind {
	k := kind{arg: "NAME", allowed: "auto, none or the name of a model's folder"}
	if several {
		k.arg, k.allowed = "NAME,…", k.allowed+", or several separated by commas"
	}
	k.canon = func(s string) (string, bool) {
		names := strings.Split(s, ",")
		for i, n := range names {
			names[i] = strings.TrimSpace(n)
			word := names[i] == ModelAuto || names[i] == ModelNone
			if names[i] == "" || word && len(names) > 1 || strings.ContainsAny(names[i], "\x00/\\") || strings.HasPrefix(names[i], ".") {
				return s, false
			}
		}
		return strings.Join(names, ","), several || len(names) == 1
	}
	return k
}

func path(arg string, required bool) kind {
	allowed := "a path"
	if !required {
		allowed += ", or nothing"
	}
	return kind{arg: arg, allowed: allowed, canon: func(s string) (string, bool) {
		return s, !strings.ContainsRune(s, 0) && (s != "" || !required)
	}}
}

// host takes names as well as addresses: whether a name can be bound to is
// known only when the listener opens.
func host() kind {
	return kind{
		arg:     "HOST",
		allowed: "an address or host name without port, such as 127.0.0.1 or 0.0.0.0",
		canon: func(s string) (string, bool) {
			s = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
			ip6 := strings.Count(s, ":") > 1
			return s, s != "" && !strings.ContainsAny(s, " /,@[]") && (ip6 || !strings.Contains(s, ":"))
		},
	}
}

func natsURL() kind {
	return kind{
		arg: "URL", secret: true,
		allowed: "nats://HOST:4222 or tls://HOST:4222, several with commas between, or nothing for the embedded server",
		canon: func(s string) (string, bool) {
			if s == "" {
				return "", true
			}
			urls := strings.Split(s, ",")
			for i, part := range urls {
				urls[i] = strings.TrimSpace(part)
				u, err := url.Parse(urls[i])
				if err != nil || u.Host == "" || !slices.Contains([]string{"nats", "tls", "ws", "wss"}, u.Scheme) {
					return "", false
				}
			}
			return strings.Join(urls, ","), true
		},
	}
}

func syncEvery() kind {
	return kind{
		arg:     "WHEN",
		allowed: "always, or an interval above 0 such as 2m (what was acknowledged within it is lost on power failure)",
		canon: func(s string) (string, bool) {
			s = strings.ToLower(s)
			d, err := time.ParseDuration(s)
			return s, s == syncAlways || err == nil && d > 0
		},
	}
}

// timeout takes a bare number for seconds, as the older TIMEOUT did.
func timeout() kind {
	return kind{
		arg:     "TIME",
		allowed: "seconds or a time such as 4.5s, above 0 and at most 10m",
		canon: func(s string) (string, bool) {
			d, err := time.ParseDuration(s)
			if err != nil {
				d, err = time.ParseDuration(s + "s")
			}
			return d.String(), err == nil && 0 < d && d <= maxTimeout
		},
	}
}
