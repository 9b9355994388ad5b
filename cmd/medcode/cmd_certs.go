package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"medcode/internal/certs"
)

// certFlags are what medcode certs is told.
type certFlags struct {
	out, host, name string
	days            int
}

func certsCommand() command {
	var f certFlags
	return command{
		name: "certs", args: "self-signed | csr | client --out DIR [--host NAME,IP] [--name NAME] [--days N]",
		about: "Make keys and certificates for the TLS ports: an authority with a server's certificate, a request for another authority, or a client's certificate.",
		flags: func(fs *flag.FlagSet, _ *call) {
			fs.StringVar(&f.out, "out", "", "folder of the files; client signs with the authority there")
			fs.StringVar(&f.host, "host", strings.Join(certs.DefaultHosts(), ","), "self-signed, csr: names and addresses of the server")
			fs.StringVar(&f.name, "name", "client", "client: its common name, and that of its files")
			fs.IntVar(&f.days, "days", certs.DefaultDays, "self-signed, client: how long the certificate is valid")
		},
		run: func(_ context.Context, c *call) error { return c.certs(f) },
	}
}

func (c *call) certs(f certFlags) error {
	if len(c.rest) != 1 || f.out == "" {
		return fmt.Errorf("%w: medcode certs self-signed|csr|client --out DIR, as in: medcode certs self-signed --out certs --host bridge.example,10.0.0.7", errUsage)
	}
	hosts := strings.Split(f.host, ",")
	for i, h := range hosts {
		hosts[i] = strings.TrimSpace(h)
	}
	switch c.rest[0] {
	case "self-signed":
		files, err := certs.SelfSigned(f.out, hosts, f.days, time.Now())
		return c.made(files, err, "medcode run --tls --tls-cert "+files.Cert+" --tls-key "+files.Key)
	case "csr":
		files, err := certs.CSR(f.out, hosts)
		return c.made(files, err, "have the request signed, then medcode run --tls --tls-cert SIGNED --tls-key "+files.Key)
	case "client":
		files, err := certs.Client(f.out, f.name, f.days, time.Now())
		return c.made(files, err, "medcode run --tls --tls-client-auth require --tls-ca "+files.CA)
	}
	return fmt.Errorf("%w: medcode certs makes no %q; choose self-signed, csr or client", errUsage, c.rest[0])
}

func (c *call) made(f certs.Files, err error, next string) error {
	if err != nil {
		return err
	}
	if f.CA != "" {
		fmt.Fprintf(c.out, "authority    %s\n", f.CA)
	}
	what := "certificate"
	if f.CA == "" {
		what = "request"
	}
	fmt.Fprintf(c.out, "%-11s  %s\nkey          %s\n\n%s\n", what, f.Cert, f.Key, next)
	return nil
}
