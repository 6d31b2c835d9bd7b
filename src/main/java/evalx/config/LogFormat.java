package evalx.config;

/** How EvalX logs. */
public enum LogFormat {
  /** As the server does: lines for people. */
  TEXT,
  /** An object of JSON a line, with the token that it is about. */
  JSON
}
