package settings

import "strings"

// cross finds settings that are possible alone but not together. Those that
// the command did not want are left out.
func (v *Values) cross() []error {
	faults := v.samePorts()
	roles, hasRoles := v.at[Roles]
	nats, hasNATS := v.at[NATS]
	if hasRoles && hasNATS && nats == "" && !hasRole(roles, RoleBroker) {
		faults = append(faults, v.fault(NATS, "is empty, and the roles "+roles+" hold no broker", "the URL of the NATS server that the roles share, or the role broker as well"))
	}
	if hasNATS && nats == "" && v.at[Replicas] == "3" {
		faults = append(faults, v.fault(Replicas, "3 copies need three servers, and the embedded one is alone", "1, or the URL of a NATS cluster in nats"))
	}
	return append(faults, v.tlsFiles()...)
}

// tlsFiles finds files that lack their other half. A CA that nobody is asked
// for is a fault too: whoever names one believes that clients are checked.
func (v *Values) tlsFiles() []error {
	if _, ok := v.at[TLSCert]; !ok {
		return nil
	}
	var faults []error
	if (v.at[TLSCert] == "") != (v.at[TLSKey] == "") {
		faults = append(faults, v.fault(TLSCert, "a certificate and its key go together", "both tls-cert and tls-key, or neither"))
	}
	switch asked := v.at[TLSClients] != "none"; {
	case asked && v.at[TLSCA] == "":
		faults = append(faults, v.fault(TLSClients, "certificates of clients cannot be checked without an authority", "none, or the authority's file in tls-ca"))
	case !asked && v.at[TLSCA] != "":
		faults = append(faults, v.fault(TLSCA, "no client is asked for a certificate", "tls-client-auth optional or require with it, or no file"))
	}
	return faults
}

// samePorts finds listeners that would take each other's port.
func (v *Values) samePorts() []error {
	var faults []error
	taken := make(map[string]Name)
	for _, val := range v.order {
		closed := v.at[TLS] == "false" && strings.HasSuffix(string(val.Name), tlsPortEnd)
		if val.Name != HTTP && !strings.HasSuffix(string(val.Name), "-port") || val.Value == "0" || closed {
			continue
		}
		if other, ok := taken[val.Value]; ok {
			faults = append(faults, v.fault(val.Name, "port "+val.Value+" is that of "+string(other), "a port of its own, or 0 for any free one"))
		}
		taken[val.Value] = val.Name
	}
	return faults
}

func (v *Values) fault(n Name, problem, allowed string) error {
	e := &Error{Setting: string(n), Problem: problem, Allowed: allowed}
	for _, val := range v.order {
		if val.Name == n {
			e.Source = val.Source
		}
	}
	return e
}
