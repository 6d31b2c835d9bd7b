package evalx.compilation;

import evalx.sandbox.SandboxFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The compile servers that there are, a bounded number of them, and who has each in hand. */
final class KeptServers {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Sources that end their servers may not take the machine's time by that. */
  private static final Duration AFTER_END = Duration.ofSeconds(10);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(5);
  private static final int MAX_KINDS = 64;
  private static final Logger LOG = System.getLogger(KeptServers.class.getName());

  private final int most;
  private final List<Kept> all = new ArrayList<>();
  private final Map<Kind, Long> notBefore = new HashMap<>();
  private boolean closed;

  /** What compiles the same source to the same program. */
  record Kind(String driver, String language, String build) {}

  private enum State {
    TRIED_OUT,
    IDLE,
    BUSY
  }

  private static final class Kept {
    private final Kind kind;
    private final CompileServer server;
    private State state = State.TRIED_OUT;

    Kept(Kind kind, CompileServer server) {
      this.kind = kind;
      this.server = server;
    }

    boolean is(Kind wanted, State wantedState) {
      return kind.equals(wanted) && state == wantedState;
    }
  }

  KeptServers(int most) {
    this.most = most;
  }

  /**
   * Takes a server that is idle, or soon becomes so.
   *
   * @param begin begins another one where there is room; empty where it cannot
   * @throws SandboxFailure when the thread is interrupted
   */
  synchronized Optional<CompileServer> take(Kind kind, Supplier<Optional<CompileServer>> begin) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      for (long left = PATIENCE.toNanos(); left > 0; left = deadline - System.nanoTime()) {
        var idle = all.stream().filter(each -> each.is(kind, State.IDLE)).findFirst();
        if (idle.isPresent()) {
          idle.get().state = State.BUSY;
          return idle.map(found -> found.server);
        }
        if (mayBegin(kind)) {
          begin.get().ifPresent(server -> all.add(new Kept(kind, server)));
        }
        if (all.stream().noneMatch(each -> each.is(kind, State.BUSY))) {
          return Optional.empty();
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxFailure("interrupted", e);
    }
  }

  /** One is tried out at a time; where there is no room, an idle one of another kind makes it. */
  private boolean mayBegin(Kind kind) {
    var time = notBefore.get(kind);
    if (closed
        || (time != null && System.nanoTime() - time < 0)
        || all.stream().anyMatch(each -> each.is(kind, State.TRIED_OUT))) {
      return false;
    }
    if (all.size() >= most) {
      all.stream()
          .filter(each -> each.state == State.IDLE && !each.kind.equals(kind))
          .findFirst()
          .ifPresent(each -> each.server.close());
    }
    return all.size() < most;
  }

  /** A server that has proved to work, or has answered. */
  synchronized void giveBack(CompileServer server) {
    find(server)
        .ifPresent(
            kept -> {
              kept.state = State.IDLE;
              if (server.hasEnded()) {
                ended(server);
              }
            });
    notifyAll();
  }

  /** A server of this kind does not compile what its language should. */
  synchronized void failed(Kind kind) {
    if (!closed) {
      LOG.log(
          Level.WARNING,
          "A compile server of {0} does not work: each source has a compiler of its own",
          kind.language());
      pause(kind, AFTER_FAILURE);
    }
  }

  /** The process of a server has ended. */
  synchronized void ended(CompileServer server) {
    find(server)
        .ifPresent(
            kept -> {
              all.remove(kept);
              pause(kept.kind, AFTER_END);
            });
    notifyAll();
  }

  private void pause(Kind kind, Duration time) {
    if (notBefore.size() >= MAX_KINDS) {
      notBefore.clear();
    }
    notBefore.merge(kind, System.nanoTime() + time.toNanos(), (a, b) -> a - b < 0 ? b : a);
  }

  private Optional<Kept> find(CompileServer server) {
    return all.stream().filter(each -> each.server == server).findFirst();
  }

  synchronized void close() {
    closed = true;
    all.forEach(each -> each.server.close());
  }
}
