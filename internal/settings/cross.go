package settings

import "strconv"

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
	faults = append(faults, v.tlsFiles()...)
	return append(faults, v.namesUnchecked()...)
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

// namesUnchecked finds ports where clients are let in by the name in their
// certificate, and no certificate is looked at: nobody would get in there.
func (v *Values) namesUnchecked() []error {
	list, ok := v.at[Allow]
	if !ok || list == "" {
		return nil
	}
	for _, p := range BridgePorts() {
		network, _ := v.Listen(p.Setting)
		name, has := certificateName(v.ListFor(Allow, p.Name))
		switch {
		case network == "" || !has:
		case !p.TLS:
			return []error{v.fault(Allow, "the port "+p.Name+" is a plain one and sees no certificate named "+strconv.Quote(name),
				"addresses and networks for it ("+p.Name+"=10.0.0.0/8), or no such port (--"+string(p.Setting)+" off)")}
		case v.at[TLSClients] == "none":
			return []error{v.fault(Allow, "no client is asked for a certificate named "+strconv.Quote(name),
				"addresses and networks, or tls-client-auth optional or require")}
		}
	}
	return nil
}

func (v *Values) fault(n Name, problem, allowed string) *Error {
	e := &Error{Setting: string(n), Problem: problem, Allowed: allowed}
	for _, val := range v.order {
		if val.Name == n {
			e.Source = val.Source
		}
	}
	return e
}
