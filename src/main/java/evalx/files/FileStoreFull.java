package evalx.files;

/** The file store has no room for another file until some have expired. */
public final class FileStoreFull extends RuntimeException {
  private static final long serialVersionUID = 1;

  FileStoreFull() {
    super("the file store is full");
  }
}
