package evalx.push;

/** What comes next in a stream. */
public sealed interface Step {
  /** An event. */
  record Next(StreamEvent event) implements Step {}

  /** Nothing until something happens to the submission. */
  record Nothing() implements Step {}

  /** Nothing for a moment: all streams, or those of the caller, hold as many bytes as they may. */
  record Busy() implements Step {}

  /** Nothing any more: the client has been told everything. */
  record End() implements Step {}

  /** The submission is not known, or not any more. */
  record Unknown() implements Step {}
}
