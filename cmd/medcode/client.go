package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"medcode/internal/broker"
	"medcode/internal/settings"
)

// clientSettings are those of commands that talk to a running medcode.
func clientSettings() []settings.Name {
	return []settings.Name{settings.Data, settings.NATS, settings.NATSPort, settings.KeyFile, settings.LogLevel, settings.LogFormat}
}

// dial connects to the broker that the settings name, or to the one that runs
// on this store.
func (c *call) dial(ctx context.Context) (*broker.Conn, error) {
	url := c.set.String(settings.NATS)
	if url == "" {
		url = c.runningURL()
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := broker.Dial(ctx, url, logger(c.set, c.err))
	if err != nil {
		return nil, fmt.Errorf("%w; is medcode run running on this store?", err)
	}
	return conn, nil
}

// runningURL is where the process that holds this store listens, as it wrote
// itself; else the usual port.
func (c *call) runningURL() string {
	var ports map[string]string
	data, err := os.ReadFile(filepath.Join(c.set.String(settings.Data), "ports.json"))
	if err == nil && json.Unmarshal(data, &ports) == nil && ports["nats"] != "" {
		return ports["nats"]
	}
	return "nats://127.0.0.1:" + c.set.String(settings.NATSPort)
}
