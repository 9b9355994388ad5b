package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// How long the bridge lets a client wait by default, and a little more; and
// how long its replies may get, bytes.
const (
	askDial        = 3 * time.Second // a plain port may take a TLS greeting for a line, and answer nothing that ends it
	askTimeout     = 10 * time.Second
	askNoteTimeout = 40 * time.Second
	askReply       = 4 << 10
	askNoteReply   = 64 << 20
)

// askFlags are what medcode ask is told.
type askFlags struct {
	tls, note     bool
	ca, cert, key string
}

func askCommand() command {
	var f askFlags
	return command{
		name: "ask", args: "[--tls --ca FILE [--cert FILE --key FILE]] [--note] [HOST:]PORT|SOCKET TEXT",
		about: "Ask the bridge for the code of a phrase, or for what a note holds, as its TCP clients do. Leaves with 1 where there is no code.",
		flags: func(fs *flag.FlagSet, _ *call) {
			fs.BoolVar(&f.tls, "tls", false, "speak TLS")
			fs.BoolVar(&f.note, "note", false, "TEXT is a whole note, and PORT that of notes: the reply is JSON, and longer")
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
	patience, most := askTimeout, int64(askReply)
	if f.note {
		patience, most = askNoteTimeout, askNoteReply
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	nc, err := f.dial(ctx, c.rest[0])
	if err != nil {
		return fmt.Errorf("no connection; medcode run opens the ports, those of TLS and of notes with --tls: %w", err)
	}
	defer nc.Close()
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	defer stop()
	reply, err := askLine(nc, text, most)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", c.rest[0], err)
	}
	fmt.Fprintln(c.out, reply)
	if reply == "NO_MATCH" || reply == "TIMEOUT" || strings.HasPrefix(reply, "ERROR") {
		return errReported
	}
	return nil
}

// place finds network and address of PORT, HOST:PORT or the path of a socket.
func place(target string) (network, addr string) {
	path, socket := strings.CutPrefix(target, unixPrefix)
	switch {
	case socket || strings.Contains(target, "/"):
		return "unix", path
	case !strings.Contains(target, ":"):
		return "tcp", net.JoinHostPort(loopback, target)
	}
	return "tcp", target
}

// dial connects, and with TLS verifies the server.
func (f askFlags) dial(ctx context.Context, target string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, askDial)
	defer cancel()
	network, addr := place(target)
	if !f.tls {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}
	conf, err := f.config()
	if err != nil {
		return nil, err
	}
	if network == "unix" {
		conf.ServerName = "localhost"
	}
	return (&tls.Dialer{Config: conf}).DialContext(ctx, network, addr)
}

func (f askFlags) config() (*tls.Config, error) {
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
	return conf, nil
}

// askLine sends one request and returns what follows its seq in the reply,
// which has so many bytes at most.
func askLine(nc io.ReadWriter, text string, most int64) (string, error) {
	if _, err := io.WriteString(nc, "1,"+text+"\n"); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(io.LimitReader(nc, most)).ReadString('\n')
	if errors.Is(err, io.EOF) && int64(len(line)) == most {
		return "", fmt.Errorf("the reply is longer than %d bytes; give --note for the port of notes", most)
	}
	if err != nil {
		return "", err
	}
	reply, ok := strings.CutPrefix(strings.TrimRight(line, "\r\n"), "1,")
	if !ok {
		return "", fmt.Errorf("the server did not take the line: %q", strings.TrimSpace(line))
	}
	return reply, nil
}
