package settings

import (
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
	rows = append(rows, bridgePorts()...)
	rows = append(rows, tlsSettings()...)
	rows = append(rows, []Setting{
		{Name: Ports, Default: "fixed", kind: word("MODE", "fixed", "auto"), Help: "auto picks free ports and writes ports.json in the store"},
		{Name: Timeout, Old: "TIMEOUT", Default: "4.5s", kind: timeout(), Help: "how long a line on the bridge may wait for its code"},
		{Name: BatchSize, Old: "BATCH_SIZE", Default: "32", kind: whole(1, 4096), Help: "most items that a worker codes in one batch"},
		{Name: MaxWorkers, Old: "MAX_WORKERS", Default: "0", kind: whole(0, 1024), Help: "batches worked on at once; 0: one a core"},
		{Name: Device, Old: "DEVICE", Default: "auto", kind: device(), Help: "what the encoder runs on"},
		{Name: ONNXRuntime, kind: path("FILE", false), Help: "the ONNX Runtime library; empty: look in the usual places"},
		{Name: ModelsDir, kind: path("DIR", false), Help: "folder of encoder models; empty: those that came with medcode"},
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

// bridgePorts are the bridge's listeners, 8901 and up in the order of the
// ontologies. Their older names lack the "CM" of ICD-10-CM.
func bridgePorts() []Setting {
	rows := make([]Setting, 0, len(schemas.Ontologies()))
	for i, o := range schemas.Ontologies() {
		name := strings.ToUpper(string(o))
		rows = append(rows, Setting{
			Name:    PortOf(o),
			Old:     strings.TrimSuffix(name, "CM") + "_PORT",
			Default: "890" + string(rune('1'+i)),
			kind:    port(),
			Help:    "TCP port of the bridge for " + string(o),
		})
	}
	return rows
}

// tlsSettings are the bridge's TLS listeners, 8911 and up, and their files.
func tlsSettings() []Setting {
	rows := []Setting{{Name: TLS, Default: "false", kind: onOff(), Help: "open the bridge's TLS ports too"}}
	for i, o := range schemas.Ontologies() {
		rows = append(rows, Setting{
			Name: TLSPortOf(o), Default: "891" + string(rune('1'+i)), kind: port(), Help: "TLS port of the bridge for " + string(o),
		})
	}
	return append(rows, []Setting{
		{Name: TLSCert, Old: "TLS_CERT_FILE", kind: path("FILE", false), Help: "certificate of the TLS ports, PEM; empty: one made in the store, for development"},
		{Name: TLSKey, Old: "TLS_KEY_FILE", kind: path("FILE", false), Help: "private key of the TLS ports, PEM"},
		{Name: TLSCA, kind: path("FILE", false), Help: "authority that clients' certificates must be signed by, PEM"},
		{Name: TLSClients, Default: "none", kind: word("MODE", "none", "optional", "require"), Help: "whether TLS clients show a certificate; needs tls-ca"},
	}...)
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
