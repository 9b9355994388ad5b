package router
import ("testing";"time";"context";"fmt";"medcode/schemas")
func TestDbg2(t *testing.T) { 
 r := newRig(t)
 done:=make(chan bool,1)
 r.conn.OnReconnect(func(){ go func(){
  s:=time.Now()
  for range 3 {
   for _, n := range []string{"NOTES","WORK","DONE"} {
    _, err := r.conn.StreamState(context.Background(), n)
    fmt.Println(n, time.Since(s), err)
   }
  }
  err := r.ensure(context.Background())
  fmt.Println("ensure", time.Since(s), err)
  done<-true
 }()})
 r.publish(note("a",1,text))
 check(t, r.server.Close())
 time.Sleep(time.Second)
 r.startServer()
 <-done
 _ = schemas.Version
}
