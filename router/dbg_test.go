package router
import ("testing";"log/slog";"os")
func TestDbg(t *testing.T) { 
 dbg = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
 TestBrokerComesBack(t) }
