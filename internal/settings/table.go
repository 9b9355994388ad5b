package settings

import (
	"fmt"
	"strings"

	"medcode/schemas"
)

// envPrefix begins every variable of medcode.
const envPrefix = "MEDCODE_"

// Table returns every setting. Its order is that of help and listings.
func Table() []Setting {
	rows := []Setting{
		{Name: Data, Env: "MEDCODE_HOME", Default: "./var", kind: path("DIR", true), Help: "the store: releases, streams, key"},
		{Name: Roles, Default: strings.Join(allRoles(), ","), kind: roleList(), Help: "what this process does"},
		{Name: NATS, kind: natsURL(), Help: "URL of a NATS server; empty starts the embedded one"},
		{Name: NATSPort, Default: "4222", kind: port(), Help: "port of the embedded NATS server, on loopback"},
		{Name: Replicas, Default: "1", kind: word("N", "1", "3"), Help: "copies of each stream; 3 needs a NATS cluster"},
		{Name: Sync, Default: syncAlways, kind: syncEvery(), Help: "when the embedded server writes to the disk for good"},
		{Name: KeyFile, kind: path("FILE", false), Help: "key shared by all processes; empty: the one in the store"},
		{Name: Host, Old: "SERVER_HOST", Default: "127.0.0.1", kind: host(), Help: "address that the listeners bind to"},
		{Name: HTTP, Default: "8080", kind: port(), Help: "port of the HTTP API, health and metrics"},
	}
	rows = append(rows, plainPorts()...)
	rows = append(rows, tlsSettings()...)
	rows = append(rows, clientSettings()...)
	rows = append(rows, []Setting{
		{Name: BatchSize, Old: "BATCH_SIZE", Default: "32", kind: whole(1, 4096), Help: "most items that a worker codes in one batch"},
		{Name: MaxWorkers, Old: "MAX_WORKERS", Default: "0", kind: whole(0, 1024), Help: "batches worked on at once; 0: one a core"},
		{Name: Device, Old: "DEVICE", Default: "auto", kind: device(), Help: "what the models run on; auto: the fastest that is there"},
		{Name: ONNXRuntime, kind: path("FILE", false), Help: "the ONNX Runtime library; empty: look in the usual places"},
		{Name: ModelsDir, kind: path("DIR", false), Help: "folder of models; empty: those that came with medcode"},
		{Name: Encoder, Default: ModelAuto, kind: models(false), Help: "model of similar meaning: auto, none, or its folder in models-dir"},
		{Name: Recogniser, Default: ModelAuto, kind: models(true), Help: "models that read notes beside the vocabularies: auto, none, or folders in models-dir, separated by commas; of several, most must agree"},
		{Name: Threshold, Default: "0.5", kind: fraction(), Help: "least confidence of a code; below it medcode abstains"},
		{Name: K, Default: "5", kind: whole(1, 100), Help: "candidates that lookup asks for"},
		{Name: Cache, Default: "16384", kind: whole(0, 1<<20), Help: "answers kept for each ontology; 0 keeps none"},
		{Name: StrictDates, Default: "false", kind: onOff(), Help: "refuse dates that no loaded release covers"},
		{Name: LogLevel, Default: "info", kind: word("LEVEL", "debug", "info", "warn", "error"), Help: "least severity that is logged"},
		{Name: LogFormat, Default: "text", kind: word("FORMAT", "text", "json"), Help: "form of a log line"},
	}...)
	for i, s := range rows {
		if s.Env == "" {
			rows[i].Env = envPrefix + strings.ToUpper(strings.ReplaceAll(string(s.Name), "-", "_"))
		}
	}
	return rows
}

// Names returns every setting, for a command that shows them all.
func Names() []Name {
	var names []Name
	for _, s := range Table() {
		names = append(names, s.Name)
	}
	return names
}

// whereForms ends the help of a listener.
const whereForms = ": PORT, HOST:PORT, /PATH of a unix socket, or off"

// plainPorts are the bridge's listeners, 8901 and up in the order of the
// ontologies. Their older names lack the "CM" of ICD-10-CM.
func plainPorts() []Setting {
	rows := make([]Setting, 0, len(schemas.Ontologies()))
	for i, o := range schemas.Ontologies() {
		name := strings.ToUpper(string(o))
		rows = append(rows, Setting{
			Name:    PortOf(o),
			Old:     strings.TrimSuffix(name, "CM") + "_PORT",
			Default: "890" + string(rune('1'+i)),
			kind:    listens(),
			Help:    "the bridge for " + string(o) + whereForms,
		})
	}
	return rows
}

// tlsSettings are the bridge's TLS listeners, 8911 and up, and their files.
func tlsSettings() []Setting {
	rows := []Setting{{Name: TLS, Default: "false", kind: onOff(), Help: "open the bridge's TLS ports and that of notes too"}}
	for i, o := range schemas.Ontologies() {
		rows = append(rows, Setting{
			Name: TLSPortOf(o), Default: "891" + string(rune('1'+i)), kind: listens(), Help: "the bridge for " + string(o) + " over TLS" + whereForms,
		})
	}
	return append(rows, []Setting{
		{Name: NotesPort, Default: "8920", kind: listens(), Help: "the bridge for whole notes over TLS" + whereForms},
		{Name: TLSCert, Old: "TLS_CERT_FILE", kind: path("FILE", false), Help: "certificate of the TLS ports, PEM; empty: one made in the store, for development"},
		{Name: TLSKey, Old: "TLS_KEY_FILE", kind: path("FILE", false), Help: "private key of the TLS ports, PEM"},
		{Name: TLSCA, kind: path("FILE", false), Help: "authority that clients' certificates must be signed by, PEM"},
		{Name: TLSClients, Default: "none", kind: word("MODE", "none", "optional", "require"), Help: "whether TLS clients show a certificate; needs tls-ca"},
	}...)
}

// clientSettings are what the bridge's clients may do. Those of kind perPort
// take values for single ports too.
func clientSettings() []Setting {
	noteLine := fmt.Sprintf("%d,%s=%d", lineBytes, NotesName, schemas.MaxTextBytes+seqBytes+1)
	return []Setting{
		{Name: Ports, Default: "fixed", kind: word("MODE", "fixed", portsAuto), Help: "auto picks free ports and writes ports.json in the store"},
		{Name: Timeout, Old: "TIMEOUT", Default: "4.5s", kind: timeout(), Help: "how long a line on the bridge may wait for its code"},
		{Name: Quirks, Default: "none", kind: perPort(quirks()), Help: "ways of old: silent or echo on a bad line, r69 for no match; legacy: as the old server"},
		{Name: MaxLine, Default: noteLine, kind: perPort(bounded("bytes", 1<<10, 16<<20)), Help: "longest line, bytes; a value for all ports leaves that of notes as it is"},
		{Name: MaxConns, Default: "10000", kind: perPort(bounded("connections", 1, 1_000_000)), Help: "open connections of a port; one more is closed at once"},
		{Name: MaxInFlight, Default: "4096", kind: perPort(bounded("requests", 1, 1<<20)), Help: "unanswered requests of one client; past it the client is read later"},
		{Name: Rate, Default: "0", kind: perPort(rate()), Help: "requests a second of one client; past it the client is read later; 0: no limit"},
		{Name: Idle, Default: "0s", kind: perPort(idle()), Help: "how long a client may be silent; 0: for ever"},
		{Name: Allow, kind: perPort(allow()), Help: "who may use a port: addresses, networks, names in certificates; empty: everyone"},
		{Name: LookUps, Default: "16384", kind: whole(1, 1<<24), Help: "look-ups under way in the bridge, one and a KiB of text each; more wait"},
		{Name: Audit, Default: "log", kind: audit(), Help: "where a line for each connection and refusal goes: log, off or a file"},
	}
}

// reserved says whether a MEDCODE_ variable that is no setting is known all
// the same: what the build and the tests read.
func reserved(env string) bool {
	switch env {
	case "MEDCODE_DATA", "MEDCODE_REQUIRE_DATA", "MEDCODE_REQUIRE_NATIVE", "MEDCODE_NO_INSTALL":
		return true
	}
	return strings.HasPrefix(env, "MEDCODE_TEST_")
}
