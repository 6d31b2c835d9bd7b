package evalx.intake;

/** A language of the table that no living worker offers at the moment. */
public final class LanguageUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String language;

  LanguageUnavailable(String language) {
    super(language + " is not available at the moment");
    this.language = language;
  }

  /** Its id in the table. */
  public String language() {
    return language;
  }
}
