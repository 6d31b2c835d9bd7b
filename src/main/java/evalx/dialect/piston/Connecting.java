package evalx.dialect.piston;

import evalx.intake.AcceptLiveRun;
import evalx.submission.Caller;
import java.security.Principal;
import java.util.concurrent.Executor;

/**
 * A request for a WebSocket that was accepted: a WebSocket knows the principal of its request, and
 * no other thing of it.
 *
 * @param threads on which what takes a moment is done
 * @param cut ends the connection at once, with what waits to be sent
 */
record Connecting(
    Caller caller, Runtimes runtimes, AcceptLiveRun accept, Executor threads, Runnable cut)
    implements Principal {
  @Override
  public String getName() {
    return caller.key();
  }
}
