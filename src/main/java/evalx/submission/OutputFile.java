package evalx.submission;

/**
 * A file that a run left in its working folder.
 *
 * @param size bytes
 * @param file it in the file store
 */
public record OutputFile(String name, long size, FileId file) {}
