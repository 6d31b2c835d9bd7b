package evalx.submission;

/**
 * What may be wrong with a program, and what to try, for people who learn.
 *
 * @param id of the rule that it comes from
 * @param text a few plain sentences
 */
public record Hint(String id, String text) {}
