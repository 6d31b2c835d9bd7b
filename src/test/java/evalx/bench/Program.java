package evalx.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A program that adds two numbers, and how people compile and run it by hand: with default flags.
 *
 * @param language of EvalX
 * @param source its text
 * @param file the name the compiler expects
 * @param compile the command, in the folder of the file; empty where nothing is compiled
 * @param run the command by absolute path, in which FOLDER stands for that folder
 */
record Program(
    String language, String source, String file, List<String> compile, List<String> run) {
  static final List<String> LANGUAGES =
      List.of("cpp", "python", "python-numpy", "javascript", "java", "bash");

  /** Does next to nothing else, so that what lies around it shows. */
  static Program small(String language) {
    return of("small", language);
  }

  /** Uses the library as contestants do, so that its compilation takes what theirs takes. */
  static Program cold(String language) {
    return of("cold", language);
  }

  private static Program of(String kind, String language) {
    return switch (language) {
      case "cpp" ->
          new Program(
              language,
              read(kind + ".cpp"),
              "main.cpp",
              List.of("/usr/bin/g++", "-O2", "-std=gnu++17", "-o", "main", "main.cpp"),
              List.of("FOLDER/main"));
      case "java" ->
          new Program(
              language,
              read(kind + ".java"),
              "Main.java",
              List.of("/usr/bin/javac", "Main.java"),
              List.of("/usr/bin/java", "-cp", "FOLDER", "Main"));
      case "python" -> script(language, read(kind + ".py"), "main.py", "/usr/bin/python3");
      case "python-numpy" ->
          script("python", read(kind + "-numpy.py"), "main.py", "/usr/bin/python3");
      case "javascript" -> script(language, read(kind + ".js"), "main.js", "/usr/bin/node");
      case "bash" -> script(language, read(kind + ".sh"), "main.sh", "/bin/bash");
      default ->
          throw new BenchFailure("There is no program in " + language + ", but in " + LANGUAGES);
    };
  }

  private static Program script(String language, String source, String file, String interpreter) {
    return new Program(language, source, file, List.of(), List.of(interpreter, "FOLDER/" + file));
  }

  /** The same with a comment that makes it another program for every cache. */
  Program marked(long mark) {
    var comment = language.equals("python") || language.equals("bash") ? "# " : "// ";
    return new Program(language, source + comment + mark + "\n", file, compile, run);
  }

  private static String read(String name) {
    try (var in = Program.class.getResourceAsStream("/bench/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
