package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// askTimeout is longer than the bridge lets any line wait by default.
const askTimeout = 10 * time.Second

// askFlags are what medcode ask is told.
type askFlags struct {
	tls           bool
	ca, cert, key string
}

func askCommand() command {
	var f askFlags
	return command{
		name: "ask", args: "[--tls --ca FILE [--cert FILE --key FILE]] [HOST:]PORT TEXT",
		about: "Ask the bridge for the code of a phrase, as its TCP clients do. Leaves with 1 where there is no code.",
		flags: func(fs *flag.FlagSet, _ *call) {
			fs.BoolVar(&f.tls, "tls", false, "speak TLS")
			fs.StringVar(&f.ca, "ca", "", "with --tls: authority that signed the server's certificate; empty: those of the system")
			fs.StringVar(&f.cert, "cert", "", "with --tls: the client's certificate")
			fs.StringVar(&f.key, "key", "", "with --tls: the client's key")
		},
		run: func(ctx context.Context, c *call) error { return c.ask(ctx, f) },
	}
}

func (c *call) ask(ctx context.Context, f askFlags) error {
	text := strings.Join(c.rest[min(1, len(c.rest)):], " ")
	if text == "" || strings.ContainsAny(text, "\r\n") || !f.tls && f.ca+f.cert+f.key != "" {
		return fmt.Errorf("%w: medcode ask [--tls --ca FILE] PORT TEXT with TEXT on one line, as in: medcode ask 8901 chest pain", errUsage)
	}
	addr := c.rest[0]
	if !strings.Contains(addr, ":") {
		addr = net.JoinHostPort(loopback, addr)
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	nc, err := f.dial(ctx, addr)
	if err != nil {
		return fmt.Errorf("no connection; medcode run opens the ports, those of TLS with --tls: %w", err)
	}
	defer nc.Close()
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	defer stop()
	reply, err := askLine(nc, text)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", addr, err)
	}
	fmt.Fprintln(c.out, reply)
	switch reply {
	case "NO_MATCH", "ERROR", "TIMEOUT":
		return errReported
	}
	return nil
}

// dial connects, and with TLS verifies the server.
func (f askFlags) dial(ctx context.Context, addr string) (net.Conn, error) {
	if !f.tls {
		return new(net.Dialer).DialContext(ctx, "tcp", addr)
	}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if f.ca != "" {
		pem, err := os.ReadFile(f.ca)
		if err != nil {
			return nil, err
		}
		conf.RootCAs = x509.NewCertPool()
		if !conf.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", f.ca)
		}
	}
	if f.cert != "" || f.key != "" {
		pair, err := tls.LoadX509KeyPair(f.cert, f.key)
		if err != nil {
			return nil, err
		}
		conf.Certificates = []tls.Certificate{pair}
	}
	return (&tls.Dialer{Config: conf}).DialContext(ctx, "tcp", addr)
}

// askLine sends one request and returns what follows its seq in the reply.
func askLine(nc io.ReadWriter, text string) (string, error) {
	if _, err := io.WriteString(nc, "1,"+text+"\n"); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(nc, 4<<10)).ReadString('\n')
	if err != nil {
		return "", err
	}
	reply, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "1,")
	if !ok {
		return "", fmt.Errorf("the server did not take the line: %q", strings.TrimSpace(line))
	}
	return reply, nil
}
