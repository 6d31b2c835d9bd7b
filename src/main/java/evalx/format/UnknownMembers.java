package evalx.format;

/** How members that this version does not know are treated. */
public enum UnknownMembers {
  /** They are errors: over HTTP a misspelt member must not be taken for a default. */
  REFUSE {
    @Override
    void note(String field, Findings findings) {
      findings.error(field, "is not a known member");
    }
  },
  /** They are ignored with a warning: a JMS producer may be newer than this worker. */
  WARN {
    @Override
    void note(String field, Findings findings) {
      findings.warn("unknown member ignored: " + field);
    }
  };

  abstract void note(String field, Findings findings);
}
