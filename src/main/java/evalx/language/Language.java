package evalx.language;

import evalx.submission.SourceFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A language as an entry of {@code languages.json} describes it. */
public record Language(
    Names names,
    Setup setup,
    Commands commands,
    Bounds bounds,
    MemoryRules memoryRules,
    SelfTest selfTest) {
  private static final String TOOL = "{tool}";
  private static final String BIN = "{bin}";

  /**
   * What it is called.
   *
   * @param id what requests and queues call it
   * @param name what people call it
   * @param aliases other ids that requests may use
   * @param file the main file's name where a request gives none
   * @param suffixes the ends of its source files' names, such as ".cpp"; others are data
   * @param mainClass how the class is found that its programs begin in; empty where they have none
   */
  public record Names(
      String id,
      String name,
      List<String> aliases,
      String file,
      List<String> suffixes,
      Optional<MainClass> mainClass) {
    public Names {
      aliases = List.copyOf(aliases);
      suffixes = List.copyOf(suffixes);
    }
  }

  static List<String> changed(List<String> words, UnaryOperator<String> change) {
    return words.stream().map(change).toList();
  }

  /**
   * How long and how many.
   *
   * @param timeout CPU time of a test case unless the request says otherwise
   * @param parallel the maximum number of its programs that run at the same time on a node
   * @param cacheTime how long other nodes may find what was compiled
   */
  public record Bounds(Duration timeout, int parallel, Duration cacheTime) {}

  /** A program that proves the language works here: its code, input and expected output. */
  public record SelfTest(String code, String stdin, String stdout) {}

  public String id() {
    return names.id();
  }

  public String name() {
    return names.name();
  }

  public List<String> aliases() {
    return names.aliases();
  }

  /** The main file's name where a request gives none. */
  public String file() {
    return names.file();
  }

  /** Whether it has a compiler to which a submission may give options. */
  public boolean takesOptions() {
    return Stream.of(commands.compile(), commands.check(), commands.run())
        .anyMatch(command -> command.contains("{options}"));
  }

  /** Whether its programs are run by the name of a class, which a submission may give. */
  public boolean takesMainClass() {
    return names.mainClass().isPresent() || !commands.runClass().isEmpty();
  }

  /** CPU time of a test case unless the request says otherwise. */
  public Duration timeout() {
    return bounds.timeout();
  }

  /** Bytes of a test case unless the request says otherwise. */
  public long memory() {
    return memoryRules.standard();
  }

  /** Bytes below which its programs cannot start. */
  public long smallestMemory() {
    return memoryRules.min();
  }

  /** Whether its compiler is given a file. */
  public boolean isSource(SourceFile file) {
    return !file.isData() && isSource(file.name());
  }

  /** Whether a file of this name is a source, not data. */
  public boolean isSource(String file) {
    return names.suffixes().stream().anyMatch(file::endsWith);
  }

  /** Whether what its sources hold decides how they are compiled or run. */
  public boolean looksIntoSources() {
    return names.mainClass().isPresent()
        || commands.order().isPresent()
        || commands.runtime().isPresent()
        || setup.unixLines();
  }

  /** A source as its tools can read it: few take the mark that some editors put before a text. */
  public SourceFile readable(SourceFile source) {
    var begun = source.withoutByteOrderMark();
    return setup.unixLines() ? begun.withUnixLines() : begun;
  }

  /** The name of the file in which a source that came without one must be. */
  public String fileFor(byte[] source) {
    return fileOfClass(source).orElse(file());
  }

  /** The name that a source's own class gives its file; empty where any will do. */
  public Optional<String> fileOfClass(byte[] source) {
    var suffix = names.suffixes().get(0);
    return names.mainClass().flatMap(rule -> rule.fileName(source)).map(name -> name + suffix);
  }

  /**
   * This language with the compiler or interpreter at a path, which becomes its {@code {tool}}, and
   * the folder it is in its {@code {bin}}.
   */
  public Language with(String tool) {
    var bin = tool.substring(0, tool.lastIndexOf('/'));
    UnaryOperator<String> change = word -> word.replace(TOOL, tool).replace(BIN, bin);
    var found =
        new Setup(
            setup.core(),
            setup.packages(),
            List.of(tool),
            setup.environment(),
            changed(setup.libraries(), change),
            setup.roots(),
            setup.unixLines(),
            setup.warm().with(change));
    return new Language(names, found, commands.with(change), bounds, memoryRules, selfTest);
  }

  /** This language for a program of these files, which may have a script that makes it. */
  public Language making(List<SourceFile> files) {
    var making = commands.making(files);
    return making.equals(commands)
        ? this
        : new Language(names, setup, making, bounds, memoryRules, selfTest);
  }

  /** The path of its compiler or interpreter; a pattern where none was chosen yet. */
  public String tool() {
    return setup.tools().get(0);
  }
}
