package evalx.sandbox;

/**
 * A file of an artifact whose content is not held in memory. Programs find it under its name in
 * their working folder as a link to the artifact, so that no run copies it; they cannot change it.
 */
public record LargeFile(String name, Content content) {}
