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
	_, hasTLS := v.at[TLSCert]
	if hasTLS && (v.at[TLSCert] == "") != (v.at[TLSKey] == "") {
		faults = append(faults, v.fault(TLSCert, "a certificate and its key go together", "both tls-cert and tls-key, or neither"))
	}
	return faults
}

// samePorts finds listeners that would take each other's port.
func (v *Values) samePorts() []error {
	var faults []error
	taken := make(map[string]Name)
	for _, val := range v.order {
		if val.Name != HTTP && !strings.HasSuffix(string(val.Name), "-port") || val.Value == "0" {
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
