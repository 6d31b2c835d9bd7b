package evalx.dialect.piston;

import jakarta.websocket.CloseReason;

/** Why a WebSocket of a live run is closed, as Piston says it. */
final class ConnectEnds {
  static final CloseReason ALREADY = reason(4000, "Already Initialized");
  static final CloseReason TIMEOUT = reason(4001, "Initialization Timeout");
  static final CloseReason NOTIFIED = reason(4002, "Notified Error");
  static final CloseReason NOT_YET = reason(4003, "Not yet initialized");
  static final CloseReason ONLY_STDIN = reason(4004, "Can only write to stdin");
  static final CloseReason BAD_SIGNAL = reason(4005, "Invalid signal");
  static final CloseReason LARGE = reason(1009, "too large");
  static final CloseReason COMPLETED = reason(4999, "Job Completed");

  private ConnectEnds() {}

  private static CloseReason reason(int code, String words) {
    return new CloseReason(() -> code, words);
  }
}
