package evalx.language;

import evalx.submission.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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

  /**
   * How its programs are made and run.
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
      Optional<ModuleOrder> order) {
    public Commands {
      compile = List.copyOf(compile);
      check = List.copyOf(check);
      run = List.copyOf(run);
      runClass = List.copyOf(runClass);
      version = List.copyOf(version);
    }

    private Commands with(UnaryOperator<String> change) {
      return new Commands(
          changed(compile, change),
          changed(check, change),
          changed(run, change),
          changed(runClass, change),
          changed(version, change),
          link,
          runtime.map(
              choice ->
                  new RuntimeChoice(
                      changed(choice.lean, change),
                      changed(choice.whole, change),
                      choice.wholeFor)),
          runOptions,
          order);
    }
  }

  private static List<String> changed(List<String> words, UnaryOperator<String> change) {
    return words.stream().map(change).toList();
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
   * How long and how many.
   *
   * @param timeout CPU time of a test case unless the request says otherwise
   * @param parallel the maximum number of its programs that run at the same time on a node
   * @param cacheTime how long other nodes may find what was compiled
   */
  public record Bounds(Duration timeout, int parallel, Duration cacheTime) {}

  /**
   * How it uses memory.
   *
   * @param standard bytes of a test case unless the request says otherwise
   * @param min bytes below which its programs cannot start
   * @param heap how much of the memory limit a runtime of its own heap may use
   * @param deaths how its programs end when memory runs out inside the limit
   */
  public record MemoryRules(
      long standard, long min, Optional<Heap> heap, List<MemoryDeath> deaths) {
    private static final long MIB = 1 << 20;
    private static final long MIN_HEAP_MIB = 8;
    private static final double USED_UP = 0.75;

    public MemoryRules {
      deaths = List.copyOf(deaths);
    }

    /**
     * Whether a run used so much memory that it may have died of that. Below the limit itself, the
     * heap may be full, or a single allocation may not have fitted any more.
     *
     * @param peak bytes used
     * @param limit of the run, in bytes
     */
    public boolean isUsedUp(long peak, long limit) {
      var bytes = heap.isPresent() ? heapMib(limit) * MIB : limit;
      return peak >= bytes * USED_UP;
    }

    /** The heap in MiB under a memory limit in bytes. */
    public long heapMib(long limit) {
      var bytes = heap.map(h -> (limit - h.reserve()) * h.share()).orElse((double) limit);
      return Math.max(MIN_HEAP_MIB, (long) (bytes / MIB));
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

    private boolean needsWhole(SourceFile source) {
      var text = new String(source.content(), StandardCharsets.ISO_8859_1); // as it is, by bytes
      var dense = WHITE_SPACE.matcher(text).replaceAll("");
      return wholeFor.stream().anyMatch(dense::contains);
    }
  }

  /**
   * The part of the memory limit that is left for the heap: a share of what lies above the reserve.
   *
   * @param share above 0, at most 1
   * @param reserve bytes the runtime itself needs
   */
  public record Heap(double share, long reserve) {}

  /**
   * An end that means the memory ran out, if the run has used it up. A program can print any text
   * and exit with any code, so these two alone decide nothing.
   *
   * @param exitCode the exit code it has; -1: any end by the signal instead
   * @param signal the signal that ends it; -1: the exit code decides
   * @param stderr a text found in stderr
   */
  public record MemoryDeath(int exitCode, int signal, String stderr) {}

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

  /** Whether a file of this name is a source, not data. */
  public boolean isSource(String file) {
    return names.suffixes().stream().anyMatch(file::endsWith);
  }

  /** The name of the file in which a source that came without one must be. */
  public String fileFor(byte[] source) {
    var suffix = names.suffixes().get(0);
    return names
        .mainClass()
        .flatMap(rule -> rule.fileName(source))
        .map(name -> name + suffix)
        .orElse(file());
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

  /** The path of its compiler or interpreter; a pattern where none was chosen yet. */
  public String tool() {
    return setup.tools().get(0);
  }
}
