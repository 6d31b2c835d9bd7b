package evalx.format;

/** What becomes of a request with members that this version does not know. */
public enum UnknownMembers {
  /** It is refused: over HTTP a misspelt member must not pass for a default. */
  REFUSE,
  /** It is run and warned about: a JMS producer may be newer than this worker. */
  WARN
}
