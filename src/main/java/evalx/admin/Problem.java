package evalx.admin;

/**
 * Something that is wrong, and what can be done about it.
 *
 * @param kind a word that does not change
 * @param severity "error" where jobs cannot be run, or may be lost; else "warning"
 * @param subject a language, a queue, a worker, or a part of EvalX
 */
public record Problem(String kind, String severity, String subject, String problem, String remedy) {
  static Problem error(String kind, String subject, String problem, String remedy) {
    return new Problem(kind, "error", subject, problem, remedy);
  }

  static Problem warning(String kind, String subject, String problem, String remedy) {
    return new Problem(kind, "warning", subject, problem, remedy);
  }

  boolean isError() {
    return severity.equals("error");
  }
}
