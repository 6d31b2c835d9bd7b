package evalx.intake;

import evalx.submission.Caller;

/** The caller is known and may not do this. */
public final class NotAllowed extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotAllowed(Caller.Scope missing) {
    super("the caller lacks the scope " + missing);
  }
}
