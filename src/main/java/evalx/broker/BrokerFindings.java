package evalx.broker;

import java.util.List;

/**
 * What a broker lacks of what EvalX relies on.
 *
 * @param sentences one for each, which says what is and what must be; empty when all is well
 */
public record BrokerFindings(List<String> sentences) {
  static final BrokerFindings NONE = new BrokerFindings(List.of());

  public BrokerFindings {
    sentences = List.copyOf(sentences);
  }
}
