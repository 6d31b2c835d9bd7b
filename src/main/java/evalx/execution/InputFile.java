package evalx.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * Lets a program find its input in a file of its working folder. A shell makes the file of the
 * stdin of the box, and then becomes the program, whose stdin is empty.
 */
final class InputFile {
  /** A link, so that it is none of the files that a run leaves in its working folder. */
  private static final String SCRIPT =
      "cat >/tmp/.input && ln -sfn /tmp/.input \"./$1\" || exit 1; shift; exec \"$@\" </dev/null";

  private InputFile() {}

  /**
   * The command that makes the file before another one.
   *
   * @param name of the file, in no folder
   */
  static List<String> before(String name, List<String> command) {
    var words = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", name));
    words.addAll(command);
    return words;
  }
}
