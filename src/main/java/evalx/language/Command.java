package evalx.language;

import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills in the placeholders of a language's commands for one program.
 *
 * <p>{@code {files}} becomes the paths of all source files of the language in the order that their
 * compiler needs, {@code {options}} and {@code {args}} the texts given, {@code {libraries}} those
 * of the options that name libraries, which a linker wants after the sources, {@code {run_options}}
 * those for the run, {@code {link}} the words for linking where the options allow them, {@code
 * {runtime}} the runtime that the sources need, {@code {main}} the main file's name, {@code
 * {main_stem}} that name without its ending, {@code {stem}} without its folder too, {@code {class}}
 * the class that the program begins in, and {@code {heap}} the heap in MiB. {@code {tool}} and
 * {@code {bin}} are filled in when a version is chosen.
 */
public final class Command {
  /**
   * The environment variables that programs of every language see. Leaks cannot be searched for,
   * because that needs ptrace; and Python prints integers of any length.
   */
  public static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH",
          "/usr/local/bin:/usr/bin:/bin",
          "HOME",
          "/box",
          "TMPDIR",
          "/tmp",
          "LANG",
          "C.UTF-8",
          "ASAN_OPTIONS",
          "detect_leaks=0",
          "LSAN_OPTIONS",
          "detect_leaks=0",
          "PYTHONINTMAXSTRDIGITS",
          "0");

  private static final String LIBRARY = "-l";

  private final Language language;
  private final List<SourceFile> files;
  private final List<String> options;
  private final Optional<String> namedClass;
  private final long memory;
  private final List<String> runtime;

  /**
   * @param options of the compiler
   * @param memory bytes that the command may use
   */
  public Command(Language language, List<SourceFile> files, List<String> options, long memory) {
    this(language, files, options, Optional.empty(), memory);
  }

  private Command(
      Language language,
      List<SourceFile> files,
      List<String> options,
      Optional<String> namedClass,
      long memory) {
    this.language = language;
    this.files = files;
    this.options = options;
    this.namedClass = namedClass;
    this.memory = memory;
    this.runtime =
        language.commands().runtime().map(choice -> choice.fitting(texts())).orElse(List.of());
  }

  /** A command for a program that begins in the class that it names, where it names one. */
  public Command(Language language, Submission.Source source, long memory) {
    this(language, source.files(), source.compilerOptions(), source.stages().mainClass(), memory);
  }

  /** A command that needs neither files nor options, such as the one for the version. */
  public static Command bare(Language language) {
    return new Command(language, List.of(), List.of(), language.memory());
  }

  /** The environment variables of a language's compiler and programs. */
  public static Map<String, String> environment(Language language) {
    var all = new HashMap<>(ENVIRONMENT);
    all.putAll(language.setup().environment());
    return Map.copyOf(all);
  }

  /** The words of a test case's command, ready to be run. */
  public List<String> run(List<String> args) {
    var commands = language.commands();
    var named = namedClass.isPresent() && !commands.runClass().isEmpty();
    return of(named ? commands.runClass() : commands.run(), args);
  }

  /** The words of a command without arguments, ready to be run. */
  public List<String> of(List<String> template) {
    return of(template, List.of());
  }

  /** The words of a command, ready to be run. */
  public List<String> of(List<String> template, List<String> args) {
    var words = new ArrayList<String>();
    for (String word : template) {
      switch (word) {
        case "{files}" -> words.addAll(paths());
        case "{link}" ->
            language.commands().link().ifPresent(link -> words.addAll(link.beside(options)));
        case "{options}" -> words.addAll(runOptions().forCompiler(options));
        case "{libraries}" ->
            options.stream().filter(option -> option.startsWith(LIBRARY)).forEach(words::add);
        case "{run_options}" -> words.addAll(runOptions().forRun(options));
        case "{runtime}" -> words.addAll(runtime);
        case "{args}" -> words.addAll(args);
        default -> words.add(filled(word));
      }
    }
    return List.copyOf(words);
  }

  private Commands.RunOptions runOptions() {
    return language.commands().runOptions();
  }

  private List<String> paths() {
    var sources = sources();
    var ordered = language.commands().order().map(order -> order.sorted(sources)).orElse(sources);
    return ordered.stream().map(file -> "/app/" + file.name()).toList();
  }

  private List<SourceFile> sources() {
    return files.stream().filter(language::isSource).toList();
  }

  /** Sources and what looks like them: a compiler may find more than it is given. */
  private List<SourceFile> texts() {
    return files.stream().filter(file -> language.isSource(file.name())).toList();
  }

  private String filled(String word) {
    if (!word.contains("{")) {
      return word;
    }
    var main = files.isEmpty() ? language.file() : files.get(0).name();
    return word.replace("{main}", main)
        .replace("{main_stem}", main.substring(0, main.lastIndexOf('/') + 1) + MainClass.stem(main))
        .replace("{stem}", MainClass.stem(main))
        .replace("{class}", word.contains("{class}") ? mainClass(main) : "")
        .replace("{heap}", Long.toString(language.memoryRules().heapMib(memory)));
  }

  private String mainClass(String main) {
    return namedClass
        .or(() -> language.names().mainClass().map(rule -> rule.find(sources())))
        .orElseGet(() -> MainClass.stem(main));
  }
}
