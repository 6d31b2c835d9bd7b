package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * How the programs of a language are made and run.
 *
 * @param compile the compiler's command, whose files in /box become the program; empty for none
 * @param check a command that only says whether the sources are well formed; empty for none
 * @param run the command of a test case
 * @param runClass the same where a submission names the class that it begins in; empty: as always
 * @param version the command that prints the exact version
 * @param link how its programs are linked; empty: as its compiler does by itself
 * @param runtime what runs its programs, where there is a choice
 * @param runOptions which of a submission's options are for the run
 * @param order of its sources; empty: as they are given
 * @param build how programs are made that bring a script for that; empty: there are none
 */
public record Commands(
    List<String> compile,
    List<String> check,
    List<String> run,
    List<String> runClass,
    List<String> version,
    Optional<Link> link,
    Optional<RuntimeChoice> runtime,
    RunOptions runOptions,
    Optional<ModuleOrder> order,
    Optional<Build> build) {
  public Commands {
    compile = List.copyOf(compile);
    check = List.copyOf(check);
    run = List.copyOf(run);
    runClass = List.copyOf(runClass);
    version = List.copyOf(version);
  }

  /** The same with other words. */
  Commands with(UnaryOperator<String> change) {
    return new Commands(
        Language.changed(compile, change),
        Language.changed(check, change),
        Language.changed(run, change),
        Language.changed(runClass, change),
        Language.changed(version, change),
        link,
        runtime.map(
            choice ->
                new RuntimeChoice(
                    Language.changed(choice.lean, change),
                    Language.changed(choice.whole, change),
                    choice.wholeFor)),
        runOptions,
        order,
        build.map(own -> new Build(own.file(), Language.changed(own.command(), change))));
  }

  /** The same for a program of these files, which may have a script that makes it. */
  Commands making(List<SourceFile> files) {
    return build
        .filter(
            own ->
                files.stream().anyMatch(file -> !file.isData() && file.name().equals(own.file())))
        .map(
            own ->
                new Commands(
                    own.command(),
                    List.of(),
                    run,
                    runClass,
                    version,
                    link,
                    runtime,
                    runOptions,
                    order,
                    build))
        .orElse(this);
  }

  /**
   * How programs are made that bring a script for that.
   *
   * @param file the script
   * @param command in place of the compiler's; exits with 1 where the script fails, and makes a
   *     program of sources without the script
   */
  public record Build(String file, List<String> command) {
    public Build {
      command = List.copyOf(command);
    }
  }

  /**
   * The options of a submission that its runs need: a program in Java may have to be told that it
   * uses previews, and its assertions are enabled when it runs.
   *
   * @param alone beginnings of those that its compiler does not get
   * @param too beginnings of those that both get
   */
  public record RunOptions(List<String> alone, List<String> too) {
    /** What the compiler, or where there is none, the program's runtime gets. */
    List<String> forCompiler(List<String> options) {
      return choose(options, option -> !begins(alone, option));
    }

    /** What its runs get. */
    public List<String> forRun(List<String> options) {
      return choose(options, option -> begins(alone, option) || begins(too, option));
    }

    private static boolean begins(List<String> beginnings, String option) {
      return beginnings.stream().anyMatch(option::startsWith);
    }

    /** A word without a dash goes where the option before it goes. */
    private static List<String> choose(List<String> options, Predicate<String> isChosen) {
      var chosen = new ArrayList<String>();
      var last = false;
      for (String option : options) {
        last = option.startsWith("-") ? isChosen.test(option) : last;
        if (last) {
          chosen.add(option);
        }
      }
      return chosen;
    }
  }

  /**
   * How programs are linked unless the submission's own options have a word in it. A static C++
   * program starts in 0.6 ms of CPU, a dynamic one in 1.4, and its link costs 10 ms more.
   *
   * @param yieldsTo beginnings of options that cannot be combined with these words
   * @param remarks texts in lines that the compiler prints because of these words alone
   */
  public record Link(List<String> words, List<String> yieldsTo, List<String> remarks) {
    /** Each line with its end. */
    private static final Pattern LINES = Pattern.compile("(?<=\\n)");

    /** In the line of GNU ld before a warning. */
    private static final String PLACE = ": in function `";

    List<String> beside(List<String> options) {
      var yields =
          options.stream().anyMatch(option -> yieldsTo.stream().anyMatch(option::startsWith));
      return yields ? List.of() : words;
    }

    /** What a compiler printed, without its remarks on these words and the place that it names. */
    public String withoutRemarks(String printed) {
      var kept = new ArrayDeque<String>();
      for (String line : LINES.split(printed, -1)) {
        if (remarks.stream().noneMatch(line::contains)) {
          kept.addLast(line);
        } else if (!kept.isEmpty() && kept.getLast().contains(PLACE)) {
          kept.removeLast();
        }
      }
      return String.join("", kept);
    }
  }

  /**
   * What runs a program: a lean runtime that starts sooner, unless a source has a text that may
   * need the whole one.
   *
   * @param lean words that fall back to the whole runtime where there is no lean one
   * @param wholeFor texts anywhere in a source file without its white space, comments included
   */
  public record RuntimeChoice(List<String> lean, List<String> whole, List<String> wholeFor) {
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    List<String> fitting(List<SourceFile> sources) {
      return sources.stream().anyMatch(this::needsWhole) ? whole : lean;
    }

    /** One that nobody has looked into may need it. */
    private boolean needsWhole(SourceFile source) {
      var text = new String(source.content(), StandardCharsets.ISO_8859_1); // as it is, by bytes
      var dense = WHITE_SPACE.matcher(text).replaceAll("");
      return source.file().isPresent() || wholeFor.stream().anyMatch(dense::contains);
    }
  }
}
