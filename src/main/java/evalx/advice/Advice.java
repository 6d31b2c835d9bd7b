package evalx.advice;

/** What a model says about a failure. */
public sealed interface Advice {
  /** A hint. */
  record Given(String text) implements Advice {}

  /** It is being asked. */
  record Awaited() implements Advice {}

  /** It was asked, and gave no hint; it is asked again a minute later at the earliest. */
  record Failed() implements Advice {}

  /** Too many ask at the moment. */
  record Busy() implements Advice {}
}
